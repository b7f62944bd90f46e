/** Every attempt on the Realtime Database, and who may succeed with it. What is not listed as allowed is refused. */

import { randomUUID } from "node:crypto";

import {
  get,
  onDisconnect,
  push,
  ref,
  remove,
  serverTimestamp,
  set,
  update,
} from "firebase/database";

import { Person } from "./people.mjs";

/** @typedef {import("./people.mjs").Place} Place */
/** @typedef {{name: string, allowed: boolean, attempt: () => Promise<unknown>}} Case */

const GOOD = { active: true, valid_since: 0 };
const FUTURE = 4_000_000_000;
const NAME = "-OaBcDeFgHiJkLmNoPqR";

/**
 * What the server would have written about each. Who is "ended" signed in before they signed out everywhere.
 * @type {Record<string, {about?: object, stranger?: boolean, reads?: boolean}>}
 */
const STANDINGS = {
  active: { about: GOOD, reads: true },
  "signed out": { about: GOOD, stranger: true },
  "signed out everywhere": { about: { active: true, valid_since: FUTURE } },
  "shut out": { about: { active: false, valid_since: 0 } },
  unknown: {},
  "with half a record": { about: { valid_since: 0 } },
};

/**
 * Sign everybody in at a database and return all that they will try.
 * @param {Place} place
 * @returns {Promise<{cases: Case[], close: () => Promise<void>}>}
 */
export async function setStage(place) {
  const everybody = await Promise.all(
    Object.entries(STANDINGS).map(async ([standing, { about, stranger, reads }]) => {
      const uid = randomUUID();
      const person = new Person(place, stranger ? "" : uid);
      if (!stranger) await person.signIn();
      await write(place, `people/${uid}`, about ?? null);
      await write(place, `status/${uid}/connections/${NAME}`, { state: "online", at: 1 });
      return { standing, person, uid, reads: reads === true, stranger: stranger === true };
    }),
  );
  const other = randomUUID();
  await write(place, `status/${other}/connections/${NAME}`, { state: "online", at: 1 });
  const cases = everybody.flatMap((one) => [
    ...readingCases(one, other),
    ...writingCases(one, other),
    ...(one.reads ? shapeCases(one) : []),
  ]);
  return {
    cases,
    close: async () => void (await Promise.all(everybody.map(({ person }) => person.close()))),
  };
}

/**
 * Try everything and return what came out otherwise than it should.
 * @param {Case[]} cases
 * @param {number} enough stop at so many
 * @returns {Promise<string[]>}
 */
export async function surprises(cases, enough = Infinity) {
  /** @type {string[]} */
  const found = [];
  for (const { name, allowed, attempt } of cases) {
    if (found.length >= enough) break;
    const outcome = await attempt().then(
      () => "allowed",
      (error) =>
        /permission.denied/i.test(`${error.code} ${error.message}`) ? "refused" : String(error),
    );
    if (outcome !== (allowed ? "allowed" : "refused")) found.push(`${name}: ${outcome}`);
  }
  return found;
}

/**
 * @param {{standing: string, person: Person, uid: string, reads: boolean}} one
 * @param {string} other
 * @returns {Case[]}
 */
function readingCases({ standing, person, uid, reads }, other) {
  const status = ["status", `status/${uid}`, `status/${other}/connections/${NAME}/state`];
  const closed = [
    "/",
    "people",
    `people/${uid}`,
    `people/${uid}/active`,
    `people/${other}`,
    "elsewhere",
  ];
  return [...status, ...closed].map((path) => ({
    name: `${standing}: read ${path.replace(uid, "own").replace(other, "another")}`,
    allowed: reads && status.includes(path),
    attempt: () => get(ref(person.database, path)),
  }));
}

/**
 * Whoever has lost their standing may still take their own presence away: a browser that signs out does so last.
 * @param {{standing: string, person: Person, uid: string, reads: boolean, stranger: boolean}} one
 * @param {string} other
 * @returns {Case[]}
 */
function writingCases({ standing, person, uid, reads, stranger }, other) {
  const online = { state: "online", at: serverTimestamp() };
  const own = ref(person.database, `status/${uid}/connections/${NAME}`);
  /** @type {[string, boolean, () => Promise<unknown>][]} */
  const attempts = [
    ["appear", reads, () => set(own, online)],
    ["change", reads, () => update(own, { state: "away", at: serverTimestamp() })],
    ["vanish later", !stranger, () => onDisconnect(own).remove()],
    ["appear on leaving", reads, () => onDisconnect(own).set(online)],
    ["forget what was to happen", true, () => onDisconnect(own).cancel()],
    ["vanish", !stranger, () => remove(own)],
  ];
  const foreign = `status/${other}/connections/${NAME}`;
  const places = ["/", "status", `status/${uid}`, `status/${uid}/connections`, `status/${other}`];
  const more = [`people/${uid}`, `people/${uid}/active`, `people/${other}`, "elsewhere", foreign];
  /** @type {[string, boolean, () => Promise<unknown>][]} */
  const forbidden = [...places, ...more].flatMap((path) => {
    const where = ref(person.database, path);
    const name = path.replace(uid, "own").replace(other, "another");
    const value = path === foreign ? online : { active: true, valid_since: 0 };
    return [
      [`set ${name}`, false, () => set(where, value)],
      [`update ${name}`, false, () => update(where, value)],
      [`remove ${name}`, false, () => remove(where)],
      [`remove ${name} later`, false, () => onDisconnect(where).remove()],
    ];
  });
  return [...attempts, ...forbidden].map(([name, allowed, attempt]) => {
    return { name: `${standing}: ${name}`, allowed, attempt };
  });
}

/**
 * @param {{person: Person, uid: string}} one
 * @returns {Case[]}
 */
function shapeCases({ person, uid }) {
  const at = serverTimestamp();
  const connections = ref(person.database, `status/${uid}/connections`);
  /** @type {[string, unknown, boolean][]} */
  const shapes = [
    ["online", { state: "online", at }, true],
    ["away", { state: "away", at }, true],
    ["another state", { state: "busy", at }, false],
    ["a state as a number", { state: 1, at }, false],
    ["a branch as state", { state: { online: true }, at }, false],
    ["no state", { at }, false],
    ["no time", { state: "online" }, false],
    ["a time of their own", { state: "online", at: Date.now() - 60_000 }, false],
    ["a time to come", { state: "online", at: Date.now() + 60_000 }, false],
    ["one field more", { state: "online", at, text: "x" }, false],
    ["text alone", "online", false],
  ];
  const cases = shapes.map(([name, value, allowed]) => ({
    name: `presence with ${name}`,
    allowed,
    attempt: async () => push(connections, value),
  }));
  const named = [40, 41].map((length) => ({
    name: `presence under a name of ${length} characters`,
    allowed: length === 40,
    attempt: () =>
      set(ref(person.database, `status/${uid}/connections/${"x".repeat(length)}`), {
        state: "online",
        at,
      }),
  }));
  return [...cases, ...named];
}

/**
 * Write as the server does, past the rules.
 * @param {Place} place
 * @param {string} path
 * @param {unknown} value
 */
async function write({ database, project }, path, value) {
  const answer = await fetch(`http://${database}/${path}.json?ns=${project}-default-rtdb`, {
    method: "PUT",
    headers: { authorization: "Bearer owner" },
    body: JSON.stringify(value),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
