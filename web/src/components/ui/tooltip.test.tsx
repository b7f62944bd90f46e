import { act, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, onTestFinished, vi } from "vitest";

import { Tooltip } from "./tooltip";
import { placeBeside } from "./use-placement";

function Two() {
  return (
    <>
      <Tooltip label="Cut it out">
        <button type="button">Cut</button>
      </Tooltip>
      <Tooltip label="Put it back">
        <button type="button">Paste</button>
      </Tooltip>
    </>
  );
}

it("comes to a mouse that rests, describes its control, and goes with the mouse", () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  render(<Two />);
  const cut = screen.getByRole("button", { name: "Cut" });
  fireEvent.pointerEnter(cut, { pointerType: "mouse" });
  act(() => void vi.advanceTimersByTime(450));
  expect(screen.queryByRole("tooltip")).toBeNull();
  act(() => void vi.advanceTimersByTime(100));
  expect(screen.getByRole("tooltip")).toHaveTextContent("Cut it out");
  expect(cut).toHaveAccessibleDescription("Cut it out");
  fireEvent.pointerLeave(cut, { pointerType: "mouse" });
  act(() => void vi.advanceTimersByTime(200));
  expect(screen.queryByRole("tooltip")).toBeNull();
  expect(cut).not.toHaveAccessibleDescription();
});

it("stays while the mouse is on the words themselves", async () => {
  const user = userEvent.setup();
  render(<Two />);
  await user.hover(screen.getByRole("button", { name: "Cut" }));
  await user.hover(await screen.findByRole("tooltip"));
  await new Promise((done) => setTimeout(done, 250));
  expect(screen.getByRole("tooltip")).toHaveTextContent("Cut it out");
});

it("is one at a time, and Escape puts it away without moving the focus", async () => {
  const user = userEvent.setup();
  render(<Two />);
  await user.tab();
  expect(await screen.findByRole("tooltip")).toHaveTextContent("Cut it out");
  await user.tab();
  await expect.poll(() => screen.getByRole("tooltip").textContent).toBe("Put it back");
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("tooltip")).toBeNull();
  expect(screen.getByRole("button", { name: "Paste" })).toHaveFocus();
});

it("is gone once the control does its work", async () => {
  const user = userEvent.setup();
  render(<Two />);
  const cut = screen.getByRole("button", { name: "Cut" });
  await user.hover(cut);
  await screen.findByRole("tooltip");
  await user.click(cut);
  expect(screen.queryByRole("tooltip")).toBeNull();
});

it("never leaves the window: it changes sides, and slides along its control", () => {
  const window = { width: 400, height: 300 };
  const bubble = { width: 100, height: 20 };
  const at = (left: number, top: number) => ({
    left,
    top,
    right: left + 30,
    bottom: top + 30,
    width: 30,
    height: 30,
  });
  expect(placeBeside(at(200, 100), bubble, { side: "bottom", window })).toEqual({
    left: 165,
    top: 136,
  });
  expect(placeBeside(at(200, 265), bubble, { side: "bottom", window }).top).toBe(239);
  expect(placeBeside(at(200, 4), bubble, { side: "top", window }).top).toBe(40);
  expect(placeBeside(at(2, 100), bubble, { side: "bottom", window }).left).toBe(8);
  expect(placeBeside(at(368, 100), bubble, { side: "bottom", window }).left).toBe(292);
  expect(placeBeside(at(368, 100), bubble, { side: "right", window }).left).toBe(262);
});
