import { afterEach, expect, it, onTestFinished, vi } from "vitest";

import { browserTabs, type Tabs } from "./tabs";

const open = new Set<Tabs>();
let number = 0;
let account: string;

/** Locks as browsers have them: one at a time holds a name, the others stand in line. */
function giveLocks() {
  let tail = Promise.resolve();
  const request = (
    _name: string,
    { signal }: { signal: AbortSignal },
    hold: () => Promise<void>,
  ) => {
    const mine = tail.then(() => (signal.aborted ? undefined : hold()));
    tail = mine;
    return mine;
  };
  vi.stubGlobal("navigator", { locks: { request } });
}

function tab(looking: () => string | null = () => null): Tabs {
  const one = browserTabs(account, looking);
  open.add(one);
  return one;
}

function close(one: Tabs) {
  one.stop();
  open.delete(one);
}

afterEach(() => {
  for (const one of open) close(one);
  vi.unstubAllGlobals();
});

function begin() {
  account = `account-${String(++number)}`;
  giveLocks();
}

it("lets one of all tabs tell", async () => {
  begin();
  const [first, second] = [tab(), tab()];
  expect(await Promise.all([first.mayTell("a", "a1"), second.mayTell("a", "a1")])).toEqual([
    true,
    false,
  ]);
});

it("lets nobody tell what a tab has on the screen", async () => {
  begin();
  // Time stands until the tab that looks has said so.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const ear = new BroadcastChannel(`flowchat.notices.${account}`);
  onTestFinished(() => {
    ear.close();
    vi.useRealTimers();
  });
  const said = new Promise<void>((done) => {
    ear.onmessage = ({ data }: MessageEvent<object>) => "seen" in data && done();
  });
  const [first, second] = [tab(), tab(() => "a")];
  const asked = Promise.all([first.mayTell("a", "a1"), second.mayTell("a", "a1")]);
  await said;
  // It came to all in one turn or the next.
  await new Promise((done) => {
    const next = new MessageChannel();
    next.port1.onmessage = done;
    next.port2.postMessage(null);
  });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await asked).toEqual([false, false]);
});

it("tells what came just before the tab that led was closed", async () => {
  begin();
  const [first, second] = [tab(), tab()];
  await first.mayTell("a", "a1");
  const asked = second.mayTell("a", "a2");
  close(first);
  expect(await asked).toBe(true);
});

it("tells nothing again that the closed tab had told", async () => {
  begin();
  const [first, second] = [tab(), tab()];
  const later = second.mayTell("a", "a2");
  await first.mayTell("a", "a2");
  close(first);
  expect(await later).toBe(false);
});
