/**
 * Every attempt on Firestore, and who may succeed with it: the five kinds of documents and what is none of them,
 * own and others', by people of every standing, in every way of the SDK. What is not listed as allowed is refused.
 */

import {
  collection,
  deleteDoc,
  doc,
  getDoc,
  getDocs,
  orderBy,
  query,
  serverTimestamp,
  setDoc,
  Timestamp,
  where,
} from "firebase/firestore/lite";

/** @typedef {import("./people.mjs").Person} Person */
/** @typedef {import("./administrator.mjs").Administrator} Administrator */
/** @typedef {import("firebase/firestore/lite").Firestore} Firestore */
/** @typedef {"get" | "list" | "create" | "update" | "delete"} Way */
/**
 * @typedef {object} Scene one person's room, so that scenes can be played side by side
 * @property {string} standing
 * @property {Person} person
 * @property {string} room
 * @property {string} message
 * @property {string} other somebody else in the room
 */
/**
 * @typedef {object} Case
 * @property {string} name
 * @property {boolean} allowed
 * @property {() => Promise<void>} prepare
 * @property {() => Promise<unknown>} attempt
 */

export const WAYS = /** @type {Way[]} */ (["get", "list", "create", "update", "delete"]);
const MEMBERS = ["owner", "member"];
const SEQ = 7;

/**
 * @typedef {object} Kind
 * @property {string} name
 * @property {(scene: Scene, uid: string) => string} path
 * @property {(scene: Scene, uid: string) => Record<string, unknown>} fields
 * @property {readonly Way[]} ours what members may do with anybody's
 * @property {readonly Way[]} own what members may do with their own, besides
 */

/** @type {Record<string, Kind["fields"]>} */
const FIELDS = {
  message: () => ({ seq: SEQ, revision: SEQ, text: "Hello" }),
  position: (_, uid) => ({ user_id: uid, last_read_seq: SEQ, revision: SEQ }),
  receipt: (scene, uid) => receipt(scene, uid),
  typing: (_, uid) => ({ user_id: uid, at: serverTimestamp() }),
};

/** @param {string} name */
function named(name) {
  return { name, fields: FIELDS[name] ?? (() => ({})) };
}

/** @type {Kind[]} */
export const KINDS = [
  {
    path: ({ room, message }) => `chat_rooms_${room}/${message}`,
    ...named("message"),
    ours: ["get", "list"],
    own: [],
  },
  {
    path: ({ room }, uid) => `read_receipts_${room}/${uid}`,
    ...named("position"),
    ours: ["get", "list"],
    own: [],
  },
  {
    path: ({ room, message }, uid) => `read_receipts_${room}_${message}/${uid}`,
    ...named("receipt"),
    ours: ["get", "list"],
    own: ["create", "update"],
  },
  {
    path: ({ room }, uid) => `typing_${room}/${uid}`,
    ...named("typing"),
    ours: ["get", "list"],
    own: ["create", "update", "delete"],
  },
  { ...nothing("people", (_, uid) => `people/${uid}`), fields: () => person() },
  nothing("room", ({ room }) => `rooms/${room}`),
  nothing("elsewhere", (_, uid) => `elsewhere/${uid}`),
  nothing("membership of another", ({ room, other }) => `rooms/${room}/members/${other}`),
  nothing("below a message", ({ room, message }) => `chat_rooms_${room}/${message}/notes/one`),
  // Names that are almost right, with contents that would be.
  like("typing", "a name of no kind", ({ room }) => `notes_${room}`),
  like("typing", "typing's name that goes on", ({ room }) => `typing_${room}_more`),
  like("message", "a message's name that goes on", ({ room }) => `chat_rooms_${room}_more`),
  like("message", "a message's name that is too short", () => "chat_rooms_short"),
  like("position", "a position's name that is too short", () => "read_receipts_short"),
  like("receipt", "a name of no kind of receipts", ({ room, message }) => {
    return `notes_receipts_${room}_${message}`;
  }),
  like("receipt", "a receipt's name that goes on", ({ room, message }) => {
    return `read_receipts_${room}_${message}_more`;
  }),
];

/**
 * Documents that nobody but the server may touch.
 * @param {string} name
 * @param {Kind["path"]} path
 * @returns {Kind}
 */
function nothing(name, path) {
  return { name, path, fields: () => ({ user_id: "somebody" }), ours: [], own: [] };
}

/**
 * Documents as those of a kind, in a collection that is none.
 * @param {string} kind
 * @param {string} name
 * @param {(scene: Scene) => string} collection
 * @returns {Kind}
 */
function like(kind, name, collection) {
  const path = (/** @type {Scene} */ scene, /** @type {string} */ uid) => {
    return `${collection(scene)}/${kind === "message" ? scene.message : uid}`;
  };
  return { ...nothing(name, path), fields: FIELDS[kind] ?? (() => ({})) };
}

/** What the server writes about a person in good standing. */
export function person() {
  return { active: true, valid_since: 0 };
}

/**
 * @param {Scene} scene
 * @param {string} uid
 */
export function receipt({ room, message }, uid) {
  return {
    user_id: uid,
    room_id: room,
    message_id: message,
    seq: SEQ,
    read_at: "2026-01-01T00:00:00Z",
  };
}

/**
 * Return every kind by every way, on one's own document and on another's.
 * @param {Scene} scene
 * @param {Administrator} administrator
 * @returns {Case[]}
 */
export function standardCases(scene, administrator) {
  const { standing, person: actor, other } = scene;
  const found = [];
  for (const kind of KINDS) {
    for (const uid of [actor.uid || "nobody", other]) {
      const path = kind.path(scene, uid);
      for (const way of WAYS) {
        const may = kind.ours.includes(way) || (uid === actor.uid && kind.own.includes(way));
        found.push({
          name: `${standing}: ${way} ${kind.name} of ${uid === other ? "another" : "one's own"}`,
          allowed: MEMBERS.includes(standing) && may,
          prepare: () => prepare(administrator, scene, kind, uid, way),
          attempt: () => attempt(actor.firestore, path, way, kind.fields(scene, uid)),
        });
      }
    }
  }
  return found;
}

/**
 * A document must be absent to be created, and there for everything else. Who a person is, is never touched: the
 * rules would judge somebody else.
 * @param {Administrator} administrator
 * @param {Scene} scene
 * @param {Kind} kind
 * @param {string} uid
 * @param {Way} way
 */
async function prepare(administrator, scene, kind, uid, way) {
  if (kind.name === "people") return;
  const path = kind.path(scene, uid);
  if (way === "create") await administrator.remove(path);
  else {
    const stored = Object.entries(kind.fields(scene, uid)).map(([name, value]) => {
      return [name, name === "at" ? Timestamp.fromMillis(0) : value];
    });
    await administrator.set(path, Object.fromEntries(stored));
  }
  if (kind.name === "receipt") {
    await administrator.set(`chat_rooms_${scene.room}/${scene.message}`, { seq: SEQ });
  }
}

/**
 * @param {Firestore} firestore
 * @param {string} path
 * @param {Way} way
 * @param {Record<string, unknown>} fields
 * @returns {Promise<unknown>}
 */
export function attempt(firestore, path, way, fields) {
  if (way === "get") return getDoc(doc(firestore, path));
  if (way === "delete") return deleteDoc(doc(firestore, path));
  if (way === "create" || way === "update") return setDoc(doc(firestore, path), fields);
  const whole = collection(firestore, path.slice(0, path.lastIndexOf("/")));
  // As the client listens: everything since the revision it knows.
  return getDocs(query(whole, where("revision", ">", 1), orderBy("revision")));
}
