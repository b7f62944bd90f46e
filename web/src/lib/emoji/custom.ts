import { createContext, use } from "react";

import { customName, type CustomEmoji } from "./emoji";

/** This server's own emoji. The chat gives them; without a chat there are none. */
export const CustomEmojiContext = createContext<readonly CustomEmoji[]>([]);

export function useCustomEmoji(): readonly CustomEmoji[] {
  return use(CustomEmojiContext);
}

/** The custom emoji that ":name:" stands for; undefined for others, and after it was deleted. */
export function useCustomOf(value: string): CustomEmoji | undefined {
  const name = customName(value);
  const all = useCustomEmoji();
  return name === null ? undefined : all.find((one) => one.name === name);
}
