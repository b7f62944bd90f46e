import { afterEach, expect, it, vi } from "vitest";

import { showOnTab, tabIconUrl } from "./tab-icon";

const drawn = (calls: number, some: boolean) => decodeURIComponent(tabIconUrl({ calls, some }));

afterEach(() => {
  Reflect.deleteProperty(navigator, "setAppBadge");
  Reflect.deleteProperty(navigator, "clearAppBadge");
});

it("is plain when nothing waits, a dot for what goes on, a number for what calls me", () => {
  expect(drawn(0, false)).toBe("/favicon.svg");
  expect(drawn(0, true)).toContain("<circle");
  expect(drawn(0, true)).not.toContain("<text");
  expect(drawn(3, true)).toContain(">3</text>");
  expect(drawn(250, false)).toContain(">9+</text>");
});

it("draws a picture that is well-formed", () => {
  for (const news of [
    { calls: 0, some: true },
    { calls: 12, some: false },
  ]) {
    const svg = decodeURIComponent(tabIconUrl(news)).replace("data:image/svg+xml,", "");
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml");
    expect(parsed.querySelector("parsererror")).toBeNull();
  }
});

it("changes the icon of the tab and the badge of the app", () => {
  const link = Object.assign(document.createElement("link"), { rel: "icon", href: "/favicon.svg" });
  document.head.replaceChildren(link);
  const set = vi.fn(() => Promise.resolve());
  const clear = vi.fn(() => Promise.reject(new Error("not installed")));
  Object.assign(navigator, { setAppBadge: set, clearAppBadge: clear });
  const icon = () => document.querySelector("link")?.getAttribute("href");
  showOnTab({ calls: 2, some: true });
  expect(icon()).toContain("data:image/svg+xml");
  showOnTab({ calls: 0, some: true });
  showOnTab({ calls: 0, some: false });
  expect(icon()).toBe("/favicon.svg");
  expect(set.mock.calls).toEqual([[2], []]);
  expect(clear).toHaveBeenCalledTimes(1);
});
