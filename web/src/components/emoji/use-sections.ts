import { useMemo, useState } from "react";

import { useCustomEmoji } from "@/lib/emoji/custom";
import { customName, type CustomEmoji, type EmojiChoice } from "@/lib/emoji/emoji";
import { asEmoji, GROUPS, type EmojiSet } from "@/lib/emoji/emoji-set";
import { recentEmoji } from "@/lib/emoji/recent";
import { choiceOf, searchEmoji } from "@/lib/emoji/search";
import { useSkinTone, type SkinTone } from "@/lib/emoji/skin-tone";
import { t } from "@/lib/i18n/translate";

import type { Section } from "./grid-model";

const FOUND = 180;

/** What the picker shows: everything by kind, or what a search found. */
export function useSections(set: EmojiSet | null, query: string): readonly Section[] {
  const custom = useCustomEmoji();
  const tone = useSkinTone();
  // As it was when the picker opened: nothing moves under the finger.
  const [recent] = useState(recentEmoji);
  const everything = useMemo(
    () => (set ? everySection(set, custom, recent, tone) : []),
    [set, custom, recent, tone],
  );
  return useMemo(() => {
    if (!set || query.trim() === "") return everything;
    const choices = searchEmoji(set, query, { limit: FOUND, custom, recent, tone });
    return [{ id: "found", title: t("emoji.results"), choices }];
  }, [everything, set, query, custom, recent, tone]);
}

function everySection(
  set: EmojiSet,
  custom: readonly CustomEmoji[],
  recent: readonly string[],
  tone: SkinTone,
): Section[] {
  const used = recent.flatMap((value) => recentChoice(set, custom, value) ?? []);
  return [
    { id: "recent", title: t("emoji.group.recent"), choices: used },
    {
      id: "custom",
      title: t("emoji.group.custom"),
      choices: custom.map((one) => choiceOf(asEmoji(one), 0)),
    },
    ...GROUPS.map((group) => ({
      id: String(group),
      title: t(`emoji.group.${group}`),
      choices: set.inGroup(group).map((emoji) => choiceOf(emoji, tone)),
    })),
  ];
}

/** One used before, in the tone it was used in; null when it does not exist any more. */
function recentChoice(
  set: EmojiSet,
  custom: readonly CustomEmoji[],
  value: string,
): EmojiChoice | null {
  const name = customName(value);
  const own = name === null ? undefined : custom.find((one) => one.name === name);
  const emoji = own ? asEmoji(own) : set.byUnicode(value);
  return emoji ? { ...choiceOf(emoji, 0), value } : null;
}
