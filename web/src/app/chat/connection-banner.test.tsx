import { act, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { renderChat, testChat, type TestChat } from "@/test/chat";

import { ConnectionBanner } from "./connection-banner";

let chat: TestChat;

const wait = (ms: number) => act(() => void vi.advanceTimersByTime(ms));

beforeEach(() => {
  vi.useFakeTimers();
  chat = testChat();
  const deaf = () => undefined;
  chat.transport.start({
    onEnvelope: deaf,
    onReady: deaf,
    onHeads: deaf,
    onUntold: deaf,
    onPresence: deaf,
    onTyping: deaf,
  });
  renderChat(chat, <ConnectionBanner />);
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the connection banner", () => {
  it("says nothing of a break shorter than two seconds", () => {
    act(() => chat.transport.connect());
    act(() => chat.transport.lose());
    wait(1_900);
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
    act(() => chat.transport.connect());
    wait(5_000);
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
  });

  it("then counts down to the next try, and tries when asked", () => {
    act(() => chat.transport.connect());
    act(() => chat.transport.lose(Date.now() + 10_000));
    wait(2_500);
    expect(screen.getByRole("status")).toHaveTextContent("No connection.");
    expect(screen.getByRole("status")).toHaveTextContent("Next try in 8 seconds.");
    act(() => screen.getByRole("button", { name: "Try now" }).click());
    expect(chat.transport.retries).toBe(1);
    expect(screen.getByRole("status")).toHaveTextContent("Connecting again.");
    act(() => chat.transport.connect());
    expect(screen.queryByRole("status")).not.toBeInTheDocument();
  });
});
