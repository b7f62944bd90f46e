/** The very second that counts: a sign-in is worthless before it, in both databases, and for every kind of token. */

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, test } from "node:test";

import { get, ref } from "firebase/database";
import { collection, getDocs } from "firebase/firestore/lite";

import { BadToken, identify } from "../database/identity.mjs";
import { Administrator } from "./administrator.mjs";
import { Person } from "./people.mjs";
import { startPlace } from "./places.mjs";

const place = await startPlace();
const administrator = new Administrator(place);
const room = randomUUID();
const anna = await new Person(place, randomUUID()).signIn();
after(() => anna.close());
await administrator.set(`rooms/${room}/members/${anna.uid}`, { user_id: anna.uid, role: "member" });
const { claims } = await /** @type {import("firebase/auth").User} */ (
  anna.auth.currentUser
).getIdTokenResult();
const signedInAt = Number(claims.auth_time);

/** @param {number} validSince */
async function standAs(validSince) {
  const about = { active: true, valid_since: validSince };
  await administrator.set(`people/${anna.uid}`, about);
  await fetch(`http://${place.database}/people/${anna.uid}.json?ns=${place.project}-default-rtdb`, {
    method: "PUT",
    headers: { authorization: "Bearer owner" },
    body: JSON.stringify(about),
  });
}

const ways = /** @type {const} */ ([
  ["Firestore", () => getDocs(collection(anna.firestore, `chat_rooms_${room}`))],
  ["the Realtime Database", () => get(ref(anna.database, "status"))],
]);
for (const [where, ask] of ways) {
  test(`${where} accepts a sign-in of the second in which the others ended, and none before it`, async () => {
    await standAs(signedInAt);
    await ask();
    await standAs(signedInAt + 1);
    await assert.rejects(ask(), /permission.denied/i);
    await standAs(signedInAt);
    await ask();
  });
}

test("a token is refused when it has expired, is another project's, or says it is signed", () => {
  const second = Math.floor(Date.now() / 1000);
  const good = { aud: "demo-a", iss: "https://securetoken.google.com/demo-a", sub: "anna" };
  /** @param {object} head @param {object} body */
  const token = (head, body) => {
    const parts = [head, body].map((part) =>
      Buffer.from(JSON.stringify(part)).toString("base64url"),
    );
    return `${parts.join(".")}.`;
  };
  const identity = identify(token({ alg: "none" }, { ...good, exp: second + 60 }), "demo-a");
  assert.equal(identity === "administrator" ? "" : identity.uid, "anna");
  const bad = [
    [token({ alg: "none" }, { ...good, exp: second }), "expired_token"],
    [token({ alg: "none" }, { ...good, exp: second + 60, aud: "demo-b" }), "invalid_token"],
    [token({ alg: "none" }, { ...good, exp: second + 60, iss: "demo-a" }), "invalid_token"],
    [token({ alg: "RS256" }, { ...good, exp: second + 60 }), "invalid_token"],
    ["", "invalid_token"],
  ];
  for (const [text, status] of bad) {
    assert.throws(
      () => identify(text ?? "", "demo-a"),
      (error) => error instanceof BadToken && error.status === status,
    );
  }
});
