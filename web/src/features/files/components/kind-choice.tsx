import { Button } from "@/components/ui/button";
import type { FileKind } from "@/features/files/api";
import { t } from "@/lib/i18n/translate";

interface KindChoiceProps {
  kind: FileKind | null;
  onChoose: (kind: FileKind | null) => void;
}

const KINDS = [null, "picture", "file", "video", "audio"] as const;

/** Which files are listed. */
export function KindChoice({ kind, onChoose }: KindChoiceProps) {
  return (
    <div
      role="group"
      aria-label={t("roomFiles.kinds")}
      className="flex shrink-0 overflow-x-auto px-2 py-2"
    >
      {KINDS.map((one) => (
        <Button
          key={one}
          size="small"
          variant="quiet"
          aria-pressed={one === kind}
          onClick={() => onChoose(one)}
        >
          {t(`roomFiles.kind.${one ?? "all"}`)}
        </Button>
      ))}
    </div>
  );
}
