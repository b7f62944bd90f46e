/**
 * The data: one tree of plain JSON, never changed in place, without nulls, empty branches or arrays.
 * Priorities, an old feature nobody here uses, are refused.
 */

/** @typedef {null | boolean | number | string | {[key: string]: Tree}} Tree */
/** @typedef {readonly string[]} Path */

const DEEPEST = 32;
const LONGEST_KEY = 768;
const COUNT = /^(?:0|[1-9]\d*)$/;

/** What a client sent makes no sense. */
export class Invalid extends Error {}

/**
 * Split "/status/anna" into its keys. Raises Invalid for keys the service refuses.
 * @param {string} path
 * @returns {Path}
 */
export function toPath(path) {
  const keys = path.split("/").filter(Boolean);
  keys.forEach(checkKey);
  if (keys.length > DEEPEST) throw new Invalid("the path is too deep");
  return keys;
}

/** @param {string} key */
function checkKey(key) {
  if (!key || Buffer.byteLength(key) > LONGEST_KEY || /[.#$[\]/\u0000-\u001f\u007f]/.test(key)) {
    throw new Invalid(`${JSON.stringify(key)} is no key`);
  }
}

/**
 * @param {Tree} tree
 * @param {Path} path
 * @returns {Tree}
 */
export function valueAt(tree, path) {
  let found = tree;
  for (const key of path) {
    if (found === null || typeof found !== "object" || !Object.hasOwn(found, key)) return null;
    found = found[key] ?? null;
  }
  return found;
}

/**
 * Return a tree with `value` at `path`; a branch that has become empty goes.
 * @param {Tree} tree
 * @param {Path} path
 * @param {Tree} value
 * @returns {Tree}
 */
export function withValue(tree, path, value) {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const branch = new Map(tree !== null && typeof tree === "object" ? Object.entries(tree) : []);
  const child = withValue(branch.get(key) ?? null, rest, value);
  if (child === null) branch.delete(key);
  else branch.set(key, child);
  return branch.size ? Object.fromEntries(branch) : null;
}

/**
 * Return what a client sent as a tree: the time of the server filled in, empty branches gone, arrays as objects.
 * @param {unknown} sent
 * @param {Tree} old what stands at this place now, for increments
 * @param {number} now milliseconds
 * @param {number} depth
 * @returns {Tree}
 */
export function toTree(sent, old, now, depth = 0) {
  if (sent === null || typeof sent === "boolean" || typeof sent === "string") return sent;
  if (typeof sent === "number" && Number.isFinite(sent)) return sent;
  if (typeof sent !== "object" || depth > DEEPEST) throw new Invalid("this can't be stored");
  if (".sv" in sent) return serverValue(sent[".sv"], old, now);
  const entries = Object.entries(sent).map(([key, child]) => {
    checkKey(key);
    return /** @type {const} */ ([key, toTree(child, valueAt(old, [key]), now, depth + 1)]);
  });
  const kept = entries.filter(([, child]) => child !== null);
  return kept.length ? Object.fromEntries(kept) : null;
}

/**
 * @param {unknown} wanted
 * @param {Tree} old
 * @param {number} now
 * @returns {number}
 */
function serverValue(wanted, old, now) {
  if (wanted === "timestamp") return now;
  if (typeof wanted === "object" && wanted !== null && "increment" in wanted) {
    if (typeof wanted.increment === "number") {
      return (typeof old === "number" ? old : 0) + wanted.increment;
    }
  }
  throw new Invalid("an unknown server value");
}

/** What the SDKs write for a key before, and one after, every key. */
const ENDS = new Map([
  ["[MIN_NAME]", -1],
  ["[MAX_NAME]", 1],
]);

/**
 * The service's order of keys: whole numbers by their value, then the others by their characters.
 * @param {string} one
 * @param {string} other
 */
export function compareKeys(one, other) {
  const ends = (ENDS.get(one) ?? 0) - (ENDS.get(other) ?? 0);
  if (ends) return ends;
  if (COUNT.test(one) && COUNT.test(other)) return Number(one) - Number(other);
  if (COUNT.test(one) !== COUNT.test(other)) return COUNT.test(one) ? -1 : 1;
  return one < other ? -1 : Number(one > other);
}
