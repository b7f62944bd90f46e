/** What has a say when somebody signs out here of their own will, and cleans up behind them. */
export interface Leaving {
  /** Asks the person, if something of theirs would be lost. False when they would rather stay. */
  readonly mayLeave: (userId: string) => Promise<boolean>;
  /** Removes what this browser kept of theirs. */
  readonly forgetAccount: (userId: string) => Promise<void>;
}

let load: (() => Promise<Leaving>) | null = null;

/** The chat says where that is; it is fetched when somebody goes. */
export function leaveBy(loader: () => Promise<Leaving>): void {
  load = loader;
}

/** Null where it can't be fetched, as after an upgrade of the server: nobody may be kept from signing out by that. */
export const fetchLeaving = async () => (await load?.().catch(() => null)) ?? null;
