/** Stands in for the Realtime Database: WebSockets for the browsers' SDK, REST for the server's, one namespace. */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

import { WebSocketServer } from "ws";

import { Connection } from "./connection.mjs";
import { answer } from "./rest.mjs";
import { Store } from "./store.mjs";

const RULES = fileURLToPath(new URL("../../../ops/firebase/database.rules.json", import.meta.url));
const HEARTBEAT = 2_000;
const MOST = 16 * 1024 * 1024;

/**
 * @typedef {object} Database
 * @property {string} address host and port
 * @property {() => Promise<void>} stop breaks every connection
 */

/**
 * Listen on a free port of the loopback interface, with the real rules unless others are given.
 * It rejects when a stranger may read: a test under open rules would prove nothing.
 * @param {string} project
 * @param {object} [rules]
 * @returns {Promise<Database>}
 */
export async function startDatabase(project, rules) {
  const store = new Store(rules ?? JSON.parse(readFileSync(RULES, "utf8")));
  const http = createServer((request, response) => void serve(store, project, request, response));
  const sockets = new WebSocketServer({ server: http, maxPayload: MOST });
  sockets.on("connection", (socket, request) => {
    const url = new URL(request.url ?? "", "http://stand-in");
    const known =
      url.searchParams.get("v") === "5" && url.searchParams.get("ns") === namespace(project);
    // Bad bytes end the connection; the SDK never sends any.
    socket.on("error", () => socket.terminate());
    if (known) new Connection(socket, store, project, request.headers.host ?? "");
    else socket.close(1008, "no such database here");
    if (known) watchPulse(socket);
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", () => resolve(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (http.address());
  const address = `127.0.0.1:${port}`;
  const stop = async () => {
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  };
  const stranger = await fetch(`http://${address}/status.json?ns=${namespace(project)}`);
  if (stranger.status === 401) return { address, stop };
  await stop();
  throw new Error(`the Realtime Database enforces no rules: ${stranger.status}`);
}

/** @param {string} project */
function namespace(project) {
  return `${project}-default-rtdb`;
}

/**
 * A client that lost its network closes nothing. The service notices within about a minute, we within seconds.
 * @param {import("ws").WebSocket} socket
 */
function watchPulse(socket) {
  let alive = true;
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
  }, HEARTBEAT);
  socket.on("pong", () => (alive = true));
  socket.on("close", () => clearInterval(timer));
}

/**
 * @param {Store} store
 * @param {string} project
 * @param {import("node:http").IncomingMessage} request
 * @param {import("node:http").ServerResponse} response
 */
async function serve(store, project, request, response) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const { method = "GET", headers, url } = request;
  const told = answer(store, project, {
    method,
    headers,
    url: new URL(url ?? "/", "http://stand-in"),
    body: Buffer.concat(parts).toString(),
  });
  const wants = headers["x-firebase-etag"] === "true" || headers["if-match"] !== undefined;
  response.writeHead(told.status, {
    "content-type": "application/json",
    ...(wants && told.etag ? { etag: told.etag } : {}),
  });
  response.end(told.body === undefined ? undefined : JSON.stringify(told.body));
}
