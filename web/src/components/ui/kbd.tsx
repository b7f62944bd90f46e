import type { ComponentProps } from "react";

import { cn } from "@/lib/cn";
import { isApple } from "@/lib/shortcuts";

export function Kbd({ className, ...props }: ComponentProps<"kbd">) {
  return (
    <kbd
      data-slot="kbd"
      className={cn(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-tick border border-line bg-bg px-1.5 font-sans text-meta text-muted",
        className,
      )}
      {...props}
    />
  );
}

const SIGNS: Record<string, string> = {
  mod: isApple ? "⌘" : "Ctrl",
  alt: isApple ? "⌥" : "Alt",
  shift: isApple ? "⇧" : "Shift",
  arrowup: "↑",
  arrowdown: "↓",
  enter: "Enter",
  escape: "Esc",
  delete: "Del",
};

interface KeysProps {
  /** "mod+k", as in lib/shortcuts. */
  keys: string;
  /** Without boxes, for tooltips. */
  bare?: boolean;
  className?: string;
}

export function Keys({ keys, bare = false, className }: KeysProps) {
  const names = keys.split("+").map((key) => SIGNS[key.toLowerCase()] ?? key.toUpperCase());
  if (bare)
    return <kbd className={cn("font-sans", className)}>{names.join(isApple ? "" : "+")}</kbd>;
  return (
    <span className={cn("inline-flex gap-1", className)}>
      {names.map((name) => (
        <Kbd key={name}>{name}</Kbd>
      ))}
    </span>
  );
}
