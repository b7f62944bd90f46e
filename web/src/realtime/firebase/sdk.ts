import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import {
  connectAuthEmulator,
  indexedDBLocalPersistence,
  initializeAuth,
  onAuthStateChanged,
  signInWithCustomToken,
  signOut,
  type Auth,
} from "firebase/auth";
import {
  connectDatabaseEmulator,
  forceWebSockets,
  getDatabase,
  goOffline,
  onChildAdded,
  onChildChanged,
  onChildRemoved,
  onDisconnect,
  onValue,
  push,
  ref,
  remove,
  serverTimestamp as databaseTime,
  set,
  type Database,
  type DataSnapshot,
} from "firebase/database";
import {
  clearIndexedDbPersistence,
  collection,
  connectFirestoreEmulator,
  deleteDoc,
  doc,
  initializeFirestore,
  onSnapshot,
  orderBy,
  persistentLocalCache,
  persistentMultipleTabManager,
  query,
  serverTimestamp,
  setDoc,
  terminate,
  Timestamp,
  where,
  type Firestore,
} from "firebase/firestore";

import type { FirebaseConfig } from "@/contract/types";

import { forgetOthers, forgetOwn } from "./leftovers";
import type { Fail, FirebasePort, HearDocuments, HearPages, HearTyping, PageState } from "./port";
import { millisecondsOf, mirrored, pagesOf, soon, troubleOf } from "./shapes";

/** The SDK's objects of one signed-in person; their cache lies under the app's name. */
interface Sdk {
  readonly app: FirebaseApp;
  readonly auth: Auth;
  readonly firestore: Firestore;
  readonly database: Database;
}

/** The SDK knows its apps by name, and one must be closed before the next of that name is opened. */
let free: Promise<void> = Promise.resolve();

/**
 * Google's SDK as this client's port; each has to be closed before the next one opens. Connects to nothing
 * yet, except for a kept sign-in.
 */
export async function openFirebase(config: FirebaseConfig, me: string): Promise<FirebasePort> {
  const before = free;
  let letGo: () => void = () => undefined;
  free = new Promise((resolve) => (letGo = resolve));
  await before;
  try {
    await forgetOthers(appName(me));
    const sdk = openSdk(config, appName(me));
    await sdk.auth.authStateReady();
    return new SdkPort(sdk, me, letGo);
  } catch (error) {
    letGo();
    throw error;
  }
}

/** A name for each person: what one has in the cache, the next one on this device never reads. */
const appName = (me: string) => `flowchat-${me}`;

function openSdk({ web, database_url, emulators }: FirebaseConfig, name: string): Sdk {
  const app = initializeApp({ ...web, databaseURL: database_url }, name);
  // The plain one, without pop-ups and redirects, which load scripts of other origins.
  const auth = initializeAuth(app, { persistence: indexedDBLocalPersistence });
  // Its other way is scripts of the database's origin, which our Content-Security-Policy forbids.
  forceWebSockets();
  const tabManager = persistentMultipleTabManager();
  const firestore = initializeFirestore(app, { localCache: persistentLocalCache({ tabManager }) });
  const database = getDatabase(app, database_url);
  if (emulators) {
    connectAuthEmulator(auth, `http://${emulators.auth}`, { disableWarnings: true });
    connectFirestoreEmulator(firestore, ...hostAndPort(emulators.firestore));
    connectDatabaseEmulator(database, ...hostAndPort(emulators.database));
  }
  return { app, auth, firestore, database };
}

function hostAndPort(address: string): [string, number] {
  const colon = address.lastIndexOf(":");
  return [address.slice(0, colon), Number(address.slice(colon + 1))];
}

class SdkPort implements FirebasePort {
  readonly #sdk: Sdk;
  readonly #me: string;
  readonly #place;
  readonly #stopSkew;
  readonly #letGo: () => void;
  #skew: number | null = null;
  #leaving = false;

