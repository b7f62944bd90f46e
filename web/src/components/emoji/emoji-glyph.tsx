import { cn } from "@/lib/cn";
import { useCustomOf } from "@/lib/emoji/custom";
import { serverUrl } from "@/lib/server";

interface EmojiGlyphProps {
  /** An emoji, or ":name:" of one of this server's own. */
  value: string;
  /** Its name for screen readers; without one it is decoration, and what is around it speaks. */
  label?: string | undefined;
  /** Sizes it: a glyph is as large as the text around it. */
  className?: string;
}

/** One emoji as a picture. The name of a custom one that was deleted stays readable as text. */
export function EmojiGlyph({ value, label, className }: EmojiGlyphProps) {
  const custom = useCustomOf(value);
  if (custom) {
    return (
      <img
        src={serverUrl(custom.url)}
        alt={label ?? ""}
        title={value}
        draggable={false}
        loading="lazy"
        className={cn("inline-block size-[1.25em] object-contain align-[-0.25em]", className)}
      />
    );
  }
  if (value.startsWith(":")) return <span className="text-muted">{value}</span>;
  const said = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return (
    <span {...said} className={cn("font-emoji leading-none", className)}>
      {value}
    </span>
  );
}
