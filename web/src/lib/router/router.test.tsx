import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState, type ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";

import { MemoryHistory } from "@/test/router";

import {
  useLocation,
  useMatch,
  useNavigationType,
  useOutletContext,
  useParams,
  useRouteError,
} from "./hooks";
import { Link, Navigate, NavLink } from "./link";
import { Outlet } from "./outlet";
import { Router, type RouteObject } from "./router";
import { RouterProvider } from "./router-provider";

function open(routes: readonly RouteObject[], ...entries: string[]) {
  const history = new MemoryHistory(entries);
  const router = new Router(routes, history);
  render(<RouterProvider router={router} />);
  return { router, history, user: userEvent.setup() };
}

interface Part {
  readonly Component: () => ReactNode;
}

/** A chunk that arrives, or fails, when the test says so. */
function chunk(text: string) {
  let settle: { done: (part: Part) => void; failed: (error: Error) => void } | undefined;
  const promise = new Promise<Part>((done, failed) => (settle = { done, failed }));
  return {
    lazy: vi.fn(() => promise),
    arrive: () => act(() => Promise.resolve(settle?.done({ Component: () => <p>{text}</p> }))),
    fail: (error: Error) => act(() => Promise.resolve(settle?.failed(error))),
  };
}

function Counter() {
  const [count, setCount] = useState(0);
  return (
    <>
      <button type="button" onClick={() => setCount(count + 1)}>
        {count}
      </button>
      <Outlet context={count} />
    </>
  );
}

function Room() {
  return (
    <p>
      room {useParams().roomId}, {useMatch("/rooms/:roomId/files") ? "files" : "no files"},{" "}
      {useNavigationType()}, {String(useOutletContext())}
    </p>
  );
}

const rooms: RouteObject[] = [
  {
    Component: Counter,
    children: [
      { index: true, element: <p>home</p> },
      {
        path: "rooms/:roomId",
        Component: Room,
        children: [{ path: "files", element: null }],
      },
      { path: "/settings", children: [{ index: true, element: <p>all</p> }, { path: "me" }] },
    ],
  },
  { path: "/rooms/new", element: <p>a new room</p> },
  { path: "*", element: <p>nowhere</p> },
];

describe("addresses", () => {
  it.each([
    ["/", "home"],
    ["/rooms/7", "room 7, no files, pop, 0"],
    ["/rooms/7/files", "room 7, files, pop, 0"],
    ["/rooms/new", "a new room"],
    ["/settings", "all"],
    ["/rooms/7/other", "nowhere"],
    ["/rooms", "nowhere"],
  ])("%s shows %s", (at, text) => {
    open(rooms, at);
    expect(screen.getByText(text)).toBeVisible();
  });

  it("keep what stands around the screens, and say how one came", async () => {
    const { user, router, history } = open(rooms, "/");
    await user.click(screen.getByRole("button", { name: "0" }));
    await act(() => router.navigate("/rooms/7"));
    expect(screen.getByText("room 7, no files, push, 1")).toBeVisible();
    await act(() => router.navigate("/rooms/8", { replace: true }));
    expect(screen.getByText("room 8, no files, replace, 1")).toBeVisible();
    expect(history.length).toBe(2);
    act(() => history.go(-1));
    expect(screen.getByText("home")).toBeVisible();
    act(() => history.go(1));
    expect(screen.getByText("room 8, no files, pop, 1")).toBeVisible();
    expect(screen.getByRole("button", { name: "1" })).toBeVisible();
  });

  it("are entries with a name of their own, found again by going back", async () => {
    const { router, history } = open(rooms, "/");
    const home = router.state.location.key;
    await act(() => router.navigate("/rooms/7", { state: { from: "home" } }));
    const room = router.state.location;
    expect(room.state).toEqual({ from: "home" });
    await act(() => router.navigate("?at=3"));
    expect(router.state.location).toMatchObject({ pathname: "/rooms/7", search: "?at=3" });
    act(() => history.go(-1));
    expect(router.state.location).toEqual(room);
    act(() => history.go(-1));
    expect(router.state.location.key).toBe(home);
  });
});

