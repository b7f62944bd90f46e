import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useSyncExternalStore } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";

import type { EmojiState } from "@/lib/emoji/load";

import { EmojiPanel } from "./emoji-panel";

/** The real set, but it arrives when a test says so. */
const network = vi.hoisted(() => {
  const readers = new Set<() => void>();
  const held = {
    state: "loading" as unknown,
    set(next: unknown) {
      held.state = next;
      for (const read of readers) read();
    },
    subscribe: (read: () => void) => {
      readers.add(read);
      return () => readers.delete(read);
    },
  };
  return held;
});

vi.mock("@/lib/emoji/load", async (original) => ({
  ...(await original<typeof import("@/lib/emoji/load")>()),
  useEmojiSet: () => ({
    set: useSyncExternalStore(network.subscribe, () => network.state) as EmojiState,
    retry: () => network.set("loading"),
  }),
}));

beforeEach(() => {
  // jsdom lays nothing out and draws nothing: a window with a height, and no emoji found missing.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(340);
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(null);
  network.set("loading");
});

async function arrive() {
  const { loadEmoji } = await import("@/lib/emoji/load");
  const set = await loadEmoji();
  act(() => network.set(set));
}

function openPanel() {
  const onPick = vi.fn<(value: string) => void>();
  render(<EmojiPanel onPick={onPick} />);
  return { onPick, user: userEvent.setup() };
}

describe("Enter before the emoji are here", () => {
  it("takes the first that the word finds, once, when they come", async () => {
    const { onPick, user } = openPanel();
    await user.keyboard("tada{Enter}{Enter}");
    expect(onPick).not.toHaveBeenCalled();
    await arrive();
    expect(onPick).toHaveBeenCalledExactlyOnceWith("🎉");
  });

  it.each([
    ["another word", "tad{Enter}a"],
    ["the same word again", "tada{Enter}s{Backspace}"],
    ["no word at all", "{Enter}"],
  ])("takes nothing when the field has %s by then", async (_, keys) => {
    const { onPick, user } = openPanel();
    await user.keyboard(keys);
    await arrive();
    expect(screen.getAllByRole("gridcell").length).toBeGreaterThan(0);
    expect(onPick).not.toHaveBeenCalled();
  });

  it("is forgotten when they could not be fetched", async () => {
    const { onPick, user } = openPanel();
    await user.keyboard("tada{Enter}");
    act(() => network.set("failed"));
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await arrive();
    expect(onPick).not.toHaveBeenCalled();
    await user.type(screen.getByRole("combobox"), "{Enter}");
    expect(onPick).toHaveBeenCalledExactlyOnceWith("🎉");
  });
});
