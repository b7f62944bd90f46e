/** A phrase, or its plural forms chosen by `count` (CLDR categories through Intl.PluralRules). */
export type Phrase =
  | string
  | {
      readonly one?: string;
      readonly few?: string;
      readonly many?: string;
      readonly other: string;
    };

const english: Record<string, Phrase> = {};

/** English phrases come with the modules that name them: see scripts/phrases.ts. */
export function addPhrases(more: Readonly<Record<string, Phrase>>): void {
  Object.assign(english, more);
}

export const englishPhrase = (key: string): Phrase | undefined => english[key];
