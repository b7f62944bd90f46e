import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { clearToasts, toast } from "./toast-store";
import { Toaster } from "./toaster";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  act(() => clearToasts());
  vi.useRealTimers();
});

const say = (text: string) => act(() => void toast(text));
const wait = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

it("goes by itself, although the one before was sent away with the pointer on it", () => {
  render(<Toaster />);
  say("first");
  fireEvent.pointerMove(screen.getByText("first"));
  wait(20_000);
  expect(screen.getByText("first")).toBeInTheDocument();
  const dismiss = screen.getByRole("button", { name: "Dismiss" });
  act(() => dismiss.focus());
  fireEvent.click(dismiss);
  expect(screen.queryByText("first")).toBeNull();

  say("second");
  expect(screen.getByText("second")).toBeInTheDocument();
  wait(7_000);
  expect(screen.queryByText("second")).toBeNull();
});
