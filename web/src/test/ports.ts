import { vi } from "vitest";

import type { MessagePorts } from "@/features/messages/scope";

/** What messages need of other features, for tests that look at messages alone; each call is kept. */
export const testPorts = (change: Partial<MessagePorts> = {}) =>
  ({
    who: (_id, face) => face,
    reply: vi.fn(),
    openThread: vi.fn(),
    jump: vi.fn(),
    follow: vi.fn(),
    forward: vi.fn(),
    showPicture: vi.fn(),
    save: vi.fn(),
    useSaved: () => false,
    useCompletion: () => ({ list: null, onKeyDown: () => false, fieldProps: {} }),
    focusComposer: vi.fn(),
    origin: () => null,
    ...change,
  }) satisfies MessagePorts;
