import type { en } from "@/strings/en";

import { englishPhrase, type Phrase } from "./phrases";

type Catalogue = typeof en;
export type Key = keyof Catalogue;

type Text<P> = P extends string
  ? P
  : P extends { readonly other: infer O extends string }
    ? O
    : never;
type Names<S extends string> = S extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;
type NamesOf<K extends Key> =
  Names<Text<Catalogue[K]>> | (Catalogue[K] extends string ? never : "count");
/** The values a phrase needs: exactly the {names} it carries, and `count` where it has plural forms. */
export type Values<K extends Key> = Record<NamesOf<K>, string | number>;

let catalogue: Readonly<Partial<Record<string, Phrase>>> = {};
let locale = "en";
let plurals = new Intl.PluralRules(locale);

/** Another language goes over English, so that a missing phrase is readable. */
export function setCatalogue(language: string, phrases: Partial<Record<Key, Phrase>>): void {
  locale = language;
  plurals = new Intl.PluralRules(language);
  catalogue = phrases;
  document.documentElement.lang = language;
}

export function currentLocale(): string {
  return locale;
}

/** The phrase in the reader's language with its values put in. */
export function t<K extends Key>(
  key: K,
  ...[values]: [NamesOf<K>] extends [never] ? [] : [Values<K>]
): string {
  const phrase = catalogue[key] ?? englishPhrase(key) ?? key;
  const bag = (values ?? {}) as Record<string, string | number>;
  const text = typeof phrase === "string" ? phrase : pluralForm(phrase, Number(bag.count));
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = bag[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? value.toLocaleString(locale) : value;
  });
}

function pluralForm(forms: Exclude<Phrase, string>, count: number): string {
  const category = plurals.select(count);
  return (category in forms ? forms[category as keyof typeof forms] : undefined) ?? forms.other;
}
