/**
 * The address as the browser understands it, or null when it must not be opened. The parser lets no
 * other scheme through; this is the second door, and the one that knows what a host may be.
 */
export function safeHref(address: string): string | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol === "mailto:") return url.pathname.includes("@") ? url.href : null;
  if (url.protocol !== "http:" && url.protocol !== "https:") return null;
  // "https://bank.example@evil.example" shows one name and opens another.
  return url.username || url.password || !url.hostname ? null : url.href;
}

const LIKE_ADDRESS = /:\/\/|[\p{L}\p{N}]\.[\p{L}\p{N}]|@/u;

/**
 * Where a link really leads, when its words read like another address ("bank.example" that opens
 * evil.example); null when the words promise nothing else.
 */
export function trueTarget(words: string, href: string): string | null {
  const said = words.trim();
  if (!LIKE_ADDRESS.test(said)) return null;
  const url = new URL(href);
  if (url.protocol === "mailto:") return said.includes(url.pathname) ? null : url.pathname;
  const promised = safeHref(/^[a-z]+:/i.test(said) ? said : `https://${said}`);
  return promised && new URL(promised).host === url.host ? null : url.host;
}
