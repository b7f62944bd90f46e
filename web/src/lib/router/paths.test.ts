import { describe, expect, it } from "vitest";

import { matchPath, resolve } from "./paths";

describe("a pattern", () => {
  it.each([
    ["/rooms/:roomId", "/rooms/7", { roomId: "7" }],
    ["/rooms/:roomId", "/rooms/7/", { roomId: "7" }],
    ["/rooms/:roomId", "/ROOMS/7", { roomId: "7" }],
    ["/rooms/:roomId", "/rooms/7/details", null],
    ["/rooms/:roomId", "/rooms", null],
    ["/rooms/:roomId/*", "/rooms/7", { roomId: "7" }],
    ["/rooms/:roomId/*", "/rooms/7/threads/9", { roomId: "7" }],
    ["/rooms/:roomId/threads/:rootId", "/rooms/7/threads/9", { roomId: "7", rootId: "9" }],
    ["/rooms/:roomId/*", "/roomsy/7", null],
    ["/join/:token?", "/join", {}],
    ["/join/:token?", "/join/a%2Fb%20c", { token: "a/b c" }],
    ["/join/:token?", "/join/a/b", null],
    ["/", "/", {}],
    ["/", "/x", null],
    ["/*", "/x/y", {}],
    ["/a.b", "/axb", null],
  ])("%s at %s", (pattern, pathname, params) => {
    expect(matchPath(pattern, pathname)?.params ?? null).toEqual(params);
  });

  it("takes half a letter as it stands", () => {
    expect(matchPath("/join/:token", "/join/%E2%8")?.params).toEqual({ token: "%E2%8" });
  });
});

describe("a link", () => {
  it.each([
    ["/search?q=tea#end", { pathname: "/search", search: "?q=tea", hash: "#end" }],
    ["?q=a?b", { pathname: "/here", search: "?q=a?b", hash: "" }],
    ["?", { pathname: "/here", search: "", hash: "" }],
    ["//elsewhere.example/x", { pathname: "/elsewhere.example/x", search: "", hash: "" }],
  ])("to %s", (to, place) => {
    expect(resolve(to, "/here")).toEqual(place);
  });
});
