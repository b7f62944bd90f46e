import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it } from "vitest";

import { readSession, writeSession } from "@/lib/session";
import { refusal, signedIn } from "@/test/api";
import { server } from "@/test/server";
import { wireAttachment } from "@/test/uploads";

import { carryBy } from "./carry";
import type { Passage } from "./upload";

const MB = 1024 * 1024;

function passage(size: number, change: Partial<Passage> = {}) {
  const progress: number[] = [];
  const addresses: (string | null)[] = [];
  const given: Passage = {
    file: new File([new Uint8Array(size)], "notes.txt"),
    name: "notes.txt",
    address: null,
    signal: new AbortController().signal,
    onProgress: (sent) => progress.push(sent),
    onAddress: (address) => addresses.push(address),
    ...change,
  };
  return { given, progress, addresses };
}

const carry = carryBy(() => 8 * MB);

beforeEach(() => writeSession(signedIn("token-1")));

describe("carrying a file in one piece", () => {
  it("sends it as a form, under the token, and answers with what the server made of it", async () => {
    const asked: (string | null)[] = [];
    server.use(
      http.post("/api/uploads/", ({ request }) => {
        asked.push(request.headers.get("Authorization"), request.headers.get("Content-Type"));
        return HttpResponse.json({ upload: wireAttachment("u1") }, { status: 201 });
      }),
    );
    const { given, progress } = passage(1_000);
    expect(await carry(given)).toMatchObject({ id: "u1" });
    expect(asked[0]).toBe("Bearer token-1");
    expect(asked[1]).toMatch(/^multipart\/form-data; boundary=/);
    expect(progress.at(-1)).toBe(1_000);
  });

  it("gets a new token and sends it again when the old one is over", async () => {
    const tokens: (string | null)[] = [];
    server.use(
      http.post("/api/auth/refresh/", () => HttpResponse.json(signedIn("token-2"))),
      http.post("/api/uploads/", ({ request }) => {
        tokens.push(request.headers.get("Authorization"));
        return tokens.length === 1
          ? HttpResponse.json(refusal("signed_out"), { status: 401 })
          : HttpResponse.json({ upload: wireAttachment("u1") }, { status: 201 });
      }),
    );
    expect(await carry(passage(10).given)).toMatchObject({ id: "u1" });
    expect(tokens).toEqual(["Bearer token-1", "Bearer token-2"]);
    expect(readSession()?.access).toBe("token-2");
  });

  it("passes on the server's refusal and how long to wait", async () => {
    const headers = { "Retry-After": "30" };
    server.use(
      http.post("/api/uploads/", () =>
        HttpResponse.json(refusal("slow_down"), { status: 429, headers }),
      ),
    );
    await expect(carry(passage(10).given)).rejects.toMatchObject({
      status: 429,
      code: "slow_down",
      retryAfter: 30,
    });
  });

  it("ends when it is called off", async () => {
    const calling = new AbortController();
    server.use(
      http.post("/api/uploads/", () => {
        // It is on its way by now, and nobody will answer.
        calling.abort();
        return new Promise<never>(() => undefined);
      }),
    );
    await expect(carry(passage(10, { signal: calling.signal }).given)).rejects.toThrow();
  });
});

/** A server that speaks tus, and drops the line or forgets when told to. */
class TusServer {
  readonly heard: string[] = [];
  received = 0;
  length = 0;
  plan: ("ok" | "busy" | "signed out" | "refuse")[] = [];
  known = true;

  readonly handlers = [
    http.post("/api/uploads/", ({ request }) => {
      this.heard.push("create");
      this.length = Number(request.headers.get("Upload-Length"));
      this.received = 0;
      this.known = true;
      return new HttpResponse(null, { status: 201, headers: { Location: "/api/uploads/u1/" } });
    }),
    http.head("/api/uploads/u1/", () => {
      this.heard.push("ask");
      return new HttpResponse(null, {
        status: this.known ? 200 : 404,
        headers: { "Upload-Offset": `${this.received}`, "Upload-Length": `${this.length}` },
      });
    }),
    http.patch("/api/uploads/u1/", async ({ request }) => {
      const offset = Number(request.headers.get("Upload-Offset"));
      this.heard.push(`from ${offset / MB} by ${request.headers.get("Authorization")}`);
      const how = this.plan.shift() ?? "ok";
      if (how === "busy") return HttpResponse.json(refusal("upload_busy"), { status: 423 });
      if (how === "signed out") return HttpResponse.json(refusal("signed_out"), { status: 401 });
      if (how === "refuse") return HttpResponse.json(refusal("type_refused"), { status: 400 });
      this.received = offset + (await request.arrayBuffer()).byteLength;
      const headers = { "Upload-Offset": `${this.received}` };
      return new HttpResponse(null, { status: 204, headers });
    }),
    http.get("/api/uploads/u1/", () =>
      HttpResponse.json({
        upload: this.received === this.length ? wireAttachment("u1") : null,
        offset: this.received,
        length: this.length,
      }),
    ),
  ];
}

describe("carrying a large file in parts", () => {
  it("goes on from where the server is, and begins anew once it has forgotten", async () => {
    const tus = new TusServer();
    server.use(...tus.handlers);
    tus.plan = ["ok", "busy"];
    const first = passage(20 * MB);
    await expect(carry(first.given)).rejects.toMatchObject({ status: 423 });
    expect(first.addresses).toEqual(["/api/uploads/u1/"]);
    const address = "/api/uploads/u1/";
    expect(await carry(passage(20 * MB, { address }).given)).toMatchObject({ id: "u1" });
    const by = "by Bearer token-1";
    expect(tus.heard).toEqual([
      "create",
      ...[`from 0 ${by}`, `from 8 ${by}`],
      "ask",
      ...[`from 8 ${by}`, `from 16 ${by}`],
    ]);
    tus.known = false;
    tus.heard.length = 0;
    const later = passage(9 * MB, { address });
    expect(await carry(later.given)).toMatchObject({ id: "u1" });
    expect(later.addresses).toEqual([null, address]);
    expect(tus.heard.slice(0, 2)).toEqual(["ask", "create"]);
  });

  it("has a new token for the next try when the old one ends in the middle", async () => {
    const tus = new TusServer();
    server.use(
      ...tus.handlers,
      http.post("/api/auth/refresh/", () => HttpResponse.json(signedIn("token-2"))),
    );
    tus.plan = ["ok", "signed out"];
    await expect(carry(passage(20 * MB).given)).rejects.toMatchObject({ status: 401 });
    await carry(passage(20 * MB, { address: "/api/uploads/u1/" }).given);
    expect(tus.heard.at(-1)).toBe("from 16 by Bearer token-2");
  });

  it("passes on a refusal", async () => {
    const tus = new TusServer();
    server.use(...tus.handlers);
    tus.plan = ["refuse"];
    await expect(carry(passage(9 * MB).given)).rejects.toMatchObject({
      status: 400,
      code: "type_refused",
    });
  });
});
