import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { keymap, overlayLines, useKey, type KeyName } from "./keymap";
import { useBoundShortcuts } from "./shortcuts";

function Answers({ name, run }: { name: KeyName; run: () => void }) {
  useKey(name, run);
  const live = overlayLines(useBoundShortcuts()).filter((line) => line.live);
  return <output>{live.map((line) => line.label).join("; ")}</output>;
}

it("gives each key of a group one meaning", () => {
  const all = Object.values(keymap).flatMap(({ keys, group }) =>
    keys.split(" ").map((one) => `${group} ${one}`),
  );
  expect(new Set(all).size).toBe(all.length);
});

it("answers to each of several keys of one line", () => {
  const run = vi.fn();
  render(<Answers name="overlay" run={run} />);
  fireEvent.keyDown(document.body, { key: "?", shiftKey: true });
  fireEvent.keyDown(document.body, { key: "/", ctrlKey: true });
  fireEvent.keyDown(document.body, { key: "/" });
  expect(run).toHaveBeenCalledTimes(2);
});

it("knows Esc from Shift+Esc", () => {
  const run = vi.fn();
  render(<Answers name="markAllRead" run={run} />);
  fireEvent.keyDown(document.body, { key: "Escape" });
  expect(run).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "Escape", shiftKey: true });
  expect(run).toHaveBeenCalledTimes(1);
});

it("lists the whole table, and says which lines work now", () => {
  render(<Answers name="switcher" run={() => undefined} />);
  const said = screen.getByRole("status").textContent;
  expect(said).toContain("Go to a chat, a person, a command");
  expect(said).toContain("Send");
  expect(said).not.toContain("Next chat");
  expect(overlayLines([]).map((line) => line.label)).toContain("Next chat");
});
