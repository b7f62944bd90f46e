/**
 * Starts the stand-ins for one test process: `node start.mjs demo-project`.
 * Prints one line of JSON with their addresses, and ends with whoever holds the other end of its standard input: a
 * pipe is closed by the system also for a process that was killed.
 */

import { startDatabase } from "./database/server.mjs";
import { startFireemu } from "./fireemu.mjs";

const project = process.argv[2] ?? "demo-flowchat";
const fireemu = await startFireemu(project);
try {
  const database = await startDatabase(project);
  const { auth, firestore } = fireemu;
  process.stdout.write(`${JSON.stringify({ auth, firestore, database: database.address })}\n`);
  await new Promise((resolve) => process.stdin.resume().once("close", resolve));
} finally {
  await fireemu.stop();
}
process.exit(0);