  constructor(sdk: Sdk, me: string, letGo: () => void) {
    this.#sdk = sdk;
    this.#me = me;
    this.#letGo = letGo;
    this.#place = push(ref(sdk.database, `status/${me}/connections`));
    this.#stopSkew = onValue(ref(sdk.database, ".info/serverTimeOffset"), (told) => {
      const skew: unknown = told.val();
      this.#skew = typeof skew === "number" ? skew : null;
    });
  }

  signedInAs(): string | null {
    return this.#sdk.auth.currentUser?.uid ?? null;
  }

  async signIn(customToken: string): Promise<void> {
    await signInWithCustomToken(this.#sdk.auth, customToken);
  }

  onSignedOut(listener: () => void) {
    let before = this.signedInAs();
    return onAuthStateChanged(this.#sdk.auth, (user) => {
      if (before !== null && !user && !this.#leaving) listener();
      before = user?.uid ?? null;
    });
  }

  follow(name: string, after: number, hear: HearDocuments, fail: Fail) {
    const documents = collection(this.#sdk.firestore, name);
    const newer = query(documents, where("revision", ">", after), orderBy("revision"));
    return onSnapshot(
      newer,
      { includeMetadataChanges: true },
      (snapshot) => {
        const changed = snapshot.docChanges().filter(({ type }) => type !== "removed");
        hear(
          changed.map((change) => mirrored(change.doc.data())),
          snapshot.size,
          !snapshot.metadata.fromCache,
        );
      },
      (error) => fail(troubleOf(error)),
    );
  }

  watchTyping(roomId: string, since: number, hear: HearTyping, fail: Fail) {
    const documents = collection(this.#sdk.firestore, `typing_${roomId}`);
    const lately = query(documents, where("at", ">", Timestamp.fromMillis(since)));
    return onSnapshot(
      lately,
      (snapshot) => {
        const marks = snapshot.docChanges().map(({ type, doc: found }) => ({
          userId: found.id,
          at: type === "removed" ? null : millisecondsOf(found.get("at")),
        }));
        hear(marks);
      },
      (error) => fail(troubleOf(error)),
    );
  }

  putTyping(roomId: string): Promise<void> {
    return setDoc(this.#typing(roomId), { user_id: this.#me, at: serverTimestamp() });
  }

  removeTyping(roomId: string): Promise<void> {
    return deleteDoc(this.#typing(roomId));
  }

  onConnected(listener: (connected: boolean) => void) {
    return onValue(ref(this.#sdk.database, ".info/connected"), (told) =>
      listener(told.val() === true),
    );
  }

  async holdPlace(state: PageState): Promise<void> {
    // First the promise to remove it, then the place: the other way round a crash in between leaves a ghost.
    await onDisconnect(this.#place).remove();
    await set(this.#place, { state, at: databaseTime() });
  }

  watchPlaces(hear: HearPages, fail: Fail) {
    const everyone = ref(this.#sdk.database, "status");
    let failed = false;
    const failOnce = (error: Error) => {
      if (!failed) fail(troubleOf(error));
      failed = true;
    };
    const changed = (person: DataSnapshot) => hear(person.key ?? "", pagesOf(person.val()));
    const ends = [
      onChildAdded(everyone, changed, failOnce),
      onChildChanged(everyone, changed, failOnce),
      onChildRemoved(everyone, (person) => hear(person.key ?? "", []), failOnce),
    ];
    return () => ends.forEach((end) => end());
  }

  skew(): number | null {
    return this.#skew;
  }

  async close(forget: boolean): Promise<void> {
    this.#leaving = true;
    this.#stopSkew();
    await this.#close(forget)
      .catch(() => undefined)
      .finally(this.#letGo);
  }

  async #close(forget: boolean): Promise<void> {
    const { app, auth, firestore, database } = this.#sdk;
    await soon(remove(this.#place));
    goOffline(database);
    if (forget) await soon(signOut(auth));
    await terminate(firestore);
    if (forget) await soon(clearIndexedDbPersistence(firestore));
    await deleteApp(app);
    if (forget) await forgetOwn(appName(this.#me));
  }

  #typing(roomId: string) {
    return doc(this.#sdk.firestore, `typing_${roomId}`, this.#me);
  }
}
