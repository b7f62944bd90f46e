/** Starts fireemu, which stands in for Firebase Authentication and Cloud Firestore, with the real rules. */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const here = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const BINARY = here("node_modules/@fireemu/linux-x64/bin/fireemu");
const CONFIG = here("fireemu.json");
const PRODUCT = here("../../ops/firebase/firebase.json");
const START_LIMIT = 20_000;
const PORTS = ["--ui-port", "--hub-port", "--logging-port", "--firestore-port", "--http-port"];

/**
 * Ends the daemon when its standard input closes, which the system sees to also when we are killed. Its own output is
 * closed, so that ours ends with the daemon's.
 */
const GUARD = '"$@" < /dev/null & daemon=$!; exec >&- 2>&-; read -r end; kill -9 $daemon';

/**
 * @typedef {object} Fireemu
 * @property {string} auth host and port of Authentication
 * @property {string} firestore host and port of Firestore
 * @property {() => Promise<void>} stop ends the process and waits for it
 */

/**
 * Start the daemon on free ports of its own and prove that it enforces rules.
 * It rejects when the daemon is missing, can't start, or lets a stranger read.
 * @param {string} project an id that begins with demo-
 * @param {string} [product] the firebase.json that names the rules, if not the product's own
 * @returns {Promise<Fireemu>}
 */
export async function startFireemu(project, product = PRODUCT) {
  const child = spawn(
    "sh",
    [
      ...["-c", GUARD, "guard", BINARY, "up"],
      ...["--config", CONFIG, "--firebase-json", product, "--project", project],
      ...["--only", "auth,firestore", ...PORTS.flatMap((name) => [name, "0"])],
    ],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  const gone = new Promise((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.stdin.end();
    await gone;
  };
  try {
    const { auth, firestore } = await untilUp(child);
    await refuseStrangers(firestore, project);
    return { auth, firestore, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {import("node:child_process").ChildProcessWithoutNullStreams} child
 * @returns {Promise<{auth: string, firestore: string}>}
 */
function untilUp(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (/** @type {string} */ why) => reject(new Error(`fireemu ${why}\n${said}`));
    const timer = setTimeout(() => fail("said nothing in time"), START_LIMIT);
    child.once("error", (error) => fail(`can't be started: ${error.message}`));
    child.stdout.once("end", () => fail("ended"));
    const listen = (/** @type {Buffer} */ part) => {
      // Read on after the start too, or a full pipe would stop the daemon.
      if (said.length < 20_000) said += part.toString();
      const firestore = /FIRESTORE_EMULATOR_HOST=(\S+)/.exec(said)?.[1];
      const auth = /FIREBASE_AUTH_EMULATOR_HOST=(\S+)/.exec(said)?.[1];
      if (!auth || !firestore || !/^\s*rules:.*\n/m.test(said)) return;
      clearTimeout(timer);
      if (said.includes("rules: enforced from")) resolve({ auth, firestore });
      else fail("loaded no rules");
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
  });
}

/**
 * The negative control: without rules this daemon allows everything to everyone, and every test would pass.
 * @param {string} firestore
 * @param {string} project
 */
async function refuseStrangers(firestore, project) {
  const path = `http://${firestore}/v1/projects/${project}/databases/(default)/documents/people/nobody`;
  const stranger = await fetch(path);
  const administrator = await fetch(path, { headers: { authorization: "Bearer owner" } });
  if (stranger.status !== 403 || administrator.status !== 404) {
    throw new Error(`Firestore enforces no rules: ${stranger.status}, ${administrator.status}`);
  }
}
