import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, it } from "vitest";

import { ConfirmDialog } from "./alert-dialog";

function Place({ after }: { after?: () => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        Leave
      </button>
      <input aria-label="Elsewhere" />
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title="Leave?"
        body="It can't be undone."
        action="Go"
        onConfirm={() => {
          setOpen(false);
          after?.();
        }}
      />
    </>
  );
}

it("gives the focus back to what opened the dialog, which is no trigger of its own", async () => {
  render(<Place />);
  await userEvent.click(screen.getByRole("button", { name: "Leave" }));
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.getByRole("button", { name: "Leave" })).toHaveFocus());
});

it("leaves it where the deed has put it", async () => {
  // The dialog hides the rest of the page until it is gone; a deed that goes elsewhere does so after that.
  render(<Place after={() => setTimeout(() => screen.getByLabelText("Elsewhere").focus())} />);
  await userEvent.click(screen.getByRole("button", { name: "Leave" }));
  await userEvent.click(screen.getByRole("button", { name: "Go" }));
  await waitFor(() => expect(screen.getByLabelText("Elsewhere")).toHaveFocus());
});
