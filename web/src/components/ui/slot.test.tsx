import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createRef } from "react";
import { expect, it, vi } from "vitest";

import { Slot } from "./slot";

it("gives its props to the element inside, whose own win", () => {
  render(
    <Slot title="outer" aria-label="outer" className="a" style={{ color: "red", width: 1 }}>
      <a href="/x" aria-label="inner" className="b" style={{ width: 2 }}>
        x
      </a>
    </Slot>,
  );
  const link = screen.getByRole("link", { name: "inner" });
  expect(link).toHaveAttribute("title", "outer");
  expect(link).toHaveClass("a", "b");
  expect(link.style.width).toBe("2px");
  expect(link.style.color).toBe("red");
});

it("runs both handlers, that of the element first", async () => {
  const order: string[] = [];
  const note = (name: string) => () => void order.push(name);
  render(
    <Slot onClick={note("outer")} onFocus={note("focus")}>
      <button type="button" onClick={note("inner")}>
        x
      </button>
    </Slot>,
  );
  await userEvent.click(screen.getByRole("button"));
  expect(order).toEqual(["focus", "inner", "outer"]);
});

it("tells both refs, and takes the element back from both", () => {
  const outer = createRef<HTMLElement>();
  const cleanup = vi.fn();
  const inner = vi.fn(() => cleanup);
  const { unmount } = render(
    <Slot ref={outer}>
      <button type="button" ref={inner}>
        x
      </button>
    </Slot>,
  );
  const button = screen.getByRole("button");
  expect(outer.current).toBe(button);
  expect(inner).toHaveBeenCalledExactlyOnceWith(button);
  unmount();
  expect(outer.current).toBeNull();
  expect(cleanup).toHaveBeenCalledOnce();
});
