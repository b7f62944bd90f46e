import { useId } from "react";

import { RadioGroup, RadioRow } from "@/components/ui/radio-group";
import { setEnterKey, useEnterKey, type EnterKey } from "@/lib/enter-key";
import { t } from "@/lib/i18n/translate";

/** What Enter does while writing, on this device. */
export function EnterKeyChoice() {
  const choice = useEnterKey();
  const id = useId();
  return (
    <section className="mt-6">
      <h2 id={id} className="mb-2 text-title font-semibold">
        {t("appearance.enter")}
      </h2>
      <RadioGroup
        aria-labelledby={id}
        value={choice}
        onValueChange={(value) => setEnterKey(value as EnterKey)}
        className="-mx-3"
      >
        <RadioRow
          value="sends"
          label={t("appearance.enterSends")}
          hint={t("appearance.enterSendsHint")}
        />
        <RadioRow
          value="breaks"
          label={t("appearance.enterBreaks")}
          hint={t("appearance.enterBreaksHint")}
        />
      </RadioGroup>
    </section>
  );
}
