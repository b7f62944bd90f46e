/** The wire objects by their short names (docs/protocol.md, section 3). */
import type { components } from "./api";
import type {
  Attachment,
  Community,
  CustomEmoji,
  Draft,
  Forwarded,
  LinkPreview,
  Mark,
  Me,
  Member,
  Mentions,
  Message,
  Person,
  Preferences,
  Quote,
  Reaction,
  Reading,
  Room,
  RoomEntry,
  RoomSettings,
  Thread,
  ThreadReading,
} from "./events";

export type {
  Attachment,
  Community,
  CustomEmoji,
  Draft,
  Forwarded,
  LinkPreview,
  Mark,
  Me,
  Member,
  Mentions,
  Message,
  Person,
  Preferences,
  Quote,
  Reaction,
  Reading,
  Room,
  RoomEntry,
  RoomSettings,
  Thread,
  ThreadReading,
};

type Schemas = components["schemas"];

export type Account = Schemas["Account"];
export type Bootstrap = Schemas["Bootstrap"];
export type CommunityInfo = Schemas["CommunityStatus"];
export type FollowedThread = Schemas["FollowedThread"];
export type FollowedThreads = Schemas["FollowedThreads"];
export type FirebaseConfig = Schemas["FirebaseConfig"];
export type ErrorBody = Schemas["ErrorAnswer"];
export type Invitation = Schemas["Invitation"];
export type Invite = Schemas["Invite"];
export type MessagePage = Schemas["History"];
export type Profile = Schemas["Profile"];
export type SavedItem = Schemas["SavedItem"];
export type SavedPage = Schemas["SavedPage"];
export type Session = Schemas["Session"];
export type SetUp = Schemas["SetUp"];
export type SignedIn = Schemas["SignedIn"];

export type Registration = Community["registration"];
export type RoomRole = Member["role"];
export type ServerRole = Me["role"];
export type ThemeChoice = Preferences["theme"];
export type ThreadPage = Schemas["ThreadPage"];
