import type { Attachment } from "@/contract/types";

export type FileKind = Attachment["kind"];

/**
 * `waiting`: for its turn or the network. `sending`: on the way. `checking`: all of it is there and the
 * server looks at it. `done`: a message may name it. `failed`: nothing happens without the person.
 */
export type UploadState = "waiting" | "sending" | "checking" | "done" | "failed";

/** Where files are begun: in a room, or in the thread of a root. */
export interface UploadPlace {
  readonly room_id: string;
  readonly thread_id: string | null;
}

/** A file of mine on its way to the server, before the room shows it. */
export interface Upload extends UploadPlace {
  /** Its name on this device; the server's is `attachment.id`. */
  readonly id: string;
  /** The message that takes it along; null while it is only a draft's. */
  readonly client_id: string | null;
  readonly name: string;
  readonly size: number;
  readonly kind: FileKind;
  /** Of a picture, as soon as the browser has read it. */
  readonly width: number | null;
  readonly height: number | null;
  readonly added_at: number;
  readonly state: UploadState;
  /** How many bytes are there. */
  readonly sent: number;
  readonly error: UploadError | null;
  /** Where the server keeps what has arrived of a large one (tus). */
  readonly address: string | null;
  readonly attachment: Attachment | null;
  /** When the server had all of it: what nothing names is swept after a day. */
  readonly done_at: number | null;
}

export interface UploadError {
  readonly code: string;
  readonly message: string;
  /** May another try go better? */
  readonly again: boolean;
}

/** A file that a person added, and what was found out about it. */
export interface Added {
  readonly file: Blob;
  readonly name: string;
  readonly kind: FileKind;
  readonly width?: number | null;
  readonly height?: number | null;
}

/** Where uploads wait so that they survive a reload. One store per account. */
export interface UploadStore {
  load(): Promise<Upload[]>;
  save(upload: Upload): Promise<void>;
  /** The bytes, written once. Rejects where the browser has no room. */
  keep(id: string, file: Blob): Promise<void>;
  file(id: string): Promise<Blob | undefined>;
  remove(id: string): Promise<void>;
}

/** One try to bring a file to the server. */
export interface Passage {
  readonly file: Blob;
  readonly name: string;
  readonly address: string | null;
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number) => void;
  /** A large file has got a place at the server, or lost it (null). */
  readonly onAddress: (address: string | null) => void;
}

/** Resolves with what the server made of it; rejects with ApiError, or UnreadableFile. */
export type Carry = (passage: Passage) => Promise<Attachment>;

/** The file on the disk is gone, or changed after it was chosen. */
export class UnreadableFile extends Error {}
