/** Who may do what in Firestore, and that this suite would notice if a rule were opened. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { Administrator } from "./administrator.mjs";
import { setStage, surprises } from "./firestore_stage.mjs";
import { startPlace } from "./places.mjs";

const RULES = readFileSync(
  new URL("../../../ops/firebase/firestore.rules", import.meta.url),
  "utf8",
);
const place = await startPlace();
const administrator = new Administrator(place);
const { cases, reset, close } = await setStage(place, administrator);
after(close);

test("everybody may do what they may, and nothing else", async () => {
  await reset();
  assert.ok(cases.flat().length > 1000, "fewer cases than there are");
  assert.deepEqual(await surprises(cases), []);
});

for (const [name, rules] of mutations()) {
  test(`it would be noticed: ${name}`, async () => {
    await administrator.load(rules);
    await reset();
    const [surprise] = await surprises(cases, 1);
    // Rules that are broken, not open, would refuse what they should allow.
    assert.match(surprise ?? "nothing", /: allowed$/);
  });
}

test("after all that the real rules still hold", async () => {
  await administrator.load(RULES);
  await reset();
  assert.deepEqual(await surprises(cases), []);
});

/**
 * The rules with one of them opened: each condition in turn replaced by true, each kind of access by all kinds,
 * and doors beside them. Refusing `request.auth != null` first changes nothing, as everything after it fails without
 * a person; it stands there for readers.
 * @returns {[string, string][]}
 */
function mutations() {
  /** @type {[string, string][]} */
  const found = [];
  const lines = RULES.split("\n");
  lines.forEach((line, number) => {
    const at = `line ${number + 1}`;
    const replaced = (/** @type {string} */ text) => lines.toSpliced(number, 1, text).join("\n");
    const condition = /^(\s*(?:&&|return|allow [^:]*: if)) (.*?)(;?)$/.exec(line);
    const [, head, what, end] = condition ?? [];
    if (head && what && !/^(?:request\.auth != null|get\()/.test(what)) {
      found.push([`${at} without ${what}`, replaced(`${head} true${end}`)]);
    }
    const verbs = /allow ([^:]*):/.exec(line)?.[1];
    // Where the shape of what is written is asked for, there is none to be read or deleted.
    if (verbs && verbs !== "create, update")
      found.push([`${at} for all, not ${verbs}`, replaced(line.replace(verbs, "read, write"))]);
    if (/match \/databases/.test(line)) {
      for (const door of [
        "{name}/{document}",
        "{path=**}",
        "people/{one}",
        "rooms/{room}/members/{one}",
      ]) {
        for (const verb of ["get", "list", "create", "update", "delete"]) {
          const opened = `match /${door} { allow ${verb}: if true; }`;
          found.push([opened, replaced(`${line}\n${opened}`)]);
        }
      }
    }
  });
  return found;
}
