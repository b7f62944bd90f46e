import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { useShortcut } from "./shortcuts";

function Bound({ keys, run }: { keys: string; run: () => void }) {
  useShortcut({ keys, label: keys, group: "Test" }, run);
  return <input aria-label="Field" />;
}

it("answers to its key and prevents the browser's own meaning", () => {
  const run = vi.fn();
  render(<Bound keys="mod+k" run={run} />);
  expect(fireEvent.keyDown(window, { key: "k", ctrlKey: true })).toBe(false);
  expect(fireEvent.keyDown(window, { key: "k" })).toBe(true);
  expect(run).toHaveBeenCalledTimes(1);
});

it("keeps single keys silent while somebody types", () => {
  const run = vi.fn();
  render(<Bound keys="?" run={run} />);
  fireEvent.keyDown(screen.getByLabelText("Field"), { key: "?", shiftKey: true });
  expect(run).not.toHaveBeenCalled();
  fireEvent.keyDown(document.body, { key: "?", shiftKey: true });
  expect(run).toHaveBeenCalledTimes(1);
});

it("gives a key to the latest binding, and back when that one goes", () => {
  const page = vi.fn();
  const dialog = vi.fn();
  render(<Bound keys="escape" run={page} />);
  const { unmount } = render(<Bound keys="escape" run={dialog} />);
  fireEvent.keyDown(window, { key: "Escape" });
  unmount();
  fireEvent.keyDown(window, { key: "Escape" });
  expect([dialog.mock.calls.length, page.mock.calls.length]).toEqual([1, 1]);
});

it("stays out of the way of an input method", () => {
  const run = vi.fn();
  render(<Bound keys="enter" run={run} />);
  fireEvent.keyDown(window, { key: "Enter", isComposing: true });
  expect(run).not.toHaveBeenCalled();
});
