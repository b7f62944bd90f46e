/** "Zoë Ångström" → "zoe.angstrom", "Дарья Иванова" → "дарья.иванова": a first idea, to be edited. */
export function suggestUsername(name: string): string {
  return plainLatin(name.toLowerCase())
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ".")
    .slice(0, 32)
    .replace(/^\.+|\.+$/g, "");
}

/** Accents go from Latin letters only: in other scripts the marks are part of the letter. */
function plainLatin(text: string): string {
  return text
    .normalize("NFD")
    .replace(/(\p{Script=Latin})\p{M}+/gu, "$1")
    .normalize("NFC");
}
