/** Stand-ins for one test file. */

import { after } from "node:test";

import { startDatabase } from "../database/server.mjs";
import { startFireemu } from "../fireemu.mjs";

/** @typedef {import("./people.mjs").Place} Place */

/**
 * Start both for the tests of this file, the Realtime Database with the rules given or the real ones.
 * @param {{database?: object, firestore?: string}} [rules] of the database; the path of a firebase.json for Firestore
 * @returns {Promise<Place>}
 */
export async function startPlace(rules = {}) {
  const project = `demo-suite-${process.pid}`;
  const fireemu = await startFireemu(project, rules.firestore);
  after(fireemu.stop);
  const database = await startDatabase(project, rules.database);
  after(database.stop);
  return {
    project,
    auth: fireemu.auth,
    firestore: fireemu.firestore,
    database: database.address,
  };
}
