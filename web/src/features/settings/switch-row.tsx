import { useId, type ReactNode } from "react";

import { Switch } from "@/components/ui/switch";

interface SwitchRowProps {
  label: string;
  hint: ReactNode;
  on: boolean;
  disabled?: boolean;
  onChange: (on: boolean) => void;
}

/** A choice of yes or no with what it means; the whole row can be pressed. */
export function SwitchRow({ label, hint, on, disabled = false, onChange }: SwitchRowProps) {
  const id = useId();
  return (
    <div className="relative -mx-3 flex min-h-touch items-center justify-between gap-4 rounded-control px-3 py-2 hover:bg-hover">
      <div className="min-w-0">
        <label htmlFor={id} className="text-body font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-small text-muted">
          {hint}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={on}
        disabled={disabled}
        onCheckedChange={onChange}
        className="after:absolute after:inset-0"
      />
    </div>
  );
}
