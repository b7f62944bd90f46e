/** The addresses of messages. They are for ever: people keep them in notes and in other messages. */
export const messagePath = (roomId: string, seq: number) => `/rooms/${roomId}/messages/${seq}`;
/** `at`: the reply it opens at. */
export const threadPath = (roomId: string, rootId: string, at: number | null = null) =>
  `/rooms/${roomId}/threads/${rootId}${at === null ? "" : `?at=${at}`}`;

/** The permanent address of a message, whole. */
export function messageLink(roomId: string, seq: number): string {
  return new URL(messagePath(roomId, seq), location.href).href;
}

const INSIDE =
  /^\/rooms\/[0-9a-f-]{36}(?:\/messages\/\d{1,15}|\/threads\/[0-9a-f-]{36}|\/details|\/files)?\/?$/;

/** The path of a link that leads to a place of this client; null when it leads elsewhere. */
export function insidePath(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  if (url.origin !== location.origin || !INSIDE.test(url.pathname)) return null;
  return url.pathname + url.search;
}
