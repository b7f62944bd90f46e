import { renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { useReading } from "./use-reading";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("reading", () => {
  it("tells once more of what was read, marked as unread and looked at again", () => {
    const tell = vi.fn(() => Promise.resolve());
    const { rerender } = renderHook(({ read, enabled }) => useReading(tell, 10, read, enabled), {
      initialProps: { read: 5, enabled: true },
    });
    vi.advanceTimersByTime(1_000);
    rerender({ read: 10, enabled: false });
    expect(tell.mock.calls).toEqual([[10]]);
    rerender({ read: 7, enabled: false });
    vi.advanceTimersByTime(5_000);
    expect(tell.mock.calls).toEqual([[10]]);
    rerender({ read: 7, enabled: true });
    vi.advanceTimersByTime(1_000);
    expect(tell.mock.calls).toEqual([[10], [10]]);
  });
});
