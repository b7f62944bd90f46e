/**
 * Reads texts from standard input, each as JSON in a line of its own, and writes the tree of each:
 * e2e/test_formatting_twins.py compares them with those of the server's parser.
 */
import { createInterface } from "node:readline";

import { runnerImport } from "vite";

const folder = new URL("../src/lib/formatting/", import.meta.url).pathname;
const load = async (name) =>
  (await runnerImport(`${folder}${name}.ts`, { configFile: false, logLevel: "error" })).module;
const { parse } = await load("parse");
const { plainTree } = await load("plain-text");

for await (const line of createInterface({ input: process.stdin })) {
  const tree = parse(JSON.parse(line));
  process.stdout.write(
    `${JSON.stringify({ tree, plain: plainTree(tree), notice: plainTree(tree, { spoilers: false }) })}\n`,
  );
}
