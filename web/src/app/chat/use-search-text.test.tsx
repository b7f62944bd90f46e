import { act, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import { RouterProvider } from "@/lib/router/router-provider";
import { memoryRouter } from "@/test/router";

import { useSearchText } from "./use-search-text";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function Field() {
  const { text, setText, sort, setSort } = useSearchText();
  return (
    <>
      <input aria-label="words" value={text} onChange={(event) => setText(event.target.value)} />
      <button type="button" onClick={() => setSort("newest")}>
        {sort}
      </button>
    </>
  );
}

function open(...entries: string[]) {
  const router = memoryRouter([{ path: "*", element: <Field /> }], ...entries);
  render(<RouterProvider router={router} />);
  return router;
}

const type = (value: string) =>
  fireEvent.change(screen.getByLabelText("words"), { target: { value } });
const settle = () => act(() => vi.advanceTimersByTimeAsync(1_000));
const words = () => screen.getByLabelText<HTMLInputElement>("words").value;

it("shows every letter at once and writes the address when the typing pauses", async () => {
  const router = open("/rooms/1", "/search?q=in:%23tea");
  expect(words()).toBe("in:#tea");
  for (const text of ["in:#tea g", "in:#tea gr", "in:#tea gre"]) {
    type(text);
    expect(words()).toBe(text);
  }
  expect(router.state.location.search).toBe("?q=in:%23tea");
  await settle();
  expect(new URLSearchParams(router.state.location.search).get("q")).toBe("in:#tea gre");
  expect(words()).toBe("in:#tea gre");
});

it("keeps the order that was chosen while words waited to be written", async () => {
  const router = open("/search");
  type("tea");
  fireEvent.click(screen.getByRole("button", { name: "relevance" }));
  await settle();
  expect(router.state.location.search).toBe("?q=tea&sort=newest");
  type("teapot");
  await settle();
  expect(router.state.location.search).toBe("?q=teapot&sort=newest");
});

it("takes over an address from elsewhere", async () => {
  const router = open("/search?q=tea");
  type("green tea");
  await settle();
  await act(() => router.navigate("/search?q=in:%40bo"));
  expect(words()).toBe("in:@bo");
});
