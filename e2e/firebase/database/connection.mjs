/**
 * One client's WebSocket: wire protocol version 5 as the JavaScript SDK speaks it.
 * Requests are {t: "d", d: {r: number, a: action, b: body}}; answers repeat r; pushes carry an action and no number.
 */

import { isDeepStrictEqual } from "node:util";

import { Assembler, toFrames } from "./frames.mjs";
import { hashOf } from "./hash.mjs";
import { BadToken, identify } from "./identity.mjs";
import { select } from "./query.mjs";
import { Denied, Stale } from "./store.mjs";
import { Invalid, toPath, valueAt } from "./tree.mjs";

/** @typedef {import("./tree.mjs").Path} Path */
/** @typedef {import("./tree.mjs").Tree} Tree */
/** @typedef {import("./query.mjs").Query} Query */
/** @typedef {import("./identity.mjs").Identity} Identity */
/** @typedef {{path: Path, query: Query | undefined, tag: number | undefined}} Listen */
/** @typedef {{kind: "put" | "merge", who: Identity, path: Path, sent: any}} Will what to do on disconnecting */
/** @typedef {{p: string, d?: any, q?: Query, t?: number, h?: string, cred?: string}} Body */

/** What each action of the wire does. Returns the answer's data. */
const ACTIONS = /** @type {const} */ ({
  s: "ignore",
  auth: "signIn",
  gauth: "signIn",
  unauth: "signOut",
  q: "listen",
  n: "unlisten",
  g: "get",
  p: "put",
  m: "merge",
  o: "putLater",
  om: "mergeLater",
  oc: "cancelLater",
});

export class Connection {
  /** @type {Identity} */
  #who = null;
  /** @type {Map<string, Listen>} */
  #listens = new Map();
  /** @type {Will[]} */
  #wills = [];
  #frames = new Assembler();
  #socket;
  #store;
  #project;

  /**
   * Greet a client and serve it until its socket closes, however that happens.
   * @param {import("ws").WebSocket} socket
   * @param {import("./store.mjs").Store} store
   * @param {string} project
   * @param {string} host what the client calls this server
   */
  constructor(socket, store, project, host) {
    this.#socket = socket;
    this.#store = store;
    this.#project = project;
    const forget = store.watch((before, after) => this.#refresh(before, after));
    socket.on("message", (frame) => this.#receive(frame.toString()));
    socket.on("close", () => {
      forget();
      this.#executeWills();
    });
    this.#control({ t: "h", d: { ts: Date.now(), v: "5", h: host, s: "stand-in" } });
  }

  /** @param {string} frame */
  #receive(frame) {
    if (frame === "0") return;
    const message = this.#frames.take(frame);
    if (message?.t === "c" && message.d.t === "p") this.#control({ t: "o", d: null });
    if (message?.t === "d") this.#answer(message.d);
  }

  /** @param {{r: number, a: string, b: Body}} request */
  #answer({ r, a, b }) {
    try {
      if (!Object.hasOwn(ACTIONS, a)) throw new Invalid(`unknown action ${a}`);
      const name = ACTIONS[/** @type {keyof typeof ACTIONS} */ (a)];
      const data = this[name](b);
      this.#push({ r, b: { s: "ok", d: data === undefined ? "" : data } });
    } catch (error) {
      this.#push({ r, b: { s: statusOf(error), d: messageOf(error) } });
    }
  }

  /** Statistics about the client. */
  ignore() {}

  /** @param {Body} body */
  signIn({ cred }) {
    const who = identify(cred ?? "", this.#project);
    this.#who = who;
    this.#refresh(null, null);
    return who === "administrator" ? { auth: null } : { auth: who, expires: who.token.exp };
  }

  signOut() {
    this.#who = null;
    this.#refresh(null, null);
  }

  /** @param {Body} body */
  listen({ p, q, t }) {
    const path = toPath(p);
    const value = select(this.#store.read(this.#who, path), q);
    this.#listens.set(nameOf(path, q), { path, query: q, tag: t });
    this.#tell({ path, query: q, tag: t }, value);
    return {};
  }

  /** @param {Body} body */
  unlisten({ p, q }) {
    this.#listens.delete(nameOf(toPath(p), q));
  }

  /** @param {Body} body */
  get({ p, q }) {
    return select(this.#store.read(this.#who, toPath(p)), q);
  }

  /** @param {Body} body */
  put({ p, d, h }) {
    const path = toPath(p);
    if (h !== undefined && h !== hashOf(this.#store.read(this.#who, path))) throw new Stale();
    this.#store.put(this.#who, path, d);
  }

  /** @param {Body} body */
  merge({ p, d }) {
    this.#store.merge(this.#who, toPath(p), d);
  }

  /** @param {Body} body */
  putLater({ p, d }) {
    const path = toPath(p);
    this.#store.afterPut(this.#who, path, d);
    this.#wills.push({ kind: "put", who: this.#who, path, sent: d });
  }

  /** @param {Body} body */
  mergeLater({ p, d }) {
    const path = toPath(p);
    this.#store.afterMerge(this.#who, path, d);
    this.#wills.push({ kind: "merge", who: this.#who, path, sent: d });
  }

  /** @param {Body} body */
  cancelLater({ p }) {
    const path = toPath(p);
    this.#wills = this.#wills.filter((will) => !path.every((key, n) => will.path[n] === key));
  }

  /** The rules are asked again, for whoever it was that asked for it: a right lost since then is lost here too. */
  #executeWills() {
    const wills = this.#wills;
    this.#wills = [];
    for (const { kind, who, path, sent } of wills) {
      try {
        this.#store[kind](who, path, sent);
      } catch (error) {
        if (!(error instanceof Denied)) throw error;
      }
    }
  }

  /**
   * @param {Tree} before
   * @param {Tree} after
   */
  #refresh(before, after) {
    for (const [name, listen] of this.#listens) {
      if (!this.#store.isReadable(this.#who, listen.path)) {
        this.#listens.delete(name);
        const path = listen.path.join("/");
        this.#push({ a: "c", b: { p: path, ...(listen.query && { q: [listen.query] }) } });
        continue;
      }
      const old = select(valueAt(before, listen.path), listen.query);
      const value = select(valueAt(after, listen.path), listen.query);
      if (!isDeepStrictEqual(old, value)) this.#tell(listen, value);
    }
  }

  /**
   * @param {Listen} listen
   * @param {Tree} value
   */
  #tell({ path, tag }, value) {
    const tagged = tag === undefined ? {} : { t: tag };
    this.#push({ a: "d", b: { p: path.join("/"), d: value, ...tagged } });
  }

  /** @param {unknown} message */
  #control(message) {
    this.#send({ t: "c", d: message });
  }

  /** @param {unknown} message */
  #push(message) {
    this.#send({ t: "d", d: message });
  }

  /** @param {unknown} message */
  #send(message) {
    for (const frame of toFrames(message)) this.#socket.send(frame, () => undefined);
  }
}

/**
 * @param {Path} path
 * @param {Query | undefined} query
 */
function nameOf(path, query) {
  return JSON.stringify([path, query ?? {}]);
}

/** @param {unknown} error */
function messageOf(error) {
  return error instanceof Error ? error.message : "";
}

/** @param {unknown} error */
function statusOf(error) {
  if (error instanceof Denied) return "permission_denied";
  if (error instanceof Stale) return "datastale";
  if (error instanceof BadToken) return error.status;
  if (error instanceof Invalid) return "invalid_data";
  throw error;
}
