/** The Realtime Database's stand-in, held against Google's own SDK: what the SDK expects of the real one, it does. */

import assert from "node:assert/strict";
import { after, test } from "node:test";

import {
  endBefore,
  equalTo,
  get,
  goOffline,
  goOnline,
  increment,
  limitToLast,
  off,
  onChildAdded,
  onChildRemoved,
  onDisconnect,
  onValue,
  orderByChild,
  orderByKey,
  orderByValue,
  push,
  query,
  ref,
  remove,
  runTransaction,
  serverTimestamp,
  set,
  startAt,
  update,
} from "firebase/database";

import { Person } from "./people.mjs";
import { startPlace } from "./places.mjs";
import { cable } from "./cable.mjs";

const OPEN_TO_SIGNED_IN = {
  rules: { ".read": "auth != null && root.child('shut').val() !== true", ".write": "auth != null" },
};
const place = await startPlace({ database: OPEN_TO_SIGNED_IN });
const line = await cable(place.database);
after(line.close);
const anna = await new Person(place, "anna").signIn();
const ben = await new Person({ ...place, database: line.address }, "ben").signIn();
after(() => Promise.all([anna.close(), ben.close()]));

/** @param {string} path */
const here = (path) => ref(anna.database, path);
/** @param {string} path */
const there = (path) => ref(ben.database, path);

/**
 * Wait until a place holds what we expect, as a listener sees it.
 * @param {import("firebase/database").Query} where
 * @param {(value: any) => boolean} wanted
 * @returns {Promise<any>}
 */
function until(where, wanted) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not within 15 s: ${where}`)), 15_000);
    const stop = onValue(
      where,
      (snapshot) => {
        if (!wanted(snapshot.val())) return;
        clearTimeout(timer);
        setTimeout(() => stop());
        resolve(snapshot.val());
      },
      reject,
    );
  });
}

test("what one person writes, another reads and hears", async () => {
  await set(here("written/plain"), { text: "Grüße 🌻", number: 1.5, yes: true, list: ["a", "b"] });
  const read = (await get(there("written/plain"))).val();
  assert.deepEqual(read, { text: "Grüße 🌻", number: 1.5, yes: true, list: ["a", "b"] });
  const heard = until(there("written/plain/text"), (value) => value === "again");
  await update(here("written"), { "plain/text": "again", "other/deep": 1 });
  assert.equal(await heard, "again");
  assert.equal((await get(there("written/other/deep"))).val(), 1);
});

test("nothing, empty branches and removed ones are the same", async () => {
  await set(here("empty"), { branch: {}, gone: null, list: [] });
  assert.equal((await get(there("empty"))).exists(), false);
  await set(here("empty/a"), { b: { c: 1 } });
  await remove(here("empty/a/b/c"));
  assert.equal((await get(there("empty"))).exists(), false);
});

test("the server fills in its own time, and adds", async () => {
  const before = Date.now();
  await set(here("time"), { at: serverTimestamp(), count: 1 });
  await update(here("time"), { count: increment(2) });
  const { at, count } = (await get(there("time"))).val();
  assert.ok(at >= before && at <= Date.now());
  assert.equal(count, 3);
});

test("children come, and go, one by one", async () => {
  /** @type {string[]} */
  const story = [];
  const done = new Promise((resolve) => {
    onChildAdded(there("children"), (child) => story.push(`+${child.key}`));
    onChildRemoved(there("children"), (child) => resolve(story.push(`-${child.key}`)));
  });
  await set(here("children/a"), 1);
  await set(here("children/b"), 2);
  await remove(here("children/a"));
  await done;
  off(there("children"));
  assert.deepEqual(story, ["+a", "+b", "-a"]);
});

test("queries choose by child, key and value, also when data changes", async () => {
  await set(here("sorted"), { a: { n: 3 }, b: { n: 1 }, c: { n: 2 }, 10: { n: 9 }, 9: { n: 8 } });
  /** @param {import("firebase/database").Query} wanted */
  const keys = async (wanted) => {
    /** @type {(string | null)[]} */
    const found = [];
    (await get(wanted)).forEach((child) => void found.push(child.key));
    return found;
  };
  const all = there("sorted");
  assert.deepEqual(await keys(query(all, orderByKey())), ["9", "10", "a", "b", "c"]);
  assert.deepEqual(await keys(query(all, orderByChild("n"), startAt(2), endBefore(8))), ["c", "a"]);
  assert.deepEqual(await keys(query(all, orderByChild("n"), equalTo(1))), ["b"]);
  assert.deepEqual(await keys(query(all, orderByChild("n"), limitToLast(2))), ["9", "10"]);
  await set(here("values"), { x: 3, y: "text", z: true });
  assert.deepEqual(await keys(query(there("values"), orderByValue())), ["z", "x", "y"]);
  const greatest = query(all, orderByChild("n"), limitToLast(1));
  const heard = until(greatest, (value) => Object.keys(value ?? {})[0] === "a");
  await set(here("sorted/a/n"), 100);
  await heard;
});

test("long values travel in pieces, both ways", async () => {
  const text = "Grüße, ".repeat(40_000);
  await set(here("long/sent"), text);
  assert.equal((await get(there("long/sent"))).val(), text);
  // The SDK itself tears apart what lies on the border of two pieces; so this one is written by REST.
  const flowers = "🌻 ".repeat(40_000);
  await fetch(`http://${place.database}/long/flowers.json?ns=${place.project}-default-rtdb`, {
    method: "PUT",
    headers: { authorization: "Bearer owner" },
    body: JSON.stringify(flowers),
  });
  assert.equal((await get(there("long/flowers"))).val(), flowers);
});

