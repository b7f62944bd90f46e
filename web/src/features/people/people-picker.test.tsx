import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, expect, it } from "vitest";

import type { Person } from "@/contract/types";
import { api } from "@/test/api";
import { renderScreen } from "@/test/render";
import { server } from "@/test/server";

import { PeoplePicker } from "./people-picker";

const person = (id: string, name: string, active = true): Person => ({
  id,
  name,
  username: name.toLowerCase(),
  about: "",
  time_zone: "UTC",
  active,
  picture_id: null,
  revision: 1,
});

const everyone = [person("b", "Bob"), person("c", "Carol"), person("d", "Dora", false)];
let searches: string[] = [];
/** What the server waits for before it answers. */
let held: Promise<void>;

beforeEach(() => {
  searches = [];
  held = Promise.resolve();
  server.use(
    api.get("/api/users/", async ({ query, response }) => {
      const search = query.get("search") ?? "";
      searches.push(search);
      await held;
      const people = everyone.filter((one) => one.username.startsWith(search));
      return response(200).json({ people });
    }),
  );
});

function Picker({ exclude }: { exclude?: string[] }) {
  const [picked, setPicked] = useState<Person[]>([]);
  return <PeoplePicker picked={picked} onChange={setPicked} exclude={exclude ?? []} />;
}

it("finds, picks by keyboard and takes back", async () => {
  const { user } = renderScreen(<Picker />, { path: "/", asAlice: true });
  const field = screen.getByRole("combobox", { name: "Search people" });
  await screen.findByRole("option", { name: /Bob/ });
  let answer: () => void = () => undefined;
  held = new Promise<void>((done) => (answer = done));
  // Enter comes before the answer: Bob, still listed from before, must not be picked.
  await user.type(field, "ca{Enter}");
  expect(screen.queryByRole("list", { name: "Chosen people" })).toBeNull();
  answer();
  await waitFor(() => expect(screen.getAllByRole("option")).toHaveLength(1));
  await user.keyboard("{Enter}");
  expect(screen.getByRole("list", { name: "Chosen people" })).toHaveTextContent("Carol");
  expect(field).toHaveValue("");
  await user.keyboard("{Backspace}");
  expect(screen.queryByRole("list", { name: "Chosen people" })).toBeNull();
});

it("moves with the arrows and tells assistive technology where it is", async () => {
  const { user } = renderScreen(<Picker />, { path: "/", asAlice: true });
  const field = screen.getByRole("combobox");
  const carol = await screen.findByRole("option", { name: /Carol/ });
  await user.click(field);
  await user.keyboard("{ArrowDown}");
  expect(field).toHaveAttribute("aria-activedescendant", carol.id);
});

it("offers neither members nor accounts that are gone", async () => {
  renderScreen(<Picker exclude={["b"]} />, { path: "/", asAlice: true });
  await screen.findByRole("option", { name: /Carol/ });
  expect(screen.getAllByRole("option")).toHaveLength(1);
});

it("asks once for what was typed in one go", async () => {
  renderScreen(<Picker />, { path: "/", asAlice: true });
  await screen.findByRole("option", { name: /Bob/ });
  // In one go indeed: letters that the machine is slow to type are not.
  for (const value of ["x", "xy", "xyz"]) {
    fireEvent.change(screen.getByRole("combobox"), { target: { value } });
  }
  expect(await screen.findByText("Nobody found for “xyz”")).toBeVisible();
  expect(searches).toEqual(["", "xyz"]);
});
