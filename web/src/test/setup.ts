import "@testing-library/jest-dom/vitest";

import { cleanup, configure, getConfig } from "@testing-library/react";
import { afterAll, afterEach, beforeAll } from "vitest";

import { server } from "./server";

/** Of Node, on which React's own turns stand here. */
declare const setImmediate: (run: (value: unknown) => void) => void;

const before = getConfig();
// The real ones, also where a test has a clock of its own.
const turn = setImmediate;
const later = setTimeout;

configure({
  // Parts of the page load when they are first wanted: on a busy machine that has taken more than five seconds.
  asyncUtilTimeout: 30_000,
  // React runs the effects of what it has drawn some turns later. Whoever was waited for has them, too: the focus
  // is where it belongs, and keys are heard.
  asyncWrapper: async (wait) => {
    const found: unknown = await before.asyncWrapper(wait);
    for (let turns = 0; turns < 10; turns += 1) await new Promise((done) => turn(done));
    return found;
  },
});

// jsdom has no layout; these answers are those of a wide window in light mode.
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), {
    matches: false,
    media: query,
    onchange: null,
    addListener: () => undefined,
    removeListener: () => undefined,
  });
const nothing = () => undefined;
window.ResizeObserver = class {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
};
Element.prototype.scrollIntoView = () => undefined;
Element.prototype.hasPointerCapture = () => false;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(async () => {
  cleanup();
  // A dialog gives the focus back a moment after it went, and must not take it from what the next test opens.
  await new Promise((done) => later(done));
  server.resetHandlers();
  localStorage.clear();
});
afterAll(() => server.close());
