import { RadioGroup as RadioGroupPrimitive } from "radix-ui";
import { useId, type ComponentProps, type ReactNode } from "react";

import { cn } from "@/lib/cn";

export function RadioGroup({
  className,
  ...props
}: ComponentProps<typeof RadioGroupPrimitive.Root>) {
  return (
    <RadioGroupPrimitive.Root
      data-slot="radio-group"
      className={cn("flex flex-col gap-1", className)}
      {...props}
    />
  );
}

interface RadioRowProps {
  value: string;
  label: string;
  hint?: ReactNode;
  disabled?: boolean;
}

/** One choice as a whole row that can be pressed. */
export function RadioRow({ value, label, hint, disabled }: RadioRowProps) {
  const id = useId();
  return (
    <div
      data-slot="radio-row"
      className="relative flex items-start gap-3 rounded-control px-3 py-2 hover:bg-hover has-data-[state=checked]:bg-accent-soft max-md:min-h-touch max-md:items-center"
    >
      <RadioGroupPrimitive.Item
        id={id}
        value={value}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="mt-px flex size-4.5 shrink-0 items-center justify-center rounded-full border border-edge bg-raised after:absolute after:inset-0 data-[state=checked]:border-accent"
      >
        <RadioGroupPrimitive.Indicator className="size-2.5 rounded-full bg-accent" />
      </RadioGroupPrimitive.Item>
      <div className="min-w-0">
        <label htmlFor={id} className="text-body font-medium">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-small text-muted">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
