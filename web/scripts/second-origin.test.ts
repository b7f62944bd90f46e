import { readFileSync } from "node:fs";

import { describe, expect, it } from "vitest";

import { pageNonce, policyFor, readPlaces } from "./second-origin.ts";

const server = "https://api.example.org";
const directives = (policy: string) => policy.split(";").map((one) => one.trim().split(" ")[0]);

describe("the places of a client with an origin of its own", () => {
  it("are the page's own unless something is set", () => {
    const places = readPlaces({});
    expect(places).toEqual({ server: "", socket: "", files: [], connections: [] });
    expect(pageNonce(places)).toBe("__CSP_NONCE__");
  });

  it("have the socket where the server is, or elsewhere", () => {
    expect(readPlaces({ FLOWCHAT_SERVER_ORIGIN: `${server}/` }).socket).toBe(server);
    expect(readPlaces({ FLOWCHAT_SOCKET_ORIGIN: server })).toMatchObject({
      server: "",
      socket: server,
    });
  });

  it.each([
    "api.example.org",
    "https://api.example.org/api",
    "http://api.example.org",
    "wss://x.org",
  ])("refuse %s by the variable's name", (value) => {
    expect(() => readPlaces({ FLOWCHAT_SERVER_ORIGIN: value })).toThrow("FLOWCHAT_SERVER_ORIGIN");
    expect(() => readPlaces({ FLOWCHAT_FILE_ORIGINS: `${server},${value}` })).toThrow(
      "FLOWCHAT_FILE_ORIGINS",
    );
  });

  it("allow a server on this machine without TLS", () => {
    const variables = { FLOWCHAT_SERVER_ORIGIN: "http://localhost:8000" };
    expect(readPlaces(variables).server).toBe("http://localhost:8000");
  });

  it("are needed on Vercel, where no server is beside the client", () => {
    expect(() => readPlaces({ VERCEL: "1" })).toThrow("FLOWCHAT_SERVER_ORIGIN is not set");
    expect(readPlaces({ VERCEL: "1", FLOWCHAT_SERVER_ORIGIN: server }).server).toBe(server);
  });
});

describe("the policy of such a page", () => {
  const policy = policyFor(
    readPlaces({
      FLOWCHAT_SERVER_ORIGIN: server,
      FLOWCHAT_FILE_ORIGINS: "https://files.example.net, https://more.example.net",
      FLOWCHAT_CONNECT_ORIGINS: "https://firestore.googleapis.com",
    }),
    "abc",
  );

  it("allows the server, its socket and its files, and no script from there", () => {
    const files = `${server} https://files.example.net https://more.example.net`;
    expect(policy).toContain(`img-src 'self' data: blob: ${files};`);
    expect(policy).toContain(`media-src 'self' blob: ${files};`);
    expect(policy).toContain(
      `connect-src 'self' ${server} wss://api.example.org https://firestore.googleapis.com;`,
    );
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self' 'nonce-abc';");
  });

  it("says what the server's own page is told, but for the frames, which a <meta> can't", () => {
    const headers = readFileSync("../server/flowchat/http/headers.py", "utf8");
    const told = /_PAGE = \(([^)]*)\)/u.exec(headers)?.[1] ?? "";
    const server = directives(
      told
        .replaceAll(/"\s*\n\s*"/gu, "")
        .replaceAll('"', "")
        .trim(),
    );
    expect(server.filter((one) => one !== "frame-ancestors")).toEqual(directives(policy));
  });
});
