import { formatBytes } from "@/lib/files";
import { t } from "@/lib/i18n/translate";

interface StorageMeterProps {
  label: string;
  used: number;
  limit: number | null;
}

/** How much is kept, and of how much where that is limited. */
export function StorageMeter({ label, used, limit }: StorageMeterProps) {
  const words = formatBytes(used);
  if (limit === null) {
    return <p className="text-small text-muted">{t("storage.used", { used: words })}</p>;
  }
  const share = limit > 0 ? Math.min(1, used / limit) : 1;
  return (
    <div className="flex flex-col gap-1.5">
      <div
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={limit}
        aria-valuenow={Math.min(used, limit)}
        aria-valuetext={t("storage.usedOf", { used: words, limit: formatBytes(limit) })}
        className="h-1.5 overflow-hidden rounded-full bg-pressed"
      >
        <div
          style={{ width: `${share * 100}%` }}
          className={`h-full min-w-px rounded-full ${share > 0.9 ? "bg-danger" : "bg-accent"}`}
        />
      </div>
      <p className="text-small text-muted">
        {t("storage.usedOf", { used: words, limit: formatBytes(limit) })}
      </p>
    </div>
  );
}
