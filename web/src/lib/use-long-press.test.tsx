import { act, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { useLongPress } from "./use-long-press";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function Held({ onDelete }: { onDelete: () => void }) {
  const [open, setOpen] = useState(false);
  const hold = useLongPress(() => setOpen(true));
  return (
    <>
      <p {...hold}>a message</p>
      {open ? (
        <button type="button" onClick={onDelete}>
          Delete
        </button>
      ) : null}
    </>
  );
}

const touch = { pointerType: "touch", clientX: 5, clientY: 5 };

function holdMessage() {
  fireEvent.pointerDown(screen.getByText("a message"), touch);
  act(() => void vi.advanceTimersByTime(500));
}

it("doesn't press what opened under the finger when that finger leaves", () => {
  const onDelete = vi.fn();
  render(<Held onDelete={onDelete} />);
  holdMessage();
  fireEvent.pointerUp(screen.getByText("a message"), touch);
  fireEvent.click(screen.getByRole("button"));
  expect(onDelete).not.toHaveBeenCalled();

  fireEvent.pointerDown(screen.getByRole("button"), touch);
  fireEvent.click(screen.getByRole("button"));
  expect(onDelete).toHaveBeenCalledTimes(1);
});

it("takes the first tap when the finger's leaving was no click", () => {
  const onDelete = vi.fn();
  render(<Held onDelete={onDelete} />);
  holdMessage();
  fireEvent.pointerUp(screen.getByText("a message"), touch);
  fireEvent.pointerDown(screen.getByRole("button"), touch);
  fireEvent.click(screen.getByRole("button"));
  expect(onDelete).toHaveBeenCalledTimes(1);
});

it("is over when the finger scrolls away", () => {
  render(<Held onDelete={vi.fn()} />);
  fireEvent.pointerDown(screen.getByText("a message"), touch);
  fireEvent.pointerCancel(screen.getByText("a message"), touch);
  act(() => void vi.advanceTimersByTime(500));
  expect(screen.queryByRole("button")).toBeNull();
});
