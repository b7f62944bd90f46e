import { cn } from "@/lib/cn";

/** So much of the end of a long name stays: the number and the ending, which tell files apart. */
const TAIL = 10;

/** The name of a file on one line, shortened in its middle. */
export function FileName({ name, className }: { name: string; className?: string }) {
  const letters = Array.from(name);
  const cut = letters.length > 2 * TAIL ? letters.length - TAIL : letters.length;
  return (
    <span dir="auto" title={name} className={cn("flex min-w-0", className)}>
      <span aria-hidden className="truncate whitespace-pre">
        {letters.slice(0, cut).join("")}
      </span>
      <span aria-hidden className="shrink-0 whitespace-pre">
        {letters.slice(cut).join("")}
      </span>
      <span className="sr-only">{name}</span>
    </span>
  );
}
