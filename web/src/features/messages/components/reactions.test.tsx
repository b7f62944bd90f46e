import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";

import type { Message } from "@/contract/types";
import { renderChat, testChat } from "@/test/chat";
import { server } from "@/test/server";
import { wireMessage, wirePerson } from "@/test/wire";

import { QuickReactions } from "./quick-reactions";
import { whoText } from "./reaction-chip";
import { Reactions } from "./reactions";

const HEART = "❤️";
let asked: string[];

beforeEach(() => {
  asked = [];
  const note = ({ request }: { request: Request }) => {
    asked.push(`${request.method} ${decodeURIComponent(new URL(request.url).pathname)}`);
    return HttpResponse.json({ revision: 99 });
  };
  server.use(
    http.put("/api/messages/:id/reactions/:emoji/", note),
    http.delete("/api/messages/:id/reactions/:emoji/", note),
  );
});

let next = 0;
/** Each test its own message: what is on its way is kept per message. */
function message(reactions: Message["reactions"]): Message {
  return wireMessage(5, { id: `reacted-${next++}`, reactions });
}

function show(reactions: Message["reactions"], readOnly = false) {
  const shown = message(reactions);
  const chat = testChat();
  renderChat(chat, <Reactions message={shown} active readOnly={readOnly} />);
  return { user: userEvent.setup(), chat, id: shown.id };
}

const two = [
  { emoji: "🎉", user_ids: ["ana", "me"] },
  { emoji: HEART, user_ids: ["bo"] },
];

describe("the reactions of a message", () => {
  it("say how many and which are mine, and toggle mine at once", async () => {
    const { user, id } = show(two);
    const mine = screen.getByRole("button", { name: "🎉, 2 people and you among them" });
    expect(mine).toHaveAttribute("aria-pressed", "true");
    const other = screen.getByRole("button", { name: "❤️, 1 person" });
    expect(other).toHaveAttribute("aria-pressed", "false");
    await user.click(other);
    expect(other).toHaveAccessibleName("❤️, 2 people and you among them");
    // Two requests at once may arrive in any order.
    await waitFor(() => expect(asked).toHaveLength(1));
    await user.click(mine);
    expect(screen.getByRole("button", { name: "🎉, 1 person" })).toBeVisible();
    await waitFor(() =>
      expect(asked).toEqual([
        `PUT /api/messages/${id}/reactions/${HEART}/`,
        `DELETE /api/messages/${id}/reactions/🎉/`,
      ]),
    );
  });

  it("go back to the truth when the server refuses", async () => {
    server.use(
      http.put("/api/messages/:id/reactions/:emoji/", () =>
        HttpResponse.json(
          { error: { code: "too_many_reactions", message: "That is enough.", fields: {} } },
          { status: 409 },
        ),
      ),
    );
    const { user } = show(two);
    await user.click(screen.getByRole("button", { name: "❤️, 1 person" }));
    expect(await screen.findByRole("button", { name: "❤️, 1 person" })).toBeVisible();
  });

  it("are one stop of the Tab key, with arrows inside", async () => {
    const { user } = show(two);
    await user.tab();
    expect(screen.getByRole("button", { name: /^🎉/ })).toHaveFocus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("button", { name: /^❤️/ })).toHaveFocus();
    await user.keyboard("{End}");
    expect(screen.getByRole("button", { name: "Add a reaction" })).toHaveFocus();
    await user.keyboard("{ArrowRight}");
    expect(screen.getByRole("button", { name: /^🎉/ })).toHaveFocus();
    await user.keyboard("{ArrowLeft}{Home}");
    expect(screen.getByRole("button", { name: /^🎉/ })).toHaveFocus();
    await user.tab();
    expect(document.body).toHaveFocus();
  });

  it("tell who reacted in a tooltip, asking for names not met yet", async () => {
    const learnt = vi.fn();
    server.use(
      http.get("/api/users/", ({ request }) => {
        expect(new URL(request.url).searchParams.get("ids")).toBe("zoe");
        return HttpResponse.json({ people: [wirePerson("zoe", "Zoë")] });
      }),
    );
    const chat = { ...testChat(), learn: learnt };
    renderChat(
      chat,
      <Reactions
        message={message([{ emoji: "🎉", user_ids: ["ana", "me", "zoe"] }])}
        active
        readOnly={false}
      />,
    );
    await userEvent.setup().tab();
    expect(await screen.findByRole("tooltip")).toHaveTextContent("Ana, You, and Somebody with 🎉");
    await waitFor(() => expect(learnt).toHaveBeenCalledWith([wirePerson("zoe", "Zoë")]));
  });

  it("list who reacted after a long press, which is no tap", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    show(two);
    const chip = screen.getByRole("button", { name: /^🎉/ });
    fireEvent.pointerDown(chip, { pointerType: "touch" });
    act(() => {
      vi.advanceTimersByTime(600);
    });
    fireEvent.pointerUp(chip, { pointerType: "touch" });
    fireEvent.click(chip);
    vi.useRealTimers();
    const sheet = await screen.findByRole("dialog", { name: "Reactions" });
    expect(
      within(sheet)
        .getAllByRole("listitem")
        .map((item) => item.textContent),
    ).toEqual([expect.stringContaining("Ana"), expect.stringContaining("You")]);
    expect(asked).toEqual([]);
  });

  it("can be seen but not changed where nobody may write", async () => {
    const { user } = show(two, true);
    await user.click(screen.getByRole("button", { name: /^🎉/ }));
    expect(asked).toEqual([]);
    expect(screen.queryByRole("button", { name: "Add a reaction" })).not.toBeInTheDocument();
  });

  it("take no room while there are none", () => {
    show([]);
    expect(screen.queryByTestId("reactions")).not.toBeInTheDocument();
  });

  it("have no fault that axe can find", async () => {
    show(two);
    const { violations } = await axe.run(screen.getByTestId("reactions"), {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
});

describe("quick reactions", () => {
  it("offer what was used last, put it and take it away", async () => {
    localStorage.setItem("flowchat.emoji", JSON.stringify(["🚀"]));
    const shown = message([{ emoji: "👍", user_ids: ["me"] }]);
    const done = vi.fn();
    renderChat(testChat(), <QuickReactions message={shown} place="bar" onDone={done} />);
    const user = userEvent.setup();
    const names = screen.getAllByRole("button").map((one) => one.getAttribute("aria-label"));
    expect(names).toEqual(["React with 🚀", "React with 👍", "React with ❤️", "Add a reaction"]);
    await user.click(screen.getByRole("button", { name: "React with 🚀" }));
    await waitFor(() => expect(asked).toHaveLength(1));
    await user.click(screen.getByRole("button", { name: "React with 👍" }));
    expect(done).toHaveBeenCalledTimes(2);
    await waitFor(() =>
      expect(asked).toEqual([
        `PUT /api/messages/${shown.id}/reactions/🚀/`,
        `DELETE /api/messages/${shown.id}/reactions/👍/`,
      ]),
    );
  });
});

it("names a dozen and counts the rest", () => {
  const many = Array.from({ length: 14 }, (_, i) => `P${i}`);
  expect(whoText("🎉", many)).toMatch(/^P0, P1, .*P11 and 2 more with 🎉$/);
  expect(whoText("🎉", ["Ana", "Bo"])).toBe("Ana and Bo with 🎉");
});
