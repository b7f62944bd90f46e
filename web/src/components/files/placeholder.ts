import { thumbHashToDataURL } from "thumbhash";

const made = new Map<string, string>();
const MOST = 300;

/** A ThumbHash as the address of a tiny blurred picture; null without one. */
export function placeholderOf(thumbhash: string): string | null {
  if (thumbhash === "") return null;
  const known = made.get(thumbhash);
  if (known !== undefined) return known;
  try {
    const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
    const url = thumbHashToDataURL(bytes);
    if (made.size >= MOST) made.clear();
    made.set(thumbhash, url);
    return url;
  } catch {
    // Not one after all: the box stays plain until the picture is there.
    return null;
  }
}
