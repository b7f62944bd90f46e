import { createStored } from "./stored";

/** 0 is the yellow of nobody; 1 to 5 go from light to dark. */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;

export const SKIN_TONES: readonly SkinTone[] = [0, 1, 2, 3, 4, 5];

const MODIFIERS = ["", "🏻", "🏼", "🏽", "🏾", "🏿"] as const;

/** The look of an emoji in a skin tone; itself where it has none. */
export function withSkinTone(
  { unicode, tones }: { unicode: string; tones: boolean | readonly string[] },
  tone: SkinTone,
): string {
  if (tone === 0 || tones === false) return unicode;
  if (tones !== true) return tones[tone - 1] ?? unicode;
  // The modifier takes the place of U+FE0F (UTS 51, ED-13).
  return unicode.replace(/(\p{Emoji_Modifier_Base})\uFE0F?/gu, `$1${MODIFIERS[tone]}`);
}

const stored = createStored<SkinTone>("flowchat.skinTone", 0, (value) =>
  SKIN_TONES.includes(value as SkinTone) ? (value as SkinTone) : 0,
);

/** The tone chosen on this device. */
export const skinTone = stored.read;
export const setSkinTone = stored.write;
export const useSkinTone = stored.use;