describe("a screen in a chunk of its own", () => {
  it("comes when it is here; until then the old one stays, and its address", async () => {
    const slow = chunk("slow");
    const { router, history } = open([...rooms, { path: "/slow", lazy: slow.lazy }], "/rooms/7");
    act(() => void router.navigate("/slow"));
    expect(screen.getByText(/room 7/)).toBeVisible();
    expect(history.location.pathname).toBe("/rooms/7");
    await slow.arrive();
    expect(screen.getByText("slow")).toBeVisible();
    expect(history.location.pathname).toBe("/slow");
    await act(() => router.navigate("/rooms/7"));
    act(() => void router.navigate("/slow"));
    expect(screen.getByText("slow")).toBeVisible();
    expect(slow.lazy).toHaveBeenCalledOnce();
  });

  it("does not come after somebody has gone elsewhere", async () => {
    const slow = chunk("slow");
    const { router, history } = open([...rooms, { path: "/slow", lazy: slow.lazy }], "/");
    act(() => void router.navigate("/slow"));
    await act(() => router.navigate("/rooms/7"));
    await slow.arrive();
    expect(screen.getByText(/room 7/)).toBeVisible();
    expect(history.length).toBe(2);
  });

  it("draws nothing before the first one is here", async () => {
    const slow = chunk("slow");
    open([{ Component: Counter, children: [{ path: "/slow", lazy: slow.lazy }] }], "/slow");
    expect(screen.queryByRole("button")).toBeNull();
    await slow.arrive();
    expect(screen.getByRole("button", { name: "0" })).toBeVisible();
    expect(screen.getByText("slow")).toBeVisible();
  });
});

describe("what goes wrong", () => {
  const Fault = () => <p role="alert">{(useRouteError() as Error).message}</p>;
  function Broken(): ReactNode {
    throw new Error("a fault in a screen");
  }

  it("is held by the boundary above, and another address is another try", async () => {
    vi.spyOn(console, "error").mockReturnValue(undefined);
    const broken = { path: "/broken", Component: Broken };
    const { router } = open([{ ErrorBoundary: Fault, children: [broken, ...rooms] }], "/broken");
    expect(screen.getByRole("alert")).toHaveTextContent("a fault in a screen");
    await act(() => router.navigate("/rooms/7"));
    expect(screen.getByText(/room 7/)).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is a chunk that can't be fetched, and is asked for again", async () => {
    vi.spyOn(console, "error").mockReturnValue(undefined);
    const missing = chunk("never");
    const lazy = vi.fn().mockImplementationOnce(missing.lazy);
    const Component = () => <p>here at last</p>;
    lazy.mockResolvedValue({ Component });
    const routes = [{ ErrorBoundary: Fault, children: [{ path: "/part", lazy }, ...rooms] }];
    const { router } = open(routes, "/");
    act(() => void router.navigate("/part"));
    await missing.fail(new Error("no such file"));
    expect(screen.getByRole("alert")).toHaveTextContent("no such file");
    await act(() => router.navigate("/part"));
    expect(screen.getByText("here at last")).toBeVisible();
  });
});

describe("links", () => {
  const Places = () => (
    <>
      <Link to="/">home</Link>
      <Link to="/rooms/7" onClick={(event) => event.preventDefault()}>
        held
      </Link>
      <NavLink to="/rooms/7" className={({ isActive }) => (isActive ? "here" : "there")}>
        seven
      </NavLink>
      <NavLink to="/rooms/77" className={() => ""}>
        other
      </NavLink>
      <output>{useLocation().pathname}</output>
    </>
  );
  const places: RouteObject[] = [{ path: "*", Component: Places }];
  const link = (name: string) => screen.getByRole("link", { name });

  it("lead without a new page, and add one entry per place", async () => {
    const { user, history } = open(places, "/");
    await user.click(link("seven"));
    await user.click(link("seven"));
    expect(history.location.pathname).toBe("/rooms/7");
    expect(history.length).toBe(2);
    await user.click(link("home"));
    expect(history.length).toBe(3);
  });

  it("are the browser's with a modifier key, and nobody's when held", async () => {
    const { user, history } = open(places, "/");
    // jsdom has no other pages to open.
    const seen = vi.fn((event: Event) => event.preventDefault());
    window.addEventListener("click", seen, { once: true });
    await user.keyboard("{Control>}");
    await user.click(link("seven"));
    await user.keyboard("{/Control}");
    expect(seen).toHaveBeenCalledOnce();
    await user.click(link("held"));
    expect(history.location.pathname).toBe("/");
  });

  it("say which of them one is at, also below it", () => {
    open(places, "/rooms/7/files");
    expect(link("seven")).toHaveAttribute("aria-current", "page");
    expect(link("seven")).toHaveClass("here");
    expect(link("other")).not.toHaveAttribute("aria-current");
  });

  it("can lead on by themselves", async () => {
    const door = { path: "/door", element: <Navigate to="/" state={{ from: "/x" }} replace /> };
    const { router, history } = open([door, ...places], "/door");
    expect(await screen.findByText("/")).toBeVisible();
    expect(router.state.location.state).toEqual({ from: "/x" });
    expect(history.length).toBe(1);
  });
});
