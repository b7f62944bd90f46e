/** Sorting, ranges and limits, in the names of the wire: i index, sp/sn start, ep/en end, l limit, vf view from. */

import { compareKeys, toPath, valueAt } from "./tree.mjs";

/** @typedef {import("./tree.mjs").Tree} Tree */
/** @typedef {[string, Tree]} Entry */
/**
 * @typedef {object} Query
 * @property {string} [i]
 * @property {Tree} [sp]
 * @property {string} [sn]
 * @property {boolean} [sin]
 * @property {Tree} [ep]
 * @property {string} [en]
 * @property {boolean} [ein]
 * @property {number} [l]
 * @property {string} [vf]
 */

/**
 * Return the part of a value that a query asks for.
 * @param {Tree} value
 * @param {Query | undefined} query
 * @returns {Tree}
 */
export function select(value, query) {
  if (!query || value === null || typeof value !== "object") return value;
  const index = query.i ?? ".priority";
  const sortOf = sorter(index);
  /** @type {(entry: Entry, bound: Tree, name: string | undefined) => number} */
  const compare = ([key, child], bound, name) =>
    (index === ".key"
      ? compareKeys(key, String(bound))
      : compareValues(sortOf([key, child]), bound)) ||
    (name === undefined ? 0 : compareKeys(key, name));
  /** @type {Entry[]} */
  const sorted = Object.entries(value).sort((one, other) =>
    compare(one, index === ".key" ? other[0] : sortOf(other), other[0]),
  );
  const found = sorted.filter((entry) => {
    const start = query.sp === undefined ? 1 : compare(entry, query.sp, query.sn);
    const end = query.ep === undefined ? -1 : compare(entry, query.ep, query.en);
    const after = start > 0 || (start === 0 && query.sin !== false);
    return after && (end < 0 || (end === 0 && query.ein !== false));
  });
  const cut = limited(found, query);
  return cut.length ? Object.fromEntries(cut) : null;
}

/**
 * @param {Entry[]} entries
 * @param {Query} query
 */
function limited(entries, query) {
  if (!query.l) return entries;
  return query.vf === "r" ? entries.slice(-query.l) : entries.slice(0, query.l);
}

/**
 * @param {string} index
 * @returns {(entry: Entry) => Tree}
 */
function sorter(index) {
  if (index === ".key") return ([key]) => key;
  if (index === ".value") return ([, child]) => child;
  if (index === ".priority") return () => null;
  const path = toPath(index);
  return ([, child]) => valueAt(child, path);
}

/** @param {Tree} value */
function rank(value) {
  const order = [null, false, true];
  const place = order.indexOf(/** @type {never} */ (value));
  return place >= 0 ? place : ["number", "string", "object"].indexOf(typeof value) + order.length;
}

/**
 * Nothing, false, true, numbers, strings, branches; branches are equal and their keys decide.
 * @param {Tree} one
 * @param {Tree} other
 */
function compareValues(one, other) {
  if (rank(one) !== rank(other)) return rank(one) - rank(other);
  if (typeof one === "number" && typeof other === "number") return one - other;
  if (typeof one === "string" && typeof other === "string") {
    return one < other ? -1 : Number(one > other);
  }
  return 0;
}
