import { describe, expect, it, vi } from "vitest";

import { api, refusal, signedIn } from "@/test/api";
import { server } from "@/test/server";
import { HttpResponse } from "msw";

import { freshFirebaseToken } from "./refresh";
import { clearSession, writeSession } from "./session";

const withToken = (access: string, firebase_token: string | null) => ({
  ...signedIn(access),
  firebase_token,
});

/** Each refresh gives the next of these tokens. */
function refreshGives(...tokens: (string | null)[]): () => number {
  let count = 0;
  server.use(
    api.post("/api/auth/refresh/", ({ response }) => {
      count += 1;
      return response(200).json(withToken(`access ${count}`, tokens[count - 1] ?? null));
    }),
  );
  return () => count;
}

describe("freshFirebaseToken", () => {
  it("is that of the sign-in, once, and then that of a new refresh each time", async () => {
    writeSession(withToken("first", "from the sign-in"));
    const refreshes = refreshGives("second", "third");
    await expect(freshFirebaseToken()).resolves.toBe("from the sign-in");
    expect(refreshes()).toBe(0);
    await expect(freshFirebaseToken()).resolves.toBe("second");
    await expect(freshFirebaseToken()).resolves.toBe("third");
  });

  it("is not taken when it is nearly five minutes old", async () => {
    writeSession(withToken("first", "old"));
    refreshGives("new");
    const now = Date.now();
    vi.spyOn(Date, "now").mockReturnValue(now + 4.1 * 60_000);
    await expect(freshFirebaseToken()).resolves.toBe("new");
  });

  it("is nowhere in the browser's storage, and gone with the session", async () => {
    writeSession(withToken("first", "a secret way in"));
    expect(
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    ).not.toContain("secret");
    clearSession();
    await expect(freshFirebaseToken()).resolves.toBeNull();
  });

  it("is null when the session is over", async () => {
    writeSession(withToken("first", null));
    server.use(
      api.post("/api/auth/refresh/", ({ response }) =>
        response.untyped(HttpResponse.json(refusal("session_ended"), { status: 401 })),
      ),
    );
    await expect(freshFirebaseToken()).resolves.toBeNull();
  });

  it("asks once more when another tab refreshed meanwhile, and complains when there is none", async () => {
    writeSession(withToken("first", null));
    const refreshes = refreshGives(null, "at last");
    await expect(freshFirebaseToken()).resolves.toBe("at last");
    expect(refreshes()).toBe(2);
    writeSession(withToken("first", null));
    refreshGives();
    await expect(freshFirebaseToken()).rejects.toThrow("no way in");
  });
});
