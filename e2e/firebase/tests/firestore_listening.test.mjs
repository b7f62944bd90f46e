/** What becomes of a listener: it hears what the server writes, until its person may no longer hear. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";

import { collection, onSnapshot, orderBy, query, where } from "firebase/firestore";

import { Administrator } from "./administrator.mjs";
import { Person } from "./people.mjs";
import { startPlace } from "./places.mjs";

const place = await startPlace();
const administrator = new Administrator(place);

/**
 * Let a member of a room listen to its messages, as the client does.
 * @param {string} room
 */
async function listen(room) {
  const person = await new Person(place, randomUUID()).signIn();
  after(() => person.close());
  await administrator.set(`people/${person.uid}`, { active: true, valid_since: 0 });
  const membership = `rooms/${room}/members/${person.uid}`;
  await administrator.set(membership, { user_id: person.uid, role: "member" });
  /** @type {string[]} */
  const heard = [];
  /** @type {(code: string) => void} */
  let end = () => undefined;
  const ended = new Promise((resolve) => (end = resolve));
  const messages = collection(person.listener(), `chat_rooms_${room}`);
  onSnapshot(
    query(messages, where("revision", ">", 1), orderBy("revision")),
    (snapshot) => snapshot.docChanges().forEach((change) => heard.push(change.doc.id)),
    (error) => end(error.code),
  );
  return { person, membership, heard, ended };
}

/**
 * @param {() => boolean} happened
 * @param {string} what
 */
async function until(happened, what) {
  const deadline = Date.now() + 15_000;
  while (!happened()) {
    assert.ok(Date.now() < deadline, `not within 15 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a listener hears what is new, by its revision and in order", async () => {
  const room = randomUUID();
  await administrator.set(`chat_rooms_${room}/old`, { seq: 1, revision: 1 });
  await administrator.set(`chat_rooms_${room}/new`, { seq: 2, revision: 3 });
  const { heard } = await listen(room);
  await until(() => heard.length === 1, "the first snapshot");
  await administrator.set(`chat_rooms_${room}/newer`, { seq: 4, revision: 4 });
  await administrator.set(`chat_rooms_${room}/old`, { seq: 1, revision: 5 });
  await until(() => heard.length === 3, "two changes");
  assert.deepEqual(heard, ["new", "newer", "old"]);
});

for (const [
  name,
  endIt,
] of /** @type {[string, (who: Awaited<ReturnType<typeof listen>>) => Promise<void>][]} */ ([
  ["was removed from the room", ({ membership }) => administrator.remove(membership)],
  [
    "was shut out",
    ({ person }) => administrator.set(`people/${person.uid}`, { active: false, valid_since: 0 }),
  ],
  [
    "signed out everywhere",
    ({ person }) => administrator.set(`people/${person.uid}`, { active: true, valid_since: 4e9 }),
  ],
])) {
  test(`whoever ${name} hears nothing of what is written then`, async () => {
    const room = randomUUID();
    await administrator.set(`chat_rooms_${room}/before`, { seq: 2, revision: 2 });
    const listener = await listen(room);
    await until(() => listener.heard.length === 1, "the first snapshot");
    await endIt(listener);
    await administrator.set(`chat_rooms_${room}/after`, { seq: 3, revision: 3 });
    assert.equal(await listener.ended, "permission-denied");
    assert.deepEqual(listener.heard, ["before"]);
  });
}
