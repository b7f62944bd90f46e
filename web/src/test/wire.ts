import type {
  Attachment,
  Community,
  Member,
  Message,
  Person,
  Preferences,
  RoomEntry,
} from "@/contract/types";

/** Wire objects for tests: whole, with nothing special about them but what the test says. */
export const wirePerson = (id: string, name = id): Person => ({
  id,
  username: id,
  name,
  about: "",
  time_zone: "UTC",
  active: true,
  picture_id: null,
  revision: 1,
});

export const wireMember = (id: string, role: Member["role"] = "member", read = 0): Member => ({
  person: wirePerson(id),
  role,
  joined_at: "2026-01-01T00:00:00.000Z",
  last_read_seq: read,
  delivered_seq: 0,
});

export const wireMessage = (seq: number, change: Partial<Message> = {}): Message => ({
  id: `m${seq}`,
  room_id: "r1",
  author_id: "ana",
  client_id: `c${seq}`,
  seq,
  revision: seq,
  text: `text ${seq}`,
  sent_at: "2026-01-01T00:00:00.000Z",
  version: 0,
  edited_at: null,
  deletion: null,
  reply_to: null,
  thread_id: null,
  thread: null,
  mentions: { people: [], group: null, user_ids: [] },
  attachments: [],
  reactions: [],
  pinned: null,
  forwarded: null,
  previews: [],
  ...change,
});

export const wireEntry = (change: Partial<RoomEntry> = {}): RoomEntry => ({
  room: {
    id: "r1",
    kind: "private",
    name: "General",
    description: "",
    archived: false,
    created_at: "2026-01-01T00:00:00.000Z",
    created_by: "ana",
    picture_id: null,
  },
  seq: 3,
  role: "member",
  last_read_seq: 3,
  unread_count: 0,
  mention_count: 0,
  thread_unread_count: 0,
  thread_mention_count: 0,
  settings: {
    notify: "all",
    muted: false,
    view: "flat",
    follow_threads: false,
    favourite: false,
    section: "",
  },
  member_count: 2,
  last_message: null,
  people: [],
  ...change,
});

export const wireCommunity: Community = {
  name: "Riverside",
  registration: "invite",
  link_previews: true,
  edit_minutes: 1440,
  confirm_mentions_above: 10,
};

export const wirePreferences: Preferences = {
  theme: "system",
  show_receipts: true,
  show_typing: true,
  show_last_seen: true,
  sections: [],
};

/** A picture of 800 by 600, unless the test says otherwise. */
export const wireAttachment = (id: string, change: Partial<Attachment> = {}): Attachment => ({
  id,
  kind: "picture",
  name: `${id}.jpg`,
  content_type: "image/jpeg",
  size: 120_000,
  width: 800,
  height: 600,
  animated: false,
  thumbhash: "",
  ...change,
});
