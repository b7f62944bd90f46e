import { Switch as SwitchPrimitive } from "radix-ui";
import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";

/** On or off, at once. On a phone its surface is as large as a finger, its track is not. */
export function Switch({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) {
  return (
    <SwitchPrimitive.Root
      data-slot="switch"
      className={cn(
        "group/switch inline-flex shrink-0 items-center justify-end rounded-full disabled:opacity-55 max-md:size-touch",
        className,
      )}
      {...props}
    >
      <span className="flex h-6 w-10 items-center rounded-full border border-edge bg-pressed p-0.5 transition-colors group-data-[state=checked]/switch:border-accent group-data-[state=checked]/switch:bg-accent">
        <SwitchPrimitive.Thumb className="size-4.5 rounded-full bg-text transition-[margin] data-[state=checked]:ms-4 data-[state=checked]:bg-on-accent" />
      </span>
    </SwitchPrimitive.Root>
  );
}
