import { errorFrom, unreachable } from "./api-error";
import { freshAccess, refreshAccess } from "./refresh";
import { serverUrl } from "./server";

type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  /** Added to the path; null and undefined are left out. */
  query?: Record<string, QueryValue>;
  signal?: AbortSignal;
  /** "none" for calls made signed out: no token is sent and a 401 is an ordinary answer. */
  auth?: "token" | "none";
}

const PATIENCE = 30_000;

/**
 * The one door to the HTTP API. Resolves with the parsed body (undefined for 204), rejects with
 * ApiError. A 401 refreshes the token once and repeats the request.
 */
export const http = {
  get: <T>(path: string, options?: RequestOptions) => send<T>("GET", path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    send<T>("POST", path, body, options),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) =>
    send<T>("PUT", path, body, options),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) =>
    send<T>("PATCH", path, body, options),
  delete: <T = undefined>(path: string, body?: unknown, options?: RequestOptions) =>
    send<T>("DELETE", path, body, options),
};

async function send<T>(
  method: string,
  path: string,
  body: unknown,
  options: RequestOptions = {},
): Promise<T> {
  const access = options.auth === "none" ? null : await freshAccess();
  let response = await attempt(method, path, body, options, access);
  if (response.status === 401 && access) {
    const error = await errorFrom(response.clone());
    // A wrong password given by somebody signed in is no reason to rotate the session.
    const next = error.code === "wrong_credentials" ? null : await refreshAccess(access);
    if (next) response = await attempt(method, path, body, options, next);
  }
  if (!response.ok) throw await errorFrom(response);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

async function attempt(
  method: string,
  path: string,
  body: unknown,
  { query, signal }: RequestOptions,
  access: string | null,
): Promise<Response> {
  const headers = new Headers({ Accept: "application/json" });
  if (access) headers.set("Authorization", `Bearer ${access}`);
  const form = body instanceof FormData;
  // A form names the border between its parts itself.
  if (body !== undefined && !form) headers.set("Content-Type", "application/json");
  const timeout = AbortSignal.timeout(PATIENCE);
  try {
    return await fetch(serverUrl(withQuery(path, query)), {
      method,
      // The cookies of signing in and out, when the server is another origin of this site.
      credentials: "include",
      headers,
      body: form ? body : body === undefined ? null : JSON.stringify(body),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (cause) {
    // The caller gave up: not an error to show. Everything else means that no answer came.
    if (signal?.aborted) throw cause;
    throw unreachable(cause);
  }
}

function withQuery(path: string, query: RequestOptions["query"]): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}
