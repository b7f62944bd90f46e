import { useState } from "react";

import { isApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/** One request at a time, with its refusal in words. True when it was done. */
export function useDeed() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();
  async function run(deed: () => Promise<unknown>): Promise<boolean> {
    setBusy(true);
    setError(undefined);
    try {
      await deed();
      return true;
    } catch (cause) {
      setError(isApiError(cause, "last_owner") ? t("details.lastOwner") : describeError(cause));
      return false;
    } finally {
      setBusy(false);
    }
  }
  return { busy, error, run, forget: () => setError(undefined) };
}
