import { http as raw, HttpResponse } from "msw";
import { describe, expect, it } from "vitest";

import { api, alice, refusal, signedIn } from "@/test/api";
import { server } from "@/test/server";

import { ApiError } from "./api-error";
import { http } from "./http";
import { freshAccess, refreshAccess } from "./refresh";
import { readSession, subscribeToSession, writeSession } from "./session";

const url = (path: string) => `${location.origin}${path}`;

/** Accepts only this token; counts the tokens it saw. */
function meAccepts(token: string): string[] {
  const seen: string[] = [];
  server.use(
    api.get("/api/me/", ({ request, response }) => {
      const given = request.headers.get("Authorization") ?? "";
      seen.push(given);
      if (given === `Bearer ${token}`) return response(200).json(alice);
      return response.untyped(HttpResponse.json(refusal("token_expired"), { status: 401 }));
    }),
  );
  return seen;
}

function refreshGives(access: string): () => number {
  let count = 0;
  server.use(
    api.post("/api/auth/refresh/", ({ response }) => {
      count += 1;
      return response(200).json(signedIn(access));
    }),
  );
  return () => count;
}

describe("http", () => {
  it("refreshes a refused token once and repeats the request", async () => {
    writeSession(signedIn("old"));
    const seen = meAccepts("new");
    const refreshes = refreshGives("new");
    await expect(http.get("/api/me/")).resolves.toEqual(alice);
    expect(seen).toEqual(["Bearer old", "Bearer new"]);
    expect(refreshes()).toBe(1);
    expect(readSession()?.access).toBe("new");
  });

  it("shares one refresh between requests that fail together", async () => {
    writeSession(signedIn("old"));
    meAccepts("new");
    const refreshes = refreshGives("new");
    await Promise.all([http.get("/api/me/"), http.get("/api/me/"), http.get("/api/me/")]);
    expect(refreshes()).toBe(1);
  });

  it("takes the token that another tab has fetched meanwhile", async () => {
    writeSession(signedIn("from another tab"));
    const refreshes = refreshGives("never");
    await expect(refreshAccess("old")).resolves.toBe("from another tab");
    expect(refreshes()).toBe(0);
  });

  it("signs out when the session has ended", async () => {
    writeSession(signedIn("old"));
    meAccepts("new");
    server.use(
      raw.post(url("/api/auth/refresh/"), () =>
        HttpResponse.json(refusal("session_ended"), { status: 401 }),
      ),
    );
    const heard: (string | null)[] = [];
    const stop = subscribeToSession((state) => heard.push(state?.userId ?? null));
    await expect(http.get("/api/me/")).rejects.toMatchObject({ status: 401 });
    stop();
    expect(readSession()).toBeNull();
    expect(heard).toEqual([null]);
  });

  it("stays signed in when the server stumbles over the refresh", async () => {
    writeSession(signedIn("old"));
    meAccepts("new");
    server.use(
      raw.post(url("/api/auth/refresh/"), () =>
        HttpResponse.json(refusal("broken"), { status: 503 }),
      ),
    );
    await expect(http.get("/api/me/")).rejects.toMatchObject({ status: 503 });
    expect(readSession()?.access).toBe("old");
  });

  it("does not take a wrong password for a dead token", async () => {
    writeSession(signedIn("good"));
    const refreshes = refreshGives("unneeded");
    server.use(
      raw.post(url("/api/auth/password/"), () =>
        HttpResponse.json(refusal("wrong_credentials"), { status: 401 }),
      ),
    );
    await expect(http.post("/api/auth/password/", {})).rejects.toMatchObject({
      code: "wrong_credentials",
    });
    expect(refreshes()).toBe(0);
  });

  it("reads the one error shape and Retry-After", async () => {
    server.use(
      raw.post(url("/api/auth/login/"), () =>
        HttpResponse.json(refusal("slow_down", { login: ["Wait."] }), {
          status: 429,
          headers: { "Retry-After": "17" },
        }),
      ),
    );
    const error: unknown = await http
      .post("/api/auth/login/", {}, { auth: "none" })
      .catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      status: 429,
      code: "slow_down",
      fields: { login: ["Wait."] },
      retryAfter: 17,
    });
  });

  it("survives an answer that is not ours", async () => {
    server.use(
      raw.get(url("/api/community/"), () =>
        HttpResponse.html("<h1>Bad gateway</h1>", { status: 502 }),
      ),
    );
    await expect(http.get("/api/community/", { auth: "none" })).rejects.toMatchObject({
      status: 502,
      code: "unknown",
    });
  });

  it("names a missing answer `unreachable`", async () => {
    server.use(raw.get(url("/api/community/"), () => HttpResponse.error()));
    await expect(http.get("/api/community/", { auth: "none" })).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
    });
  });

  it("refreshes ahead of time when the token is about to end", async () => {
    writeSession({ ...signedIn("ending"), expires_at: new Date(Date.now() + 5_000).toISOString() });
    refreshGives("next");
    await expect(freshAccess()).resolves.toBe("next");
  });

  it("leaves absent query values out", async () => {
    let search = "";
    server.use(
      raw.get(url("/api/users/"), ({ request }) => {
        search = new URL(request.url).search;
        return HttpResponse.json({ people: [] });
      }),
    );
    await http.get("/api/users/", { query: { search: "é &", limit: 5, ids: null }, auth: "none" });
    expect(search).toBe("?search=%C3%A9+%26&limit=5");
  });
});
