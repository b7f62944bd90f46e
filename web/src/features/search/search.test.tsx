import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";

import type { Room } from "@/contract/types";
import { api } from "@/test/api";
import { message, person, roomEntry } from "@/test/chat";
import { renderScreen } from "@/test/render";
import { server } from "@/test/server";

import type { SearchAnswer, Sort } from "./api/search";
import { SearchScreen } from "./components/search-screen";
import { placeOf } from "./model/places";
import { suggestionsFor, withSuggestion } from "./model/suggestions";

const room = (id: string, name: string): Room => ({ ...roomEntry().room, id, name });
const known = {
  people: [person("ana", "Ána Silva"), person("bo", "Bo")],
  places: [
    { value: "#launch-plans", label: "Launch plans" },
    { value: "@bo", label: "Bo" },
  ],
};
const offered = (query: string) => suggestionsFor(query, known).map(({ text }) => text);

describe("suggestions", () => {
  it("offers operators for what is typed", () => {
    expect(offered("tea ")).toContain("from:");
    expect(offered("tea be")).toEqual(["before:"]);
    expect(offered("has:link ha")).toEqual(["has:code", "has:file", "has:picture"]);
    expect(offered("tea")).toEqual([]);
  });
  it("offers people and chats by any part of their names, whatever the accents", () => {
    expect(offered("from:silva")).toEqual(["from:@ana"]);
    expect(offered("from:ana")).toEqual(["from:@ana"]);
    expect(offered("in:#pla")).toEqual(["in:#launch-plans"]);
    expect(offered("in:@bo")).toEqual(["in:@bo"]);
  });
  it("offers days", () => {
    const now = new Date(2026, 0, 8, 12);
    const days = suggestionsFor("after:", known, now).map(({ text }) => text);
    expect(days.slice(0, 2)).toEqual(["after:2026-01-08", "after:2026-01-01"]);
  });
  it("puts a suggestion in the place of the last word", () => {
    expect(withSuggestion("tea fr", { text: "from:", label: "" })).toBe("tea from:");
    expect(withSuggestion("tea from:an", { text: "from:@ana", label: "" })).toBe("tea from:@ana ");
  });
});

it("names a room by its id when its name is not its alone", () => {
  const rooms = [room("1", "Launch  Plans"), room("2", "Tea"), room("3", "tea"), room("4", "@odd")];
  expect(rooms.map((one) => placeOf(one, rooms))).toEqual(["#launch-plans", "2", "3", "4"]);
});

let asked: string[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    api.get("/api/search/", ({ query, response }) => {
      const q = query.get("q");
      asked.push(`${q} ${query.get("sort")} ${query.get("cursor") ?? ""}`.trim());
      return response(200).json(q.startsWith("tea") ? page(query.get("cursor")) : empty(q));
    }),
  );
});

const parsed = (q: string): SearchAnswer["query"] => ({
  words: [q],
  phrases: [],
  excluded: [],
  filters: [],
  forgiving: false,
});
const empty = (q: string): SearchAnswer => ({
  query: {
    ...parsed(q),
    filters: q.startsWith("from") ? [{ operator: "from", value: "@zoe", known: false }] : [],
  },
  hits: [],
  people: [],
  rooms: [],
  next: null,
});

function page(cursor: string | null): SearchAnswer {
  const seqs = cursor ? [3] : [1, 2];
  return {
    query: parsed("tea"),
    hits: seqs.map((seq) => ({
      message: message(seq, "ana", `tea ${seq}`),
      room_id: "r1",
      snippet: [
        { text: "green ", match: false },
        { text: "tea", match: true },
        { text: ` <b>${seq}</b>`, match: false },
      ],
    })),
    people: [person("ana", "Ana")],
    rooms: [room("r1", "Kitchen")],
    next: cursor ? null : "more",
  };
}

function Screen() {
  const [query, setQuery] = useState("");
  const [sort, setSort] = useState<Sort>("relevance");
  return (
    <SearchScreen
      query={query}
      onQuery={setQuery}
      sort={sort}
      onSort={setSort}
      known={known}
      nameOf={({ name }) => name}
      head={(field) => <div>{field}</div>}
    />
  );
}

it("shows hits as text, keeps them while the next are awaited, and walks through them", async () => {
  const { user } = renderScreen(<Screen />, { path: "/", asAlice: true });
  const field = screen.getByRole("textbox", { name: "Search messages" });
  expect(field).toHaveFocus();
  expect(screen.getByText("Find anything that was said")).toBeVisible();
  await user.type(field, "tea");
  const links = await screen.findAllByRole("link", { name: /Ana/ });
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "/rooms/r1/messages/1",
    "/rooms/r1/messages/2",
  ]);
  expect(links[0]).toHaveTextContent("green tea <b>1</b>");
  expect(links[0]?.querySelector("mark")).toHaveTextContent("tea");
  await user.keyboard("{ArrowDown}{ArrowDown}");
  expect(links[1]).toHaveFocus();
  await user.keyboard("{ArrowUp}{ArrowUp}");
  expect(field).toHaveFocus();
  await user.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByText("3 messages found")).toBeInTheDocument();
  await user.click(screen.getByRole("radio", { name: "Newest" }));
  await waitFor(() => expect(asked.at(-1)).toBe("tea newest"));
  // The first letter is asked about at once, the others when the typing pauses.
  expect(asked.slice(-3)).toEqual(["tea relevance", "tea relevance more", "tea newest"]);
});

it("says what to do when nothing is found, and who is unknown", async () => {
  const { user } = renderScreen(<Screen />, { path: "/", asAlice: true });
  const field = screen.getByRole("textbox", { name: "Search messages" });
  await user.type(field, "coffee");
  expect(await screen.findByText("No message found")).toBeVisible();
  await user.clear(field);
  await user.type(field, "from:@zoe");
  expect(await screen.findByText("Nobody is called @zoe.")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Clear the search" }));
  expect(field).toHaveFocus();
  expect(screen.getByText("Find anything that was said")).toBeVisible();
});
