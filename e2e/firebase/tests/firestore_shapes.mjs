/** What members write about themselves, in every wrong shape; and two that are right, or a denial would prove nothing. */

import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  getDoc,
  getDocs,
  serverTimestamp,
  setDoc,
  Timestamp,
  updateDoc,
} from "firebase/firestore/lite";

import { receipt } from "./firestore_cases.mjs";

/** @typedef {import("./firestore_cases.mjs").Case} Case */
/** @typedef {import("./firestore_cases.mjs").Scene} Scene */
/** @typedef {import("./administrator.mjs").Administrator} Administrator */

/**
 * @param {Scene} scene of a member
 * @param {Administrator} administrator
 * @returns {Case[]}
 */
export function shapeCases(scene, administrator) {
  return [
    ...typingCases(scene, administrator),
    ...receiptCases(scene, administrator),
    ...membershipCases(scene, administrator),
  ];
}

/**
 * @param {Scene} scene
 * @param {Administrator} administrator
 * @returns {Case[]}
 */
function typingCases({ person, room, other }, administrator) {
  const path = `typing_${room}/${person.uid}`;
  const at = serverTimestamp();
  /** @type {[string, Record<string, unknown>, boolean][]} */
  const shapes = [
    ["as it should be", { user_id: person.uid, at }, true],
    ["with one field more", { user_id: person.uid, at, text: "what I'm about to say" }, false],
    ["without a time", { user_id: person.uid }, false],
    ["without a person", { at }, false],
    ["for another", { user_id: other, at }, false],
    ["at a time of their own", { user_id: person.uid, at: Timestamp.now() }, false],
    ["in the future", { user_id: person.uid, at: Timestamp.fromMillis(Date.now() + 1e9) }, false],
    ["with a time as text", { user_id: person.uid, at: "now" }, false],
    ["empty", {}, false],
  ];
  const cases = shapes.map(([name, fields, allowed]) => ({
    name: `typing ${name}`,
    allowed,
    prepare: () => administrator.remove(path),
    attempt: () => setDoc(doc(person.firestore, path), fields),
  }));
  const longer = {
    name: "typing made longer by an update",
    allowed: false,
    prepare: () => administrator.set(path, { user_id: person.uid, at: Timestamp.now() }),
    attempt: () => updateDoc(doc(person.firestore, path), { at, text: "x" }),
  };
  const anothers = {
    name: "typing of one's own in another's document",
    allowed: false,
    prepare: () => administrator.remove(`typing_${room}/${other}`),
    attempt: () => setDoc(doc(person.firestore, `typing_${room}/${other}`), shapes[0]?.[1] ?? {}),
  };
  return [...cases, longer, anothers];
}

/**
 * @param {Scene} scene
 * @param {Administrator} administrator
 * @returns {Case[]}
 */
function receiptCases(scene, administrator) {
  const { person, room, message, other } = scene;
  const good = receipt(scene, person.uid);
  const without = (/** @type {keyof typeof good} */ name) => {
    return Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
  };
  /** @type {[string, Record<string, unknown>, boolean][]} */
  const shapes = [
    ["as it should be", good, true],
    ["with one field more", { ...good, text: "x" }, false],
    ["for another", { ...good, user_id: other }, false],
    ["of another room", { ...good, room_id: message }, false],
    ["of another message", { ...good, message_id: room }, false],
    ["of another place", { ...good, seq: good.seq + 1 }, false],
    ["of place 0", { ...good, seq: 0 }, false],
    ["of half a place", { ...good, seq: good.seq + 0.5 }, false],
    ["of a place as text", { ...good, seq: String(good.seq) }, false],
    ["with a time of 40 characters", { ...good, read_at: "2".repeat(40) }, true],
    ["with a time of 41 characters", { ...good, read_at: "2".repeat(41) }, false],
    ["with a time as a number", { ...good, read_at: 1 }, false],
    ["with a time as a list", { ...good, read_at: ["2026"] }, false],
    ["without a person", without("user_id"), false],
    ["without a room", without("room_id"), false],
    ["without a message", without("message_id"), false],
    ["without a place", without("seq"), false],
    ["without a time", without("read_at"), false],
  ];
  const path = `read_receipts_${room}_${message}/${person.uid}`;
  const cases = shapes.map(([name, fields, allowed]) => ({
    name: `receipt ${name}`,
    allowed,
    prepare: async () => {
      await administrator.remove(path);
      await administrator.set(`chat_rooms_${room}/${message}`, { seq: good.seq });
    },
    attempt: () => setDoc(doc(person.firestore, path), fields),
  }));
  const invented = {
    name: "receipt for a message that is not there",
    allowed: false,
    prepare: () => administrator.remove(`chat_rooms_${room}/${message}`),
    attempt: () => setDoc(doc(person.firestore, path), good),
  };
  const wrongPlace = `read_receipts_${room}_${message}/${other}`;
  const anothers = {
    name: "receipt of one's own in another's document",
    allowed: false,
    prepare: async () => {
      await administrator.remove(wrongPlace);
      await administrator.set(`chat_rooms_${room}/${message}`, { seq: good.seq });
    },
    attempt: () => setDoc(doc(person.firestore, wrongPlace), good),
  };
  return [...cases, invented, anothers];
}

/**
 * @param {Scene} scene
 * @param {Administrator} administrator
 * @returns {Case[]}
 */
function membershipCases({ person, room, other }, administrator) {
  const prepare = async () => undefined;
  const members = `rooms/${room}/members`;
  const own = doc(person.firestore, `${members}/${person.uid}`);
  return [
    { name: "membership: read one's own", allowed: true, prepare, attempt: () => getDoc(own) },
    {
      name: "membership: read another's",
      allowed: false,
      prepare: () => administrator.set(`${members}/${other}`, { user_id: other, role: "member" }),
      attempt: () => getDoc(doc(person.firestore, `${members}/${other}`)),
    },
    {
      name: "membership: list a room's",
      allowed: false,
      prepare,
      attempt: () => getDocs(collection(person.firestore, members)),
    },
    {
      name: "membership: list every room's",
      allowed: false,
      prepare,
      attempt: () => getDocs(collectionGroup(person.firestore, "members")),
    },
    {
      name: "membership: rise to owner",
      allowed: false,
      prepare,
      attempt: () => setDoc(own, { user_id: person.uid, role: "owner" }),
    },
    {
      name: "membership: undo one's own",
      allowed: false,
      prepare,
      attempt: () => deleteDoc(own),
    },
    {
      name: "membership: join another room",
      allowed: false,
      prepare,
      attempt: () => {
        const elsewhere = `rooms/${other}/members/${person.uid}`;
        return setDoc(doc(person.firestore, elsewhere), { user_id: person.uid, role: "member" });
      },
    },
  ];
}
