import { act } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";

import { renderChat, testChat } from "@/test/chat";

import { savedQuery } from "./saved-query";
import { useFreshSaved } from "./use-fresh-saved";

let listed: ReadonlySet<string> = new Set(["m1"]);

function Fresh() {
  useFreshSaved(listed);
  return null;
}

describe("the list of what is saved", () => {
  it("asks again after a change, also when the answer to the change before comes meanwhile", async () => {
    vi.useFakeTimers();
    const chat = testChat(() => new Promise(() => undefined));
    const asked = vi.spyOn(chat.queries, "invalidateQueries");
    const heard: ((event: never) => void)[] = [];
    const hear = (listener: (event: never) => void) => {
      heard.push(listener);
      return () => heard.splice(heard.indexOf(listener), 1);
    };
    const shown = renderChat({ ...chat, hear } as unknown as typeof chat, <Fresh />);
    act(() => heard.forEach((tell) => tell({ type: "saved.changed" } as never)));
    listed = new Set();
    shown.rerender(<Fresh />);
    await vi.advanceTimersByTimeAsync(500);
    expect(asked).toHaveBeenCalledWith({ queryKey: savedQuery.queryKey });
    vi.useRealTimers();
  });
});
