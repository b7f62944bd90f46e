import { expect, it, vi } from "vitest";

import { browserHistory } from "./history";

const place = (pathname: string, key: string) => ({
  pathname,
  search: "?q=tea",
  hash: "#end",
  state: { from: "/" },
  key,
});

it("writes the address with what belongs to it, and tells of the browser's buttons", async () => {
  const history = browserHistory();
  expect(history.location).toMatchObject({ pathname: "/", state: null, key: "default" });
  history.push(place("/a", "one"));
  history.push(place("/b", "two"));
  expect(history.location).toEqual(place("/b", "two"));
  await new Promise<void>((moved) => {
    const stop = history.listen(() => {
      stop();
      moved();
    });
    window.history.back();
  });
  expect(history.location).toEqual(place("/a", "one"));
  history.replace(place("/c", "three"));
  expect(history.location).toEqual(place("/c", "three"));
});

it("opens the page when the browser refuses another entry", () => {
  vi.spyOn(window.history, "pushState").mockImplementation(() => {
    throw new DOMException("too many", "SecurityError");
  });
  const assign = vi.fn();
  vi.stubGlobal("location", { assign });
  browserHistory().push(place("/a", "one"));
  vi.unstubAllGlobals();
  expect(assign).toHaveBeenCalledExactlyOnceWith("/a?q=tea#end");
});
