import { useMemo } from "react";

import { EmojiGlyph } from "@/components/emoji/emoji-glyph";
import { Formatted } from "@/components/formatted/formatted";
import type { Mentions } from "@/contract/types";
import { useCustomOf } from "@/lib/emoji/custom";

import { mentionDrawer } from "./mention-chip";

const NOBODY: Mentions = { people: [], group: null, user_ids: [] };

interface MessageTextProps {
  text: string;
  /** Whom the names in it mean; nobody while it is on its way. */
  mentions?: Mentions;
}

/** What somebody wrote, by the grammar of docs/formatting.md. */
export function MessageText({ text, mentions = NOBODY }: MessageTextProps) {
  const drawMention = useMemo(() => mentionDrawer(mentions), [mentions]);
  return <Formatted text={text} renderEmoji={drawEmoji} renderMention={drawMention} />;
}

// One function for all messages: with a new one each time every text would be drawn anew.
const drawEmoji = (name: string) => <Shortcode code={`:${name}:`} />;

function Shortcode({ code }: { code: string }) {
  return useCustomOf(code) ? <EmojiGlyph value={code} label={code} /> : code;
}
