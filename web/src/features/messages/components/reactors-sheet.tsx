import { EmojiGlyph } from "@/components/emoji/emoji-glyph";
import { Avatar } from "@/components/ui/avatar";
import { Sheet, SheetContent } from "@/components/ui/sheet";
import { Tabs, TabsContent, TabsList, TabsTrigger } from "@/components/ui/tabs";
import type { Reaction } from "@/contract/types";
import { useNames } from "@/features/messages/hooks/use-names";
import { t } from "@/lib/i18n/translate";
import { usePeople } from "@/realtime/use-cache";

interface ReactorsSheetProps {
  reactions: readonly Reaction[];
  /** The emoji whose people are shown; null closes it. */
  shown: string | null;
  onShow: (emoji: string | null) => void;
}

/** Who reacted with what, for fingers: a tooltip needs a pointer that hovers. */
export function ReactorsSheet({ reactions, shown, onShow }: ReactorsSheetProps) {
  const current = reactions.find(({ emoji }) => emoji === shown) ?? reactions[0];
  return (
    <Sheet open={shown !== null} onOpenChange={(open) => open || onShow(null)}>
      <SheetContent side="bottom" title={t("reactions.label")} className="h-[min(60dvh,28rem)]">
        <Tabs value={current?.emoji ?? ""} onValueChange={onShow}>
          <TabsList className="overflow-x-auto px-2">
            {reactions.map(({ emoji, user_ids }) => (
              <TabsTrigger key={emoji} value={emoji} className="flex shrink-0 items-center gap-1.5">
                <EmojiGlyph value={emoji} label={emoji} className="text-title" />
                {user_ids.length}
              </TabsTrigger>
            ))}
          </TabsList>
          {current ? (
            <TabsContent value={current.emoji}>
              <Reactors ids={current.user_ids} />
            </TabsContent>
          ) : null}
        </Tabs>
      </SheetContent>
    </Sheet>
  );
}

function Reactors({ ids }: { ids: readonly string[] }) {
  const names = useNames(ids, true);
  const people = usePeople();
  return (
    <ul className="p-2">
      {ids.map((id, index) => (
        <li key={id} className="flex min-h-11 items-center gap-3 px-2">
          <Avatar id={id} name={names[index] ?? ""} picture={people[id]?.picture_id} size="small" />
          <span dir="auto" className="truncate">
            {names[index]}
          </span>
        </li>
      ))}
    </ul>
  );
}
