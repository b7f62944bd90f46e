import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { lazy, useState, type ComponentType } from "react";
import { expect, it, vi } from "vitest";

import { PopoverBeside } from "./beside";
import { Opener } from "./opener";

interface PartProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const Part = (props: PartProps) => (
  <PopoverBeside {...props} aria-label="Choice">
    <button type="button">Inside</button>
  </PopoverBeside>
);

function show() {
  let arrive: (part: { default: ComponentType<PartProps> }) => void = vi.fn();
  const Late = lazy(
    () => new Promise<{ default: ComponentType<PartProps> }>((done) => (arrive = done)),
  );
  function Place() {
    const [open, setOpen] = useState(false);
    return (
      <Opener button={<button type="button">Choose</button>} open={open} onOpenChange={setOpen}>
        <Late open={open} onOpenChange={setOpen} />
      </Opener>
    );
  }
  render(<Place />);
  const button = screen.getByRole("button", { name: "Choose" });
  return {
    button,
    arrive: () =>
      act(async () => {
        arrive({ default: Part });
        await Promise.resolve();
      }),
  };
}

it("stays the same button, with the focus, when what it opens arrives", async () => {
  const { button, arrive } = show();
  await userEvent.click(button);
  await userEvent.click(button);
  expect(button).toHaveFocus();
  await arrive();
  expect(button).toBeInTheDocument();
  expect(button).toHaveFocus();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("opens what was asked for before it was here, and gets the focus back", async () => {
  const { button, arrive } = show();
  await userEvent.click(button);
  expect(button).toHaveAttribute("aria-expanded", "true");
  await arrive();
  await waitFor(() => expect(screen.getByRole("button", { name: "Inside" })).toHaveFocus());
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(button).toHaveFocus());
  expect(button).toHaveAttribute("aria-expanded", "false");
});

it("closes by its button, once", async () => {
  const { button, arrive } = show();
  await userEvent.click(button);
  await arrive();
  await userEvent.click(button);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(button).toHaveAttribute("aria-expanded", "false");
});
