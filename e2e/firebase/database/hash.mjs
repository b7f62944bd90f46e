/** The fingerprint by which a transaction says what it started from; the SDKs compute the same. */

import { createHash } from "node:crypto";

import { compareKeys } from "./tree.mjs";

/** @typedef {import("./tree.mjs").Tree} Tree */

/**
 * Return the hash of a value; "" for nothing.
 * @param {Tree} value
 * @returns {string}
 */
export function hashOf(value) {
  return value === null ? "" : createHash("sha1").update(textOf(value)).digest("base64");
}

/** @param {Exclude<Tree, null>} value */
function textOf(value) {
  if (typeof value === "object") {
    const keys = Object.keys(value).sort(compareKeys);
    return keys.map((key) => `:${key}:${hashOf(value[key] ?? null)}`).join("");
  }
  if (typeof value !== "number") return `${typeof value}:${value}`;
  const bits = Buffer.alloc(8);
  bits.writeDoubleBE(value);
  return `number:${bits.toString("hex")}`;
}
