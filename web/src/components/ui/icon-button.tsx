import type { ReactNode } from "react";

import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ButtonProps, "children" | "aria-label" | "asChild"> & {
  /** The name: for assistive technology and as the tooltip. */
  label: string;
  /** Key combination shown in the tooltip, as in lib/shortcuts. */
  keys?: string;
  children: ReactNode;
};

/** A button that is only an icon; it cannot exist without a name. */
export function IconButton({
  label,
  keys,
  variant = "quiet",
  size = "icon",
  children,
  ...props
}: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys}>
      <Button variant={variant} size={size} aria-label={label} {...props}>
        {children}
      </Button>
    </Tooltip>
  );
}
