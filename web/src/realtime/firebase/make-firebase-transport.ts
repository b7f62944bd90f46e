import type { FirebaseConfig } from "@/contract/types";
import type { Transport } from "@/realtime/transport";

import { FirebaseTransport, type FirebaseTransportOptions } from "./firebase-transport";
import { openFirebase } from "./sdk";

type Given = Pick<FirebaseTransportOptions, "inner" | "me" | "token" | "active" | "signedOut">;

/** The door of this folder, and of its chunk: Google's SDK around the socket that we have. */
export async function makeFirebaseTransport(
  config: FirebaseConfig,
  given: Given,
): Promise<Transport> {
  const port = await openFirebase(config, given.me);
  return new FirebaseTransport({ ...given, port, onHidden });
}

function onHidden(listener: () => void): () => void {
  const look = () => {
    if (document.visibilityState === "hidden") listener();
  };
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", listener);
  return () => {
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", listener);
  };
}
