import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps, ReactNode } from "react";

import { cn } from "@/lib/cn";

import { Slot } from "./slot";
import { Spinner } from "./spinner";

export const buttonVariants = cva(
  "inline-flex shrink-0 items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 aria-disabled:opacity-55 [&_svg]:icon",
  {
    variants: {
      variant: {
        primary:
          "bg-accent text-on-accent enabled:hover:bg-accent-hover [a&]:hover:bg-accent-hover",
        secondary:
          "border border-line bg-raised text-text enabled:hover:bg-hover [a&]:hover:bg-hover",
        quiet:
          "text-muted hover:text-text enabled:hover:bg-hover aria-expanded:bg-hover aria-expanded:text-text aria-pressed:bg-accent-soft aria-pressed:text-accent-text [a&]:hover:bg-hover",
        danger: "bg-danger text-on-danger enabled:hover:bg-danger-hover",
        dangerQuiet: "text-danger-text enabled:hover:bg-danger-soft",
        link: "rounded-tick text-accent-text underline decoration-accent/35 underline-offset-3 hover:decoration-accent",
      },
      size: {
        small: "h-8 px-2.5 text-small max-md:h-touch max-md:px-3.5",
        medium: "h-9 px-3.5 text-body max-md:h-touch max-md:px-4",
        large: "h-11 px-5 text-message",
        icon: "size-9 max-md:size-touch",
        iconSmall: "size-7 max-md:size-touch",
        inline: "text-[length:inherit]",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof buttonVariants> & {
    asChild?: boolean;
    /** Shows that the action runs; the button keeps its width and its focus, and ignores clicks. */
    busy?: boolean;
  };

export function Button({ asChild = false, busy = false, children, ...props }: ButtonProps) {
  if (asChild) return <ButtonLink {...props}>{children}</ButtonLink>;
  // One element for both states: another one would lose the focus when the work begins.
  return (
    <PlainButton {...(busy ? { ...props, ...waiting } : props)}>
      {busy ? <Wait>{children}</Wait> : children}
    </PlainButton>
  );
}

type InnerProps = Omit<ButtonProps, "asChild" | "busy">;

/** aria-disabled, not disabled, for the same reason. */
const waiting = {
  type: "button",
  "aria-disabled": true,
  "aria-busy": true,
  onClick: undefined,
} as const;

function Wait({ children }: { children: ReactNode }) {
  return (
    <span className="relative inline-flex items-center justify-center">
      <Spinner className="absolute" />
      <span className="invisible flex items-center gap-2">{children}</span>
    </span>
  );
}

function PlainButton({ className, variant, size, type = "button", ...props }: InnerProps) {
  return (
    <button
      data-slot="button"
      type={type}
      className={cn(buttonVariants({ variant, size }), className)}
      {...props}
    />
  );
}

/** The look on the one child given, for links that act like buttons. */
function ButtonLink({ className, variant, size, ...props }: InnerProps) {
  return (
    <Slot
      data-slot="button"
      className={cn(buttonVariants({ variant, size }), className)}
      {...props}
    />
  );
}
