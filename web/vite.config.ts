import { fileURLToPath } from "node:url";

import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { firstLoadChunks } from "./scripts/chunks.ts";
import { emojiData } from "./scripts/emoji-data.ts";
import { phrases } from "./scripts/phrases.ts";
import { pageNonce, readPlaces, secondOrigin } from "./scripts/second-origin.ts";

const source = fileURLToPath(new URL("./src/", import.meta.url));
const server = process.env.FLOWCHAT_DEV_SERVER ?? "http://127.0.0.1:8000";
const places = readPlaces(process.env);
const nonce = pageNonce(places);

export default defineConfig({
  plugins: [react(), tailwindcss(), emojiData(), phrases(), secondOrigin(places, nonce)],
  define: {
    __SERVER_ORIGIN__: JSON.stringify(places.server),
    __SOCKET_ORIGIN__: JSON.stringify(places.socket),
  },
  resolve: { alias: { "@": source.slice(0, -1) } },
  // The server replaces the placeholder with a fresh nonce in each answer; Vite puts it on every
  // tag it makes and into <meta property="csp-nonce">, where lib/csp-nonce.ts finds it.
  html: { cspNonce: nonce },
  build: {
    // The CSP allows no data: fonts or scripts, so nothing is inlined.
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: {
      polyfill: false,
      // The page itself names these: no part has to fetch them beforehand.
      resolveDependencies: (_, files) => files.filter((file) => !file.startsWith("assets/index-")),
    },
    rolldownOptions: { output: { codeSplitting: firstLoadChunks(source) } },
    target: "baseline-widely-available",
  },
  server: {
    // Objects, because Vite rewrites the Host header for plain strings: the server compares it with Origin
    // before it takes the refresh cookie, and puts it into invite links.
    proxy: {
      "/api": { target: server },
      "/admin": { target: server },
      "/static": { target: server },
      "/ws": { target: server, ws: true },
    },
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/test/setup.ts"],
    restoreMocks: true,
    // Tests wait for what happens, not for a time: these limits only end one that hangs. On a busy machine the
    // first load of a large part of the page alone has taken more than five seconds.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    // All cores: vitest would leave one to a person who types beside it, which is half of a build machine.
    maxWorkers: "100%",
    // Its browser build, which sends by XMLHttpRequest as the page does; vitest would take the one for Node.
    server: { deps: { inline: ["tus-js-client"] } },
    alias: { "tus-js-client": "tus-js-client/lib.esm/browser/index.js" },
  },
});
