import { http, HttpResponse } from "msw";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { server } from "@/test/server";

import { isMissingPart, reloadedLately, reloadIfReachable } from "./outdated";

const reload = vi.fn();

beforeEach(() => {
  sessionStorage.clear();
  vi.stubGlobal("location", { href: location.href, reload });
});

afterEach(() => {
  vi.unstubAllGlobals();
  reload.mockReset();
});

describe("a page that lacks a part of the client", () => {
  it("is loaded again when the server answers, and remembers that", async () => {
    server.use(http.get("*/healthz", () => HttpResponse.text("ok")));
    await reloadIfReachable();
    expect(reload).toHaveBeenCalledOnce();
    expect(reloadedLately()).toBe(true);
  });

  it("stays where it is without a server", async () => {
    server.use(http.get("*/healthz", () => HttpResponse.error()));
    await reloadIfReachable();
    server.use(http.get("*/healthz", () => HttpResponse.text("away", { status: 503 })));
    await reloadIfReachable();
    expect(reload).not.toHaveBeenCalled();
    expect(reloadedLately()).toBe(false);
  });

  it("is told from other faults by the words of Chromium, Firefox, Safari and Vite", () => {
    const address = "https://chat.example.org/assets/pane.js";
    for (const words of [
      `Failed to fetch dynamically imported module: ${address}`,
      `error loading dynamically imported module: ${address}`,
      "Importing a module script failed.",
      "Unable to preload CSS for /assets/pane.css",
    ]) {
      expect(isMissingPart(new TypeError(words))).toBe(true);
    }
    expect(isMissingPart(new TypeError("x is not a function"))).toBe(false);
    expect(isMissingPart("offline")).toBe(false);
  });
});
