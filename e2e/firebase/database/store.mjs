/** The tree, the rules before it, and those who watch it. */

import targaryen from "targaryen";

import { toPath, toTree, valueAt, withValue } from "./tree.mjs";

/** @typedef {import("./identity.mjs").Identity} Identity */
/** @typedef {import("./tree.mjs").Path} Path */
/** @typedef {import("./tree.mjs").Tree} Tree */
/** @typedef {{[way: string]: unknown}} Patch new values by the way to their places */
/** @typedef {(before: Tree, after: Tree) => void} Watcher */

/** The rules say no. */
export class Denied extends Error {
  message = "Permission denied";
}

/** What a transaction started from is no longer there. */
export class Stale extends Error {}

/** One database. Every read and write names who asks, and passes the rules unless that is an administrator. */
export class Store {
  /** @type {Tree} */
  #tree = null;
  /** @type {Set<Watcher>} */
  #watchers = new Set();
  #rules;

  /** @param {object} rules what database.rules.json holds */
  constructor(rules) {
    this.#rules = targaryen.ruleset(rules);
  }

  /**
   * Call `watcher` after each change; returns what ends that.
   * @param {Watcher} watcher
   */
  watch(watcher) {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /**
   * May they read this place now? Asked again after each change, as rules look at data.
   * @param {Identity} who
   * @param {Path} path
   * @returns {boolean}
   */
  isReadable(who, path) {
    return who === "administrator" || this.#judge(who).read(path.join("/")).allowed;
  }

  /**
   * Return what stands at a place. Raises Denied.
   * @param {Identity} who
   * @param {Path} path
   * @returns {Tree}
   */
  read(who, path) {
    if (!this.isReadable(who, path)) throw new Denied();
    return valueAt(this.#tree, path);
  }

  /**
   * Replace what stands at a place. Raises Denied and Invalid.
   * @param {Identity} who
   * @param {Path} path
   * @param {unknown} sent
   */
  put(who, path, sent) {
    this.#become(this.afterPut(who, path, sent));
  }

  /**
   * Replace several places below one, all or none. Raises Denied and Invalid.
   * @param {Identity} who
   * @param {Path} path
   * @param {Patch} sent
   */
  merge(who, path, sent) {
    this.#become(this.afterMerge(who, path, sent));
  }

  /**
   * Return the tree as this write would leave it. Raises Denied and Invalid.
   * @param {Identity} who
   * @param {Path} path
   * @param {unknown} sent
   */
  afterPut(who, path, sent) {
    const now = Date.now();
    const value = toTree(sent, valueAt(this.#tree, path), now);
    const place = path.join("/");
    if (who !== "administrator" && !this.#judge(who).write(place, value, undefined, now).allowed) {
      throw new Denied();
    }
    return withValue(this.#tree, path, value);
  }

  /**
   * Return the tree as these writes would leave it. Raises Denied and Invalid.
   * @param {Identity} who
   * @param {Path} path
   * @param {Patch} sent
   */
  afterMerge(who, path, sent) {
    const now = Date.now();
    const changes = Object.entries(sent).map(([way, value]) => {
      const place = toPath([...path, way].join("/"));
      return { way, place, value: toTree(value, valueAt(this.#tree, place), now) };
    });
    const patch = Object.fromEntries(changes.map(({ way, value }) => [way, value]));
    const place = path.join("/");
    if (who !== "administrator" && !this.#judge(who).update(place, patch, now).allowed) {
      throw new Denied();
    }
    return changes.reduce(
      (tree, change) => withValue(tree, change.place, change.value),
      this.#tree,
    );
  }

  /** @param {Exclude<Identity, "administrator">} who */
  #judge(who) {
    return targaryen.database(this.#rules, this.#tree, Date.now()).as(who);
  }

  /** @param {Tree} tree */
  #become(tree) {
    const before = this.#tree;
    this.#tree = tree;
    for (const watcher of [...this.#watchers]) watcher(before, tree);
  }
}
