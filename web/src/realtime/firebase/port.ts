/**
 * What this client needs of Firebase, and no more. One implementation talks to Google's SDK (sdk.ts),
 * the other is a test's; nothing else in the client knows of either.
 */

export type Stop = () => void;

/** Why something at Google's was refused or broke off; the SDK's codes in three words. */
export type Trouble = "refused" | "signed-out" | "other";
export type Fail = (trouble: Trouble) => void;

/** A document of the server's mirror, as much of it as we read (docs/protocol.md, section 8). */
export interface Mirrored {
  readonly revision: number;
  /** The envelopes that led to this revision, as JSON; may be empty. */
  readonly events: readonly string[];
}

/** One person's typing document; `at` is null when the document is gone. */
export interface TypingMark {
  readonly userId: string;
  /** When it was last renewed, by Google's clock, in milliseconds. */
  readonly at: number | null;
}

export type PageState = "online" | "away";

/**
 * What a listener brings, how many documents it holds, and whether it is in step with Google: it
 * says so also when nothing else changed, a while after the line broke and when it is back.
 */
export type HearDocuments = (documents: readonly Mirrored[], held: number, live: boolean) => void;
export type HearTyping = (marks: readonly TypingMark[]) => void;
/** A person, and the state of each of their pages; none when the last one is gone. */
export type HearPages = (userId: string, pages: readonly PageState[]) => void;

export interface FirebasePort {
  /** Whom this browser's kept sign-in speaks for; null when there is none. */
  signedInAs(): string | null;
  /** Trades a custom token for a sign-in, which then renews itself until Firebase ends it. */
  signIn(customToken: string): Promise<void>;
  /** Hears that Firebase ended the sign-in (revoked, switched off). */
  onSignedOut(listener: () => void): Stop;

  /**
   * Hears the documents of a mirrored collection whose revision is greater than `after`, in that
   * order, now and as they change. Ends itself after `fail`.
   */
  follow(collection: string, after: number, hear: HearDocuments, fail: Fail): Stop;

  /** Hears who types in a room; what is older than `since` (Google's clock) is left out. */
  watchTyping(roomId: string, since: number, hear: HearTyping, fail: Fail): Stop;
  /** Writes my typing document, or renews it; resolves when the server has it. */
  putTyping(roomId: string): Promise<void>;
  removeTyping(roomId: string): Promise<void>;

  /** Hears whether the Realtime Database is connected, now and at each change. */
  onConnected(listener: (connected: boolean) => void): Stop;
  /**
   * Puts this page among my connections, and has the database remove it when the line breaks. That
   * promise dies with the line: call it anew after each reconnect.
   */
  holdPlace(state: PageState): Promise<void>;
  /** Hears the pages of each person, now and as they change; nobody's list is empty at first. */
  watchPlaces(hear: HearPages, fail: Fail): Stop;

  /** Google's clock less this machine's, in milliseconds; null until it was told. */
  skew(): number | null;
  /** Lets go of everything, this page's place too. `forget`: the person signed out, so the sign-in and the cache go too. */
  close(forget: boolean): Promise<void>;
}
