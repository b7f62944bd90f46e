/** What the server does as an administrator, for tests that need documents to be there or not. */

import { Timestamp } from "firebase/firestore/lite";

/** @typedef {import("./people.mjs").Place} Place */

/** Writes past the rules, by REST. */
export class Administrator {
  #place;

  /** @param {Place} place */
  constructor(place) {
    this.#place = place;
  }

  /**
   * Make a document exactly this.
   * @param {string} path
   * @param {Record<string, unknown>} fields
   */
  async set(path, fields) {
    const entries = Object.entries(fields).map(([name, value]) => [name, toValue(value)]);
    const body = JSON.stringify({ fields: Object.fromEntries(entries) });
    await this.#call(path, "PATCH", body);
  }

  /** @param {string} path */
  async remove(path) {
    await this.#call(path, "DELETE");
  }

  /**
   * Replace Firestore's rules for everybody who uses this daemon.
   * @param {string} rules
   */
  async load(rules) {
    const { firestore, project } = this.#place;
    const answer = await fetch(
      `http://${firestore}/emulator/v1/projects/${project}:securityRules`,
      {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ rules: { files: [{ name: "firestore.rules", content: rules }] } }),
      },
    );
    if (!answer.ok) throw new Error(`rules refused: ${await answer.text()}`);
  }

  /**
   * @param {string} path
   * @param {string} method
   * @param {string} [body]
   */
  async #call(path, method, body) {
    const { firestore, project } = this.#place;
    const url = `http://${firestore}/v1/projects/${project}/databases/(default)/documents/${path}`;
    const headers = { authorization: "Bearer owner" };
    const answer = await fetch(url, { method, headers, ...(body && { body }) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`);
  }
}

/**
 * @param {unknown} value
 * @returns {object}
 */
function toValue(value) {
  if (typeof value === "boolean") return { booleanValue: value };
  if (typeof value === "number") return { integerValue: String(value) };
  if (value instanceof Timestamp) return { timestampValue: value.toDate().toISOString() };
  return { stringValue: String(value) };
}
