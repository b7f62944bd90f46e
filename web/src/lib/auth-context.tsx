import { useQueryClient } from "@tanstack/react-query";
import {
  createContext,
  use,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useSyncExternalStore,
  type ReactNode,
} from "react";

import type { SignedIn } from "@/contract/types";

import { ApiError } from "./api-error";
import { http } from "./http";
import { fetchLeaving } from "./leaving";
import { meQuery } from "./me";
import { freshAccess } from "./refresh";
import { clearSession, readSession, subscribeToSession, writeSession } from "./session";

/** Who is signed in, in this browser (all tabs). The person's data is in the query cache: useMe(). */
export interface Auth {
  /** null when signed out. */
  readonly userId: string | null;
  /** A token good for at least 30 s, null when signed out; rejects when the server is unreachable. */
  readonly getAccess: () => Promise<string | null>;
  /** Takes the answer of login, register, set-up, reset and password change. */
  readonly signIn: (signedIn: SignedIn) => void;
  /**
   * Ends this session on the server, then here. Rejects, and stays signed in, when the server cannot be
   * reached: the refresh cookie would survive and the person would believe that they left. What is kept here of
   * theirs goes too, and if some of that was not sent they are asked before.
   */
  readonly signOut: () => Promise<void>;
  readonly signOutEverywhere: () => Promise<void>;
}

const AuthContext = createContext<Auth | null>(null);

export function useAuth(): Auth {
  const auth = use(AuthContext);
  if (!auth) throw new Error("useAuth outside AuthProvider");
  return auth;
}

const currentUser = () => readSession()?.userId ?? null;

export function AuthProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const userId = useSyncExternalStore(subscribeToSession, currentUser);
  useForgetOnChange(userId);

  const signIn = useCallback(
    (signedIn: SignedIn) => {
      // Another person's data must be gone before the screens of this one are drawn.
      if (currentUser() !== signedIn.me.id) queries.clear();
      queries.setQueryData(meQuery.queryKey, signedIn.me);
      writeSession(signedIn);
    },
    [queries],
  );

  const auth = useMemo<Auth>(
    () => ({
      userId,
      getAccess: freshAccess,
      signIn,
      signOut: () => endSession("/api/auth/logout/"),
      signOutEverywhere: () => endSession("/api/auth/logout-everywhere/"),
    }),
    [userId, signIn],
  );
  return <AuthContext value={auth}>{children}</AuthContext>;
}

async function endSession(path: string): Promise<void> {
  const userId = currentUser();
  const leaving = await fetchLeaving();
  if (userId && leaving && !(await leaving.mayLeave(userId))) return;
  await http.post(path).catch((error: unknown) => {
    if (!(error instanceof ApiError && error.status === 401)) throw error;
  });
  clearSession();
  if (userId) await leaving?.forgetAccount(userId);
}

/** Signing out or changing the account in another tab empties the cache here too. */
function useForgetOnChange(userId: string | null): void {
  const queries = useQueryClient();
  const previous = useRef(userId);
  useEffect(() => {
    const changed = previous.current !== null && previous.current !== userId;
    previous.current = userId;
    if (changed && queries.getQueryData(meQuery.queryKey)?.id !== userId) queries.clear();
  }, [userId, queries]);
}
