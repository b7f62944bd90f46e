import { createOpenApiHttp } from "openapi-msw";

import type { paths } from "@/contract/api";
import { CONTRACT_LEVEL } from "@/contract/level";
import type {
  Account,
  CommunityInfo,
  ErrorBody,
  Invite,
  Me,
  Session,
  SignedIn,
} from "@/contract/types";

import { wireCommunity, wirePreferences } from "./wire";

/** MSW handlers that compile only while they answer what openapi.yaml promises. */
export const api = createOpenApiHttp<paths>({ baseUrl: location.origin });

export const alice: Me = {
  id: "01930000-0000-7000-8000-00000000000a",
  username: "alice",
  name: "Alice Moreau",
  about: "",
  time_zone: "Europe/Lisbon",
  active: true,
  picture_id: null,
  revision: 1,
  email: "alice@harbour.example",
  role: "owner",
  language: "en",
  preferences: wirePreferences,
  created_at: "2026-11-01T08:00:00.000Z",
};

const MB = 1024 * 1024;

export const community: CommunityInfo = {
  ...wireCommunity,
  name: "Harbour Street",
  needs_setup: false,
  contract_level: CONTRACT_LEVEL,
  version: "0.1.0",
  mail: false,
  previews: true,
  firebase: null,
  limits: {
    message_length: 8000,
    request_bytes: 131_072,
    uploads: {
      files_per_message: 10,
      chunk_above: 8 * MB,
      picture: 25 * MB,
      video: 100 * MB,
      audio: 50 * MB,
      file: 100 * MB,
      pixels: 50_000_000,
      blocked: ["exe"],
    },
  },
};

export const invite: Invite = {
  id: "01930000-0000-7000-8000-0000000000f1",
  url: "https://chat.example/join/abc",
  created_by: alice.id,
  created_at: "2026-11-20T08:00:00.000Z",
  expires_at: null,
  use_limit: null,
  uses: 0,
  note: "",
  active: true,
};

export const session: Session = {
  id: "01930000-0000-7000-8000-0000000000e1",
  device: "Firefox on Linux",
  created_at: "2026-11-20T08:00:00.000Z",
  last_used_at: "2026-11-22T08:00:00.000Z",
  current: true,
};

export const bob: Account = {
  id: "01930000-0000-7000-8000-00000000000b",
  username: "bob",
  name: "Bob Okafor",
  about: "",
  time_zone: "UTC",
  active: true,
  picture_id: null,
  revision: 1,
  email: "bob@harbour.example",
  role: "member",
  created_at: "2026-11-02T08:00:00.000Z",
  last_seen_at: null,
};

export function signedIn(access: string, me: Me = alice): SignedIn {
  const expires_at = new Date(Date.now() + 900_000).toISOString();
  return { access, expires_at, me, firebase_token: null };
}

export function refusal(code: string, fields: Record<string, string[]> = {}): ErrorBody {
  return { error: { code, message: `Refused: ${code}.`, fields } };
}
