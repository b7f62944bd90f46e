import type { Envelope } from "@/contract/events";
import type {
  Fail,
  FirebasePort,
  HearDocuments,
  HearPages,
  HearTyping,
  Mirrored,
  PageState,
  Stop,
} from "@/realtime/firebase/port";

interface Listener<H> {
  readonly name: string;
  readonly after: number;
  readonly hear: H;
  readonly fail: Fail;
}

/** Google as our port shows it, played by the test. Like the SDK it answers later, never within the call. */
export class FakeFirebase implements FirebasePort {
  /** What was asked of it, in order. */
  readonly calls: string[] = [];
  user: string | null = null;
  /** Custom tokens it takes; null: all of them. */
  refusesSignIn = false;
  refusesReads = false;
  refusesPlaces = false;
  live = true;
  readonly documents = new Map<string, Map<string, Mirrored>>();
  readonly typing = new Map<string, Map<string, number>>();
  readonly places = new Map<string, PageState[]>();
  readonly feeds: Listener<HearDocuments>[] = [];
  readonly typingFeeds: Listener<HearTyping>[] = [];
  readonly placeFeeds: Listener<HearPages>[] = [];
  #signedOut: (() => void) | null = null;
  #onConnected: ((connected: boolean) => void) | null = null;
  /** Typing writes wait for an answer until the test lets them through. */
  holdsWrites = false;
  clockSkew: number | null = null;

  signedInAs = () => this.user;

  signIn(customToken: string): Promise<void> {
    this.calls.push(`sign in with ${customToken}`);
    if (this.refusesSignIn) return Promise.reject(new Error("auth/invalid-custom-token"));
    this.user = "me";
    return Promise.resolve();
  }

  onSignedOut(listener: () => void): Stop {
    this.#signedOut = listener;
    return () => (this.#signedOut = null);
  }

  endSignIn(): void {
    this.user = null;
    this.#signedOut?.();
  }

  follow(name: string, after: number, hear: HearDocuments, fail: Fail): Stop {
    const listener = { name, after, hear, fail };
    return this.#listen(this.feeds, listener, () => this.#show(listener));
  }

  watchTyping(name: string, after: number, hear: HearTyping, fail: Fail): Stop {
    const listener = { name, after, hear, fail };
    return this.#listen(this.typingFeeds, listener, () => {
      for (const [userId, at] of this.typing.get(name) ?? [])
        if (at > after) hear([{ userId, at }]);
    });
  }

  watchPlaces(hear: HearPages, fail: Fail): Stop {
    return this.#listen(this.placeFeeds, { name: "status", after: 0, hear, fail }, () => {
      for (const [userId, pages] of this.places) hear(userId, pages);
    });
  }

  #listen<H>(all: Listener<H>[], listener: Listener<H>, show: () => void): Stop {
    all.push(listener);
    const stop = () => {
      if (all.includes(listener)) all.splice(all.indexOf(listener), 1);
    };
    void Promise.resolve().then(() => {
      if (!all.includes(listener)) return;
      if (!this.refusesReads) {
        show();
        return;
      }
      stop();
      listener.fail("refused");
    });
    return stop;
  }

  #show({ name, after, hear }: Listener<HearDocuments>, changed?: Mirrored): void {
    const held = [...(this.documents.get(name)?.values() ?? [])].filter(
      ({ revision }) => revision > after,
    );
    const shown = changed ? held.filter((document) => document === changed) : held;
    hear(
      shown.sort((a, b) => a.revision - b.revision),
      held.length,
      this.live,
    );
  }

  /** The line to Firestore breaks, or is back; the SDK tells every listener. */
  setLive(live: boolean): void {
    this.live = live;
    for (const { hear } of this.feeds) hear([], 0, live);
  }

  /** The mirror writes a document. */
  mirror(name: string, id: string, revision: number, ...envelopes: Envelope[]): void {
    const document = { revision, events: envelopes.map((one) => JSON.stringify(one)) };
    const documents = this.documents.get(name) ?? new Map<string, Mirrored>();
    this.documents.set(name, documents.set(id, document));
    for (const feed of this.feeds.filter((one) => one.name === name)) this.#show(feed, document);
  }

  /** The rules shut this person out: every listener ends. */
  refuseAll(): void {
    this.refusesReads = true;
    for (const listener of [
      ...this.feeds.splice(0),
      ...this.typingFeeds.splice(0),
      ...this.placeFeeds.splice(0),
    ]) {
      listener.fail("refused");
    }
  }

  putTyping(roomId: string): Promise<void> {
    this.calls.push(`typing in ${roomId}`);
    return this.holdsWrites ? new Promise(() => undefined) : Promise.resolve();
  }

  removeTyping(roomId: string): Promise<void> {
    this.calls.push(`not typing in ${roomId}`);
    return Promise.resolve();
  }

  /** Somebody else types, or stopped. */
  type(roomId: string, userId: string, at: number | null): void {
    const marks = this.typing.get(roomId) ?? new Map<string, number>();
    if (at === null) marks.delete(userId);
    else marks.set(userId, at);
    this.typing.set(roomId, marks);
    for (const { name, hear } of this.typingFeeds) if (name === roomId) hear([{ userId, at }]);
  }

  onConnected(listener: (connected: boolean) => void): Stop {
    this.#onConnected = listener;
    return () => (this.#onConnected = null);
  }

  connect(connected: boolean): void {
    this.#onConnected?.(connected);
  }

  holdPlace(state: PageState): Promise<void> {
    this.calls.push(`here: ${state}`);
    return this.refusesPlaces ? Promise.reject(new Error("PERMISSION_DENIED")) : Promise.resolve();
  }

  place(userId: string, ...pages: PageState[]): void {
    this.places.set(userId, pages);
    for (const { hear } of this.placeFeeds) hear(userId, pages);
  }

  skew = () => this.clockSkew;

  close(forget: boolean): Promise<void> {
    this.calls.push(forget ? "closed and forgotten" : "closed");
    return Promise.resolve();
  }
}
