import type { SignedIn } from "@/contract/types";

import { errorFrom, unreachable } from "./api-error";
import { serverUrl } from "./server";
import { clearSession, readSession, takeFirebaseToken, writeSession } from "./session";

const SOON = 30_000;
let inFlight: Promise<string | null> | null = null;

/**
 * A token good for at least half a minute; null when signed out.
 * Throws ApiError when the server cannot be reached.
 */
export async function freshAccess(): Promise<string | null> {
  const session = readSession();
  if (!session) return null;
  if (session.until - Date.now() > SOON) return session.access;
  return refreshAccess(session.access);
}

/**
 * Trades the refresh cookie for a new access token. `stale` is the token that proved useless: if
 * another tab has replaced it meanwhile, that one is the answer and the cookie is not spent twice.
 */
export function refreshAccess(stale: string | null): Promise<string | null> {
  inFlight ??= oneTabAtATime(() => rotate(stale)).finally(() => {
    inFlight = null;
  });
  return inFlight;
}

/**
 * A custom token for Firebase that was not used before: the one of the last sign-in or refresh, or that of
 * a new refresh. Null when signed out, throws ApiError when the server cannot be reached.
 */
export async function freshFirebaseToken(): Promise<string | null> {
  // Twice, because another tab may refresh at the same time, and then the token is told to that one.
  for (let tries = 0; tries < 2; tries += 1) {
    const held = takeFirebaseToken();
    if (held) return held;
    const access = readSession()?.access;
    if (!access || !(await refreshAccess(access))) return null;
  }
  const told = takeFirebaseToken();
  if (!told) throw new Error("the server gave no way in to Firebase");
  return told;
}

async function rotate(stale: string | null): Promise<string | null> {
  const session = readSession();
  // Signed out meanwhile, here or in another tab: the cookie is gone too.
  if (!session) return null;
  if (session.access !== stale) return session.access;
  const response = await fetch(serverUrl("/api/auth/refresh/"), {
    method: "POST",
    credentials: "include",
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (response.status === 401) {
    clearSession();
    return null;
  }
  if (!response.ok) throw await errorFrom(response);
  const signedIn = (await response.json()) as SignedIn;
  writeSession(signedIn);
  return signedIn.access;
}

/**
 * Web Locks exist only in secure contexts. On plain http (a server in the local network) two tabs
 * may race; the server's 30 s grace for a repeated refresh token covers that.
 */
async function oneTabAtATime(work: () => Promise<string | null>): Promise<string | null> {
  const locks = navigator.locks as LockManager | undefined;
  return locks ? await locks.request("flowchat.refresh", work) : await work();
}
