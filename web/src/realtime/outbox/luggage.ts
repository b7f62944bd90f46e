/** How the files of a message stand. */
export type LuggageState =
  | { readonly kind: "ready"; readonly upload_ids: readonly string[] }
  | { readonly kind: "waiting" }
  | {
      readonly kind: "failed";
      readonly error: { readonly code: string; readonly message: string };
    };

/** What the outbox asks of those who bring files to the server: a message leaves after its files. */
export interface Luggage {
  /** Resolves once it is known what an earlier page left. */
  ready(): Promise<void>;
  stateOf(ids: readonly string[]): LuggageState;
  /** They belong to this message now. */
  claim(ids: readonly string[], clientId: string): void;
  /** They belong to what is begun again. */
  giveBack(ids: readonly string[]): void;
  /** The person asks for another try of those that failed. */
  retry(ids: readonly string[]): void;
  /** The server says that it does not have them any more. */
  again(ids: readonly string[]): void;
  /** The message was answered: after a crash the room itself has them. */
  landed(ids: readonly string[]): void;
  /** The room shows them. */
  sent(ids: readonly string[]): void;
  /** They are not wanted any more. */
  remove(ids: readonly string[]): void;
  /** Only these messages are still waiting. */
  settle(clientIds: readonly string[]): void;
  /** Hears whenever a state may have changed. Returns the way to stop. */
  subscribe(listener: () => void): () => void;
}

/** For messages that are nothing but words. */
export const noLuggage: Luggage = {
  ready: () => Promise.resolve(),
  stateOf: () => ({ kind: "ready", upload_ids: [] }),
  claim: () => undefined,
  giveBack: () => undefined,
  retry: () => undefined,
  again: () => undefined,
  landed: () => undefined,
  sent: () => undefined,
  remove: () => undefined,
  settle: () => undefined,
  subscribe: () => () => undefined,
};
