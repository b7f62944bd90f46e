import { toast } from "@/components/ui/toast-store";
import { copyText } from "@/lib/copy-text";
import { t } from "@/lib/i18n/translate";

export async function copyAndSay(text: string): Promise<void> {
  const done = await copyText(text);
  if (done) toast(t("common.copied"));
  else toast(t("common.copyFailed"), { tone: "danger" });
}
