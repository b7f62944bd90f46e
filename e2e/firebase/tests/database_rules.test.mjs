/** Who may do what in the Realtime Database, and that this suite would notice if a rule were opened. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";

import { startDatabase } from "../database/server.mjs";
import { setStage, surprises } from "./database_cases.mjs";
import { startPlace } from "./places.mjs";

const RULES = readFileSync(
  new URL("../../../ops/firebase/database.rules.json", import.meta.url),
  "utf8",
);
const place = await startPlace();

test("everybody may do what they may, and nothing else", async () => {
  const { cases, close } = await setStage(place);
  after(close);
  assert.ok(cases.length > 300, "fewer cases than there are");
  assert.deepEqual(await surprises(cases), []);
});

for (const [name, rules] of mutations()) {
  test(`it would be noticed: ${name}`, async () => {
    const database = await startDatabase(place.project, JSON.parse(rules));
    const { cases, close } = await setStage({ ...place, database: database.address });
    const [surprise] = await surprises(cases, 1);
    await close();
    await database.stop();
    // Rules that are broken, not open, would refuse what they should allow.
    assert.match(surprise ?? "nothing", /: allowed$/);
  });
}

test("a database open to strangers does not start", async () => {
  const open = { rules: { ".read": true, ".write": true } };
  await assert.rejects(startDatabase(place.project, open), /no rules/);
});

/**
 * The rules with one condition replaced by true, or a door beside them. `auth != null` changes nothing alone, as what
 * follows fails without a person; it stands there for readers.
 * @returns {[string, string][]}
 */
function mutations() {
  /** @type {[string, string][]} */
  const found = [];
  RULES.split("\n").forEach((line, number, lines) => {
    const [, head, text, end] =
      /^(\s*"\.(?:read|write|validate)": )"?(.*?)"?(,?)$/.exec(line) ?? [];
    const replaced = (/** @type {string} */ changed) => {
      return lines.toSpliced(number, 1, `${head}"${changed}"${end}`).join("\n");
    };
    for (const part of (text ?? "")
      .split(/ && | \|\| |\(!newData/)
      .map((piece) => piece.replace(/\)+$/, ""))) {
      if (!text || !part || part.startsWith("auth != null") || part.startsWith(".exists")) continue;
      const condition = balanced(part);
      found.push([
        `line ${number + 1} without ${condition}`,
        replaced(text.replace(condition, "true")),
      ]);
    }
  });
  for (const door of ["status", "people", "$anything"]) {
    for (const verb of [".read", ".write"]) {
      const rules = JSON.parse(RULES);
      rules.rules[door] = { ...rules.rules[door], [verb]: "auth != null" };
      found.push([`${verb} of ${door} for everybody signed in`, JSON.stringify(rules)]);
    }
  }
  return found;
}

/**
 * Give a piece of a condition the parentheses back that it opens, and take away those it does not close.
 * @param {string} text
 */
function balanced(text) {
  const stripped = text.replace(/^\(+/, "");
  const missing = stripped.split("(").length - stripped.split(")").length;
  return stripped + ")".repeat(Math.max(0, missing));
}
