/** People of every standing, each in a room of their own. */

import { randomUUID } from "node:crypto";

import { shapeCases } from "./firestore_shapes.mjs";
import { person as good, standardCases } from "./firestore_cases.mjs";
import { Person } from "./people.mjs";

/** @typedef {import("./people.mjs").Place} Place */
/** @typedef {import("./administrator.mjs").Administrator} Administrator */
/** @typedef {import("./firestore_cases.mjs").Case} Case */

const FUTURE = 4_000_000_000;

/**
 * What the server would have written about each: in the room or not, and as what kind of person.
 * @type {Record<string, {role?: string, person?: Record<string, unknown>, stranger?: boolean}>}
 */
const STANDINGS = {
  owner: { role: "owner", person: good() },
  member: { role: "member", person: good() },
  outsider: { person: good() },
  removed: { person: good() },
  "signed out": { role: "member", person: good(), stranger: true },
  "signed out everywhere": { role: "member", person: { active: true, valid_since: FUTURE } },
  "shut out": { role: "member", person: { active: false, valid_since: 0 } },
  unknown: { role: "member" },
  "with half a document": { role: "member", person: { active: true } },
  "with a document of text": { role: "member", person: { active: "true", valid_since: "0" } },
};

/**
 * Sign everybody in, and return all that they will try: those of one person in a list, as they share a room.
 * @param {Place} place
 * @param {Administrator} administrator
 * @returns {Promise<{cases: Case[][], reset: () => Promise<void>, close: () => Promise<void>}>}
 */
export async function setStage(place, administrator) {
  const scenes = await Promise.all(
    Object.entries(STANDINGS).map(async ([standing, { stranger }]) => {
      const uid = randomUUID();
      const person = new Person(place, stranger ? "" : uid);
      if (!stranger) await person.signIn();
      const [room, message, other] = [randomUUID(), randomUUID(), randomUUID()];
      return { standing, person, uid, room, message, other };
    }),
  );
  const cases = scenes.map((scene) => {
    const shapes = scene.standing === "member" ? shapeCases(scene, administrator) : [];
    return [...shapes, ...standardCases(scene, administrator)];
  });
  return {
    cases,
    reset: async () => void (await Promise.all(scenes.map((one) => settle(administrator, one)))),
    close: async () => void (await Promise.all(scenes.map((one) => one.person.close()))),
  };
}

/**
 * Write what the server says about a person, whatever opened rules let them make of it.
 * @param {Administrator} administrator
 * @param {{standing: string, uid: string, room: string}} scene
 */
async function settle(administrator, { standing, uid, room }) {
  const { role, person } = STANDINGS[standing] ?? {};
  const membership = `rooms/${room}/members/${uid}`;
  await administrator.set(membership, { user_id: uid, role: role ?? "member" });
  if (!role) await administrator.remove(membership);
  // A name that is too short is refused for its form, and not because nobody is a member of that room.
  await administrator.set(`rooms/short/members/${uid}`, { user_id: uid, role: "member" });
  if (person) await administrator.set(`people/${uid}`, person);
  else await administrator.remove(`people/${uid}`);
}

/**
 * Try everything and return what came out otherwise than it should.
 * @param {Case[][]} cases
 * @param {number} enough stop at so many
 * @returns {Promise<string[]>}
 */
export async function surprises(cases, enough = Infinity) {
  /** @type {string[]} */
  const found = [];
  const play = async (/** @type {Case[]} */ list) => {
    for (const { name, allowed, prepare, attempt } of list) {
      if (found.length >= enough) return;
      await prepare();
      const outcome = await attempt().then(
        () => "allowed",
        (error) => (error.code === "permission-denied" ? "refused" : String(error)),
      );
      if (outcome !== (allowed ? "allowed" : "refused")) found.push(`${name}: ${outcome}`);
    }
  };
  await Promise.all(cases.map(play));
  return found;
}
