import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { t } from "@/lib/i18n/translate";
import type { Unsent } from "@/realtime/kept-here";

interface UnsentDialogProps {
  unsent: Unsent;
  onAnswer: (goes: boolean) => void;
}

/** Says what signing out would lose. */
export function UnsentDialog({ unsent, onAnswer }: UnsentDialogProps) {
  const { messages, files, drafts } = unsent;
  const lines = [
    messages > 0 ? t("leaving.messages", { count: messages }) : null,
    files > 0 ? t("leaving.files", { count: files }) : null,
    drafts > 0 ? t("leaving.drafts", { count: drafts }) : null,
  ].filter((line) => line !== null);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
      title={t("leaving.title")}
      body={
        <>
          <p>{t("leaving.body")}</p>
          <ul className="mt-2 list-disc ps-5">
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </>
      }
      action={t("settings.signOut")}
      onConfirm={() => onAnswer(true)}
    />
  );
}
