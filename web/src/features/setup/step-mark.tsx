import { t } from "@/lib/i18n/translate";

const STEPS = 3;

/** "Step 2 of 3", with three short lines that fill. */
export function StepMark({ step }: { step: number }) {
  return (
    <div className="mb-3 flex items-center gap-3 text-small text-muted">
      <span aria-hidden className="flex gap-1">
        {Array.from({ length: STEPS }, (_, index) => (
          <span
            key={index}
            data-done={index < step || undefined}
            className="h-1 w-6 rounded-full bg-pressed data-done:bg-accent"
          />
        ))}
      </span>
      {t("setup.progress", { step, steps: STEPS })}
    </div>
  );
}
