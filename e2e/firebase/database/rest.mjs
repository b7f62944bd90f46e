/** The REST interface, as far as firebase_admin.db speaks it. Streams and overridden identities are refused. */

import { randomBytes } from "node:crypto";

import { hashOf } from "./hash.mjs";
import { BadToken, identify } from "./identity.mjs";
import { select } from "./query.mjs";
import { Denied } from "./store.mjs";
import { Invalid, toPath } from "./tree.mjs";

/** @typedef {import("./tree.mjs").Path} Path */
/** @typedef {import("./tree.mjs").Tree} Tree */
/** @typedef {import("./query.mjs").Query} Query */
/** @typedef {import("./identity.mjs").Identity} Identity */
/** @typedef {import("./store.mjs").Store} Store */
/** @typedef {{status: number, body?: unknown, etag?: string}} Answer */
/**
 * @typedef {object} Request
 * @property {string} method
 * @property {URL} url
 * @property {import("node:http").IncomingHttpHeaders} headers
 * @property {string} body
 */

const EMPTY = "null_etag";
const INDEXES = new Map([
  ["$key", ".key"],
  ["$value", ".value"],
  ["$priority", ".priority"],
]);

/**
 * Answer one request.
 * @param {Store} store
 * @param {string} project
 * @param {Request} request
 * @returns {Answer}
 */
export function answer(store, project, request) {
  try {
    return serve(store, project, request);
  } catch (error) {
    if (error instanceof Denied) return { status: 401, body: { error: "Permission denied" } };
    if (error instanceof BadToken) return { status: 401, body: { error: error.message } };
    const garbage = error instanceof Invalid || error instanceof SyntaxError;
    if (garbage) return { status: 400, body: { error: error.message } };
    throw error;
  }
}

/**
 * @param {Store} store
 * @param {string} project
 * @param {Request} request
 * @returns {Answer}
 */
function serve(store, project, request) {
  const { url, headers, method } = request;
  if (url.searchParams.get("ns") !== `${project}-default-rtdb`) {
    return { status: 404, body: { error: "no such database here" } };
  }
  const unsupported =
    url.searchParams.has("auth_variable_override") || headers.accept === "text/event-stream";
  if (unsupported || !url.pathname.endsWith(".json")) throw new Invalid("unsupported");
  const path = toPath(url.pathname.slice(0, -5).split("/").map(decodeURIComponent).join("/"));
  const credential = headers.authorization?.replace(/^Bearer /, "") ?? url.searchParams.get("auth");
  const who = credential ? identify(credential, project) : null;
  if (method === "GET") return read(store, who, path, request);
  const expected = headers["if-match"];
  const current = expected === undefined ? null : store.read(who, path);
  if (expected !== undefined && expected !== etagOf(current)) {
    return { status: 412, body: current, etag: etagOf(current) };
  }
  return write(store, who, path, request);
}

/**
 * @param {Store} store
 * @param {Identity} who
 * @param {Path} path
 * @param {Request} request
 * @returns {Answer}
 */
function read(store, who, path, { url, headers }) {
  const value = store.read(who, path);
  const etag = etagOf(value);
  if (headers["if-none-match"] === etag) return { status: 304, etag };
  const found = select(value, queryOf(url.searchParams));
  const shallow = url.searchParams.get("shallow") === "true";
  return { status: 200, body: shallow ? keysOf(found) : found, etag };
}

/**
 * @param {Store} store
 * @param {Identity} who
 * @param {Path} path
 * @param {Request} request
 * @returns {Answer}
 */
function write(store, who, path, { method, url, body }) {
  const sent = method === "DELETE" ? null : JSON.parse(body);
  let told = sent;
  if (method === "PUT" || method === "DELETE") store.put(who, path, sent);
  else if (method === "PATCH") store.merge(who, path, sent);
  else if (method === "POST") {
    const name = `-${randomBytes(14).toString("base64url")}`;
    store.put(who, [...path, name], sent);
    told = { name };
  } else return { status: 405, body: { error: "no such method" } };
  if (url.searchParams.get("print") === "silent") return { status: 204 };
  return { status: 200, body: told, etag: etagOf(store.read("administrator", path)) };
}

/** @param {Tree} value */
function etagOf(value) {
  return hashOf(value) || EMPTY;
}

/** @param {Tree} value */
function keysOf(value) {
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).map((key) => [key, true]));
}

/**
 * @param {URLSearchParams} parameters
 * @returns {Query | undefined}
 */
function queryOf(parameters) {
  const given = (/** @type {string} */ name) => {
    const text = parameters.get(name);
    return text === null ? undefined : JSON.parse(text);
  };
  const order = given("orderBy");
  if (order === undefined) return undefined;
  const [equal, first, last] = ["equalTo", "limitToFirst", "limitToLast"].map(given);
  const [start, end] = [equal ?? given("startAt"), equal ?? given("endAt")];
  return {
    i: INDEXES.get(order) ?? order,
    ...(start !== undefined && { sp: start }),
    ...(end !== undefined && { ep: end }),
    ...(first && { l: first, vf: "l" }),
    ...(last && { l: last, vf: "r" }),
  };
}
