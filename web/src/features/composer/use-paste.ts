import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent } from "react";

import { filesIn } from "./files/pasted";
import type { Given } from "./files/use-adding";
import { applyEdit, isAddress, linked, placed, selectedIn } from "./editing";

/** Long enough for the room to be there first; a field is rarely pasted into before. */
const AT_REST_MS = 2_000;

type FromHtml = (html: string) => string | null;
let fromHtml: FromHtml | null = null;

/** What reads rich text is not part of the first load: few messages begin in another program. */
async function loadReader(): Promise<FromHtml> {
  fromHtml = (await import("@/lib/formatting/from-html")).fromHtml;
  return fromHtml;
}

/** Files are taken along; rich text becomes Markdown, an address over words their link; with Shift everything stays plain. */
export function usePaste(onFiles: (given: Given) => void) {
  const plain = useRef(false);
  useEffect(() => {
    const timer = setTimeout(() => void loadReader().catch(() => undefined), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);
  return {
    /** Notes whether Shift was held: the paste itself does not say. */
    onKeyDown: (event: KeyboardEvent) => {
      plain.current = event.shiftKey;
    },
    onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => {
      const field = event.currentTarget;
      const text = event.clipboardData.getData("text/plain");
      const given = filesIn(event.clipboardData);
      if (given) {
        event.preventDefault();
        onFiles(given);
        return;
      }
      const selected = selectedIn(field);
      if (selected.start < selected.end && isAddress(text)) {
        event.preventDefault();
        applyEdit(field, linked(selected, text.trim()));
        return;
      }
      const html = plain.current ? "" : event.clipboardData.getData("text/html");
      if (html) pasteRich(event, { html, text });
    },
  };
}

/** The words themselves if their form can't be had. Only the very first paste may wait for the reader. */
function pasteRich(
  event: ClipboardEvent<HTMLTextAreaElement>,
  given: { html: string; text: string },
) {
  const { html, text } = given;
  const field = event.currentTarget;
  const place = (words: string) => {
    const { start, end } = selectedIn(field);
    applyEdit(field, placed(start, end, words));
  };
  if (fromHtml) {
    const rich = fromHtml(html);
    if (rich === null || rich === text) return;
    event.preventDefault();
    place(rich);
    return;
  }
  event.preventDefault();
  loadReader().then(
    (read) => place(read(html) ?? text),
    () => place(text),
  );
}
