import type { Clock } from "@/realtime/clock";

/** Time that passes only when the test says so; tasks due first run first. */
export class HeldClock implements Clock {
  #now = 0;
  #tasks: { at: number; task: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, task: () => void): () => void {
    const entry = { at: this.#now + ms, task };
    this.#tasks.push(entry);
    return () => {
      this.#tasks = this.#tasks.filter((other) => other !== entry);
    };
  }

  get waiting(): number {
    return this.#tasks.length;
  }

  /** Runs what is due next, and lets the promises it woke settle. */
  async step(): Promise<void> {
    this.#tasks.sort((a, b) => a.at - b.at);
    const next = this.#tasks.shift();
    if (next) {
      this.#now = next.at;
      next.task();
    }
    await this.rest();
  }

  /** Lets promises settle without time passing. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 300; turn += 1) await Promise.resolve();
  }

  /** Lets `ms` pass, with all that falls due on the way. */
  async pass(ms: number): Promise<void> {
    await this.rest();
    const end = this.#now + ms;
    while (this.#tasks.some((task) => task.at <= end)) await this.step();
    this.#now = end;
    await this.rest();
  }

  async settle(): Promise<void> {
    for (let steps = 0; steps < 300; steps += 1) {
      await this.step();
      if (this.#tasks.length === 0) return;
    }
  }
}
