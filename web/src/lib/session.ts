import type { SignedIn } from "@/contract/types";

import { readStored, writeStored } from "./storage";

const ACCESS = "flowchat.access";
const UNTIL = "flowchat.access_until";
const USER = "flowchat.user";

/** What this browser knows about who is signed in; shared by all its tabs through localStorage. */
export interface SessionState {
  readonly access: string;
  readonly userId: string;
  /** End of the access token by this machine's own clock, in milliseconds. */
  readonly until: number;
}

type Listener = (state: SessionState | null) => void;
const listeners = new Set<Listener>();

export function readSession(): SessionState | null {
  const access = readStored(ACCESS);
  const userId = readStored(USER);
  if (!access || !userId) return null;
  return { access, userId, until: Number(readStored(UNTIL)) };
}

/**
 * The way in to Firebase that came with the last answer. Only in memory and only once: it makes a
 * sign-in of anyone who holds it, for five minutes, so it is not left lying about.
 */
let firebaseToken: { userId: string; token: string; at: number } | null = null;
const FIREBASE_TOKEN_MS = 4 * 60_000;

/** The custom token of the last answer, if it is this person's and still good; gone once taken. */
export function takeFirebaseToken(): string | null {
  const held = firebaseToken;
  firebaseToken = null;
  if (held?.userId !== readSession()?.userId) return null;
  return held && Date.now() - held.at < FIREBASE_TOKEN_MS ? held.token : null;
}

export function writeSession(signedIn: SignedIn): void {
  const { firebase_token: token, me } = signedIn;
  firebaseToken = token ? { userId: me.id, token, at: Date.now() } : null;
  writeStored(UNTIL, String(Date.now() + lifetime(signedIn)));
  writeStored(USER, signedIn.me.id);
  writeStored(ACCESS, signedIn.access);
  announce();
}

export function clearSession(): void {
  firebaseToken = null;
  writeStored(ACCESS, null);
  writeStored(UNTIL, null);
  writeStored(USER, null);
  announce();
}

/** Hears sign-in, refresh and sign-out, in this tab and in the others. Returns the way to stop. */
export function subscribeToSession(listener: Listener): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function announce(): void {
  const state = readSession();
  for (const listener of listeners) listener(state);
}

// The storage event fires only in the *other* tabs. key is null when everything was cleared.
window.addEventListener("storage", (event) => {
  if (event.key === ACCESS || event.key === null) announce();
});

/**
 * The token's length of life from its own claims (RFC 7519: exp, iat), so that a wrong clock on this
 * machine neither refreshes at every request nor trusts a dead token for long.
 */
function lifetime({ access, expires_at }: SignedIn): number {
  try {
    const payload = access.split(".")[1] ?? "";
    const claims = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as {
      exp?: number;
      iat?: number;
    };
    if (claims.exp && claims.iat) return (claims.exp - claims.iat) * 1000;
  } catch {
    // Not a JWT we can read: fall back to the server's own words.
  }
  return Math.max(0, Date.parse(expires_at) - Date.now());
}
