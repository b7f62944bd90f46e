/** The browser's end of a WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  readyState = 0;
  readonly sent: Record<string, unknown>[] = [];
  closedWith: number | undefined;
  onopen: (() => void) | null = null;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;

  /** Makes one for a transport's `connect` and writes it down in `sockets`. */
  static dial(_url: string, sockets: FakeSocket[]): WebSocket {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket as unknown as WebSocket;
  }

  static last(sockets: readonly FakeSocket[]): FakeSocket {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("nobody has dialled yet");
    return socket;
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: object): void {
    this.onmessage?.(new MessageEvent("message", { data: JSON.stringify(frame) }));
  }

  accept(heads: Record<string, number> = {}, times = { now: 0, expires: 900_000 }): void {
    this.open();
    this.say({
      type: "ready",
      connection_id: "c",
      contract_level: 1,
      now: new Date(times.now).toISOString(),
      expires_at: new Date(times.expires).toISOString(),
      heads,
      presence: [],
      others: "offline",
      typing: [],
    });
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(code?: number): void {
    this.readyState = 3;
    this.closedWith = code ?? 1005;
  }

  /** The other side, or the network, ends it. */
  end(code: number): void {
    this.readyState = 3;
    this.onclose?.(new CloseEvent("close", { code }));
  }
}
