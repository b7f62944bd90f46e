/**
 * What a browser must load before each screen works, gzipped, from the manifest of the last build.
 * Fails when a first load passes the budget.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** Google's SDK is for Firebase mode alone: its own chunk, and nothing of it anywhere else. */
const firebase = "src/realtime/firebase/make-firebase-transport.ts";

/**
 * What each screen needs before somebody can use it, and how many KB of script that may be. The chat's is
 * all that a signed-in person waits for before a room stands there with its messages and can be written
 * to; e2e/test_first_load.py sees to it that nothing else is asked for by then.
 */
const screens = {
  "sign in": { budget: 102, chunks: ["src/features/auth/sign-in-screen.tsx"] },
  chat: { budget: 170, chunks: ["chat"] },
  // Opened directly: whoever comes from the chat has nearly all of it.
  preferences: {
    budget: 228,
    chunks: [
      "chat",
      "src/features/settings/settings-frame.tsx",
      "src/features/settings/profile-page.tsx",
    ],
  },
};

/** A chunk by its source, or by its name if it is made of many (scripts/chunks.ts). */
function keyOf(chunk) {
  const key = Object.keys(manifest).find(
    (one) => one === chunk || (one.startsWith("_") && manifest[one].name === chunk),
  );
  if (!key) throw new Error(`No such chunk: ${chunk}`);
  return key;
}

const gzipped = (file) => gzipSync(readFileSync(new URL(file, dist))).length;

/** The files of a chunk and of everything it imports statically. */
function collect(key, into) {
  const chunk = manifest[key];
  if (!chunk || into.has(chunk.file)) return into;
  into.add(chunk.file);
  for (const sheet of chunk.css ?? []) into.add(sheet);
  for (const next of chunk.imports ?? []) collect(next, into);
  return into;
}

const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1).padStart(7)} KB`;
const over = [];
for (const [name, { budget, chunks }] of Object.entries(screens)) {
  const files = new Set();
  for (const chunk of ["index.html", ...chunks]) collect(keyOf(chunk), files);
  const sum = (kind) =>
    [...files]
      .filter((file) => file.endsWith(kind))
      .reduce((total, file) => total + gzipped(file), 0);
  const script = sum(".js");
  if (script > budget * 1024) over.push(`${name}: more than ${budget} KB of script`);
  console.log(`${name.padEnd(12)} script ${kilobytes(script)}   style ${kilobytes(sum(".css"))}`);
}
for (const [key, chunk] of Object.entries(manifest)) {
  if (key === firebase || !chunk.file.endsWith(".js")) continue;
  if ((chunk.imports ?? []).includes(firebase)) over.push(`${key}: loads Google's SDK with it`);
  const text = readFileSync(new URL(chunk.file, dist), "utf8");
  if (/firestore|firebaseio/i.test(text)) over.push(`${key}: has parts of Google's SDK`);
}
const lazily = manifest[firebase];
if (!lazily?.isDynamicEntry) over.push("Google's SDK has no chunk of its own");
else console.log(`firebase     script ${kilobytes(gzipped(lazily.file))}   when it is on`);
if (over.length > 0) {
  console.error(over.join("\n"));
  process.exit(1);
}
