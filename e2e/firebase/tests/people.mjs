/** People with Google's own SDK, signed in through the Authentication stand-in. */

import { deleteApp, initializeApp, setLogLevel } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithCustomToken, signOut } from "firebase/auth";
import { connectDatabaseEmulator, getDatabase } from "firebase/database";
import { connectFirestoreEmulator, getFirestore, terminate } from "firebase/firestore";
import {
  connectFirestoreEmulator as connectLite,
  getFirestore as getLite,
} from "firebase/firestore/lite";

/**
 * @typedef {object} Place
 * @property {string} project
 * @property {string} auth host and port
 * @property {string} firestore host and port
 * @property {string} database host and port
 */

const AUDIENCE =
  "https://identitytoolkit.googleapis.com/google.identity.identitytoolkit.v1.IdentityToolkit";
let count = 0;

/** One window of one person, or of a stranger. */
export class Person {
  /**
   * @param {Place} place
   * @param {string} [uid]
   */
  constructor(place, uid) {
    count += 1;
    setLogLevel("silent");
    this.uid = uid ?? "";
    this.app = initializeApp(
      {
        apiKey: "stand-in-key",
        projectId: place.project,
        databaseURL: `https://${place.project}-default-rtdb.firebaseio.com`,
      },
      `window ${count}`,
    );
    this.auth = getAuth(this.app);
    connectAuthEmulator(this.auth, `http://${place.auth}`, { disableWarnings: true });
    // For single questions: the full SDK opens a stream for each, and gRPC counts those it ends as an attack.
    this.firestore = getLite(this.app);
    connectLite(this.firestore, ...split(place.firestore));
    /** @type {import("firebase/firestore").Firestore | undefined} */
    this.live = undefined;
    this.place = place;
    this.database = getDatabase(this.app);
    connectDatabaseEmulator(this.database, ...split(place.database));
  }

  /** Sign in as the server's tokens make people do, at this very second. */
  async signIn() {
    await signInWithCustomToken(this.auth, customToken(this.uid));
    return this;
  }

  /** The SDK that listens, as in a browser. */
  listener() {
    if (!this.live) {
      this.live = getFirestore(this.app);
      connectFirestoreEmulator(this.live, ...split(this.place.firestore));
    }
    return this.live;
  }

  /** Close the window. Only signing out ends the SDK's timer for the next token, which would hold up the process. */
  async close() {
    await signOut(this.auth);
    if (this.live) await terminate(this.live);
    await deleteApp(this.app);
  }
}

/**
 * @param {string} address
 * @returns {[string, number]}
 */
function split(address) {
  const [host, port] = address.split(":");
  return [host ?? "", Number(port)];
}

/**
 * What firebase_admin makes when it is told of an Authentication emulator: unsigned.
 * @param {string} uid
 */
function customToken(uid) {
  const now = Math.floor(Date.now() / 1000);
  const issuer = "firebase-auth-emulator@example.com";
  const parts = [
    { alg: "none", typ: "JWT" },
    { aud: AUDIENCE, iss: issuer, sub: issuer, iat: now, exp: now + 3600, uid },
  ];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".")}.`;
}
