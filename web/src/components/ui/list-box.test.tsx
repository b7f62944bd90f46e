import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { ListBox } from "./list-box";

const picked = vi.fn();

function List({ items }: { items: string[] }) {
  return (
    <ListBox
      label="Fruit"
      items={items}
      itemKey={(item) => item}
      renderItem={(item) => item}
      query=""
      onQueryChange={() => undefined}
      onPick={picked}
    />
  );
}

const option = (name: string) => screen.getByRole("option", { name });

/** Rows of 40 px, as a browser would lay them out. */
function layOut(): void {
  vi.spyOn(Element.prototype, "getBoundingClientRect").mockImplementation(function (this: Element) {
    const index = Number((this as HTMLElement).dataset.index ?? 0);
    const [top, bottom] = [index * 40, index * 40 + 40];
    return { left: 0, right: 200, top, bottom } as DOMRect;
  });
}

function draw(...items: string[]) {
  layOut();
  picked.mockReset();
  return render(<List items={items} />);
}

const at = (row: number) => ({ clientX: 50, clientY: row * 40 + 20, button: 0 });

it("picks what was pressed, though the list is another one by the click", () => {
  const { rerender } = draw("apple", "banana", "cherry");
  fireEvent.pointerDown(option("cherry"), at(2));
  rerender(<List items={["cherry"]} />);
  // So long it stays as it was: the row is still under the pointer, and its click still comes.
  fireEvent.pointerUp(option("cherry"), at(2));
  expect(screen.getAllByRole("option")).toHaveLength(3);
  fireEvent.click(option("cherry"), at(2));
  expect(picked.mock.calls).toEqual([["cherry"]]);
  expect(screen.getAllByRole("option")).toHaveLength(1);
});

it("picks what was pressed when the row went away under the pointer", () => {
  draw("apple", "banana", "cherry");
  fireEvent.pointerDown(option("banana"), at(1));
  // Something above grew: pressed on one row and left on another, the click is the list's.
  fireEvent.pointerUp(option("apple"), at(1));
  fireEvent.click(screen.getByRole("listbox"), at(1));
  expect(picked.mock.calls).toEqual([["banana"]]);
});

it("picks nothing for who slides off the row or scrolls the list", () => {
  const { rerender } = draw("apple", "banana", "cherry");
  fireEvent.pointerDown(option("apple"), at(0));
  fireEvent.pointerUp(option("cherry"), at(2));
  fireEvent.click(screen.getByRole("listbox"), at(2));
  fireEvent.pointerDown(option("apple"), at(0));
  fireEvent.pointerCancel(option("apple"), at(0));
  expect(picked).not.toHaveBeenCalled();
  // A finger that scrolls holds nothing up.
  rerender(<List items={["banana"]} />);
  expect(screen.getAllByRole("option")).toHaveLength(1);
});

it("lets the list go on when no click follows a press", async () => {
  const { rerender } = draw("apple", "banana");
  fireEvent.pointerDown(option("apple"), at(0));
  fireEvent.pointerUp(document.body, at(9));
  rerender(<List items={["cherry"]} />);
  expect(await screen.findByRole("option", { name: "cherry" })).toBeInTheDocument();
  expect(picked).not.toHaveBeenCalled();
});

it("takes the click of a screen reader, which presses nothing before", () => {
  draw("apple", "banana");
  fireEvent.click(option("banana"), { clientX: 0, clientY: 0 });
  expect(picked.mock.calls).toEqual([["banana"]]);
});
