import { describe, expect, it } from "vitest";

import { insidePath, messageLink } from "./addresses";

const ROOM = "01930000-0000-7000-8000-00000000000a";
const here = (path: string) => location.origin + path;

describe("the addresses of messages", () => {
  it("lead inside when they are of this server and of its places", () => {
    expect(insidePath(messageLink(ROOM, 7))).toBe(`/rooms/${ROOM}/messages/7`);
    expect(insidePath(here(`/rooms/${ROOM}`))).toBe(`/rooms/${ROOM}`);
    expect(insidePath(here(`/rooms/${ROOM}?at=5`))).toBe(`/rooms/${ROOM}?at=5`);
    expect(insidePath(here(`/rooms/${ROOM}/threads/${ROOM}`))).toBe(
      `/rooms/${ROOM}/threads/${ROOM}`,
    );
  });

  it("leave everything else to the browser", () => {
    for (const href of [
      "https://elsewhere.example/rooms/x/messages/7",
      here("/api/auth/logout/"),
      here(`/rooms/${ROOM}/messages/seven`),
      here("/settings"),
      "not an address",
    ]) {
      expect(insidePath(href)).toBeNull();
    }
  });
});
