import { t } from "@/lib/i18n/translate";
import { usePeople } from "@/realtime/use-cache";
import { useTyping } from "@/realtime/use-live";

/** "Ana and Bo are typing". Its height is always there; screen readers are not told. */
export function TypingLine({ roomId }: { roomId: string }) {
  const typing = useTyping(roomId);
  const people = usePeople();
  const names = typing.flatMap((id) => (people[id] ? [people[id].name] : []));
  return (
    <p aria-hidden className="h-5 truncate px-4 text-meta text-muted" data-testid="typing">
      {typingText(names)}
    </p>
  );
}

export function typingText(names: readonly string[]): string {
  const [a, b] = names;
  if (a === undefined) return "";
  if (b === undefined) return t("typing.one", { a });
  return names.length === 2 ? t("typing.two", { a, b }) : t("typing.many");
}