test("two transactions on one place both count", async () => {
  await set(here("counter"), 1);
  /** @param {import("firebase/database").DatabaseReference} where */
  const add = (where) => runTransaction(where, (value) => (value ?? 0) + 1);
  await Promise.all([here, there, here, there].map((whose) => add(whose("counter"))));
  assert.equal((await get(here("counter"))).val(), 5);
});

test("pushed keys sort by time", async () => {
  const first = push(here("pushed"), "first");
  const second = push(here("pushed"), "second");
  await Promise.all([first, second]);
  const pushed = (await get(there("pushed"))).val();
  assert.deepEqual(Object.values(pushed), ["first", "second"]);
});

test("what was asked for on disconnecting happens when the line breaks, once, with the time of then", async () => {
  await set(there("will/a"), "here");
  await onDisconnect(there("will/a")).set({ left: serverTimestamp() });
  await onDisconnect(there("will")).update({ b: "gone", "c/d": "gone too" });
  await set(there("will/kept"), 1);
  await onDisconnect(there("will/kept")).remove();
  await onDisconnect(there("will/kept")).cancel();
  assert.equal((await get(here("will/a"))).val(), "here");
  const broken = Date.now();
  line.cut();
  const left = await until(here("will/a/left"), (value) => value !== null);
  assert.ok(left >= broken && left <= Date.now());
  assert.deepEqual((await get(here("will"))).val(), {
    a: { left },
    b: "gone",
    c: { d: "gone too" },
    kept: 1,
  });
  await set(here("will/b"), "written since");
  line.mend();
  await until(there(".info/connected"), (connected) => connected === true);
  line.cut();
  await until(there(".info/connected"), (connected) => connected === false);
  assert.equal((await get(here("will/b"))).val(), "written since");
  line.mend();
  await until(there(".info/connected"), (connected) => connected === true);
});

test("a line that falls silent without closing counts as broken", async () => {
  await set(there("silent"), "here");
  await onDisconnect(there("silent")).remove();
  const gone = until(here("silent"), (value) => value === null);
  line.pause();
  await gone;
  line.resume();
  await until(there(".info/connected"), (connected) => connected === true);
});

test("going offline and coming back hears what was missed", async () => {
  await set(here("missed"), "before");
  /** @type {unknown[]} */
  const heard = [];
  const done = new Promise((resolve) => {
    onValue(there("missed"), (snapshot) => {
      heard.push(snapshot.val());
      if (snapshot.val() === "while away") resolve(undefined);
    });
  });
  await get(there("missed"));
  goOffline(ben.database);
  await set(here("missed"), "while away");
  goOnline(ben.database);
  await done;
  off(there("missed"));
  assert.deepEqual(heard, ["before", "while away"]);
});

test("who may not is refused, and whoever may no longer hears of it", async () => {
  const stranger = new Person(place);
  await assert.rejects(get(ref(stranger.database, "written")), /denied/i);
  await assert.rejects(set(ref(stranger.database, "written"), 1), /denied/i);
  await assert.rejects(onDisconnect(ref(stranger.database, "written")).remove(), /denied/i);
  await stranger.close();
  const ended = new Promise((resolve) => onValue(there("written"), () => undefined, resolve));
  await get(there("written"));
  await set(here("shut"), true);
  const error = /** @type {Error} */ (await ended);
  assert.match(error.message, /denied/i);
  await set(here("shut"), null);
});
