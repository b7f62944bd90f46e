import { randomBytes } from "node:crypto";

import type { Plugin } from "vite";

type Variables = Readonly<Record<string, string | undefined>>;

/** Where a client that is not served by FlowChat itself finds everything. Empty strings: where the page is. */
export interface Places {
  readonly server: string;
  readonly socket: string;
  /** Where pictures, sound and video lead to, such as a bucket's origin. */
  readonly files: readonly string[];
  /** What else scripts talk to: Google's services in Firebase mode. */
  readonly connections: readonly string[];
}

/** Reads the places from the build's environment. Throws, naming the variable, when one is no origin. */
export function readPlaces(variables: Variables): Places {
  const origin = (name: string) => (variables[name] ? originOf(name, variables[name]) : "");
  const origins = (name: string) =>
    (variables[name] ?? "")
      .split(",")
      .filter((one) => one.trim() !== "")
      .map((one) => originOf(name, one));
  const server = origin("FLOWCHAT_SERVER_ORIGIN");
  const socket = origin("FLOWCHAT_SOCKET_ORIGIN") || server;
  if (variables.VERCEL && !socket) {
    throw new Error(
      "FLOWCHAT_SERVER_ORIGIN is not set: Vercel serves the client alone, and it must know where the server is. " +
        "Set it to the server's origin, such as https://api.example.org.",
    );
  }
  const files = origins("FLOWCHAT_FILE_ORIGINS");
  return { server, socket, files, connections: origins("FLOWCHAT_CONNECT_ORIGINS") };
}

function originOf(name: string, value: string): string {
  const text = value.trim().replace(/\/$/u, "");
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !isSafe(url) || url.origin !== text.toLowerCase()) {
    throw new Error(`${name}: ${value} is not an origin. Write https://api.example.org, no path.`);
  }
  return url.origin;
}

/** Without TLS a page that came with it may not talk to it (Mixed Content), and words cross networks in clear. */
function isSafe({ protocol, hostname }: URL): boolean {
  const local = hostname === "localhost" || hostname === "127.0.0.1";
  return protocol === "https:" || (protocol === "http:" && local);
}

/**
 * The policy of a page that no server of ours dresses. It is the one of server/flowchat/http/headers.py, with the
 * server's origins added; what a <meta> can't say (frame-ancestors) vercel.json says in a header.
 */
export function policyFor(places: Places, nonce: string): string {
  const socket = places.socket.replace(/^http/u, "ws");
  const join = (...sources: readonly string[]) => sources.filter(Boolean).join(" ");
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    join("img-src 'self' data: blob:", places.server, ...places.files),
    join("media-src 'self' blob:", places.server, ...places.files),
    "font-src 'self'",
    join("connect-src 'self'", places.server, socket, ...places.connections),
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join("; ");
}

/** The nonce of the page: our server puts a fresh one into each answer, a file can only have that of its build. */
export function pageNonce(places: Places): string {
  return places.socket ? randomBytes(16).toString("base64url") : "__CSP_NONCE__";
}

/** Gives the page of a client for a place of its own its policy, before anything that the policy is about. */
export function secondOrigin(places: Places, nonce: string): Plugin {
  return {
    name: "flowchat-second-origin",
    transformIndexHtml: () =>
      places.socket
        ? [
            {
              tag: "meta",
              attrs: {
                "http-equiv": "Content-Security-Policy",
                content: policyFor(places, nonce),
              },
              injectTo: "head-prepend",
            },
          ]
        : [],
  };
}
