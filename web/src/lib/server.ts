declare const __SERVER_ORIGIN__: string;
declare const __SOCKET_ORIGIN__: string;

/**
 * Where on the server a path is, such as `/api/me/`. The origin is set when the client is built for a
 * place of its own (docs/deploy/second-origin.md); else it is empty, and page and server are one place.
 */
export const serverUrl = (path: string): string => __SERVER_ORIGIN__ + path;

/** The address of the WebSocket. It may be another origin than the API's: it needs no cookie. */
export function socketUrl(): string {
  const url = new URL("/ws/", __SOCKET_ORIGIN__ || location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return url.href;
}
