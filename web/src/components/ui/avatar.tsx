import { cva, type VariantProps } from "class-variance-authority";
import { useState, type ReactNode } from "react";

import { cn } from "@/lib/cn";
import { fileUrl } from "@/lib/files";
import { initials, personHue } from "@/lib/person-colour";

const avatarVariants = cva(
  "relative inline-flex shrink-0 items-center justify-center person-colour font-semibold select-none",
  {
    variants: {
      size: {
        tiny: "size-5 text-[0.5625rem]",
        small: "size-7 text-[0.6875rem]",
        medium: "size-9 text-small",
        large: "size-16 text-heading",
      },
      shape: { person: "rounded-full", room: "rounded-[30%]" },
    },
    defaultVariants: { size: "medium", shape: "person" },
  },
);

type AvatarProps = VariantProps<typeof avatarVariants> & {
  id: string;
  name: string;
  /** Their own picture, if there is one; until it is here, and without it, the initials stand. */
  picture?: string | null | undefined;
  /** A room's sign instead of initials. */
  icon?: ReactNode;
  /** Slot for a PresenceDot. */
  badge?: ReactNode;
  className?: string;
};

/** A face, or initials on the person's own colour. Decorative: the name always stands beside it. */
export function Avatar({ id, name, picture, icon, badge, size, shape, className }: AvatarProps) {
  return (
    <span
      data-slot="avatar"
      aria-hidden
      className={cn(avatarVariants({ size, shape }), className)}
      style={personHue(id)}
    >
      {icon ?? initials(name)}
      {picture ? <Face key={picture} picture={picture} /> : null}
      {badge ? <span className="absolute -end-0.5 -bottom-0.5">{badge}</span> : null}
    </span>
  );
}

/** Lies over the initials. Nothing is drawn until it is whole, and nothing when it is gone. */
function Face({ picture }: { picture: string }) {
  const [gone, setGone] = useState(false);
  if (gone) return null;
  return (
    <img
      src={fileUrl(picture, "small")}
      alt=""
      draggable={false}
      data-picture={picture}
      onError={() => setGone(true)}
      className="absolute inset-0 size-full rounded-[inherit] object-cover"
    />
  );
}
