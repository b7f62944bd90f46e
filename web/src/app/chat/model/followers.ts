import type { QueryClient } from "@tanstack/react-query";

import type { Envelope } from "@/contract/events";
import type {
  Bootstrap,
  Community,
  CommunityInfo,
  CustomEmoji,
  Me,
  RoomEntry,
} from "@/contract/types";
import { follow, type Follower, type Held } from "@/realtime/follow";
import { COMMUNITY_STREAM, keys, roomStream } from "@/realtime/keys";
import { communityQuery, meQuery } from "@/lib/me";

import {
  advanceAccount,
  advanceCommunity,
  type AccountState,
  type CommunityState,
} from "./account-state";
import type { ChatApi } from "./chat-api";
import { advanceRoom, roomStateOf, type RoomState } from "./room-state";

/** What every follower of this client is made with. */
export interface Ground {
  readonly me: string;
  readonly queries: QueryClient;
  readonly api: ChatApi;
  readonly onApplied: (envelope: Envelope) => void;
  /** How long a hole in a room's events may wait, as the transport knows it. */
  readonly patience: () => number;
}

export function followRoom(ground: Ground, id: string): Follower<RoomEntry> {
  const { queries, api, me, onApplied, patience } = ground;
  const key = keys.room(id);
  return follow<RoomState, RoomEntry>({
    held: {
      read: () => queries.getQueryData<RoomState>(key),
      write: (state) => void queries.setQueryData<RoomState>(key, state),
    },
    advance: (state, envelope) => advanceRoom(state, envelope, me),
    adopt: roomStateOf,
    backlog: (after) => api.sync(roomStream(id), after),
    snapshot: () => api.room(id),
    onApplied,
    patience,
  });
}

export interface AccountWatch {
  /** A whole bootstrap came because the stream's log was pruned. */
  onBootstrap(snapshot: Bootstrap): void;
  onRoomsLost(ids: readonly string[]): void;
}

export function followAccount(
  ground: Ground,
  stream: string,
  watch: AccountWatch,
): Follower<AccountState> {
  const { queries, api, me, onApplied } = ground;
  const held: Held<AccountState> = {
    read: () => queries.getQueryData<AccountState>(keys.stream(stream)),
    write(state) {
      const before = held.read()?.rooms ?? [];
      queries.setQueryData<AccountState>(keys.stream(stream), state);
      queries.setQueryData<Me>(meQuery.queryKey, state.me);
      queries.setQueryData<readonly string[]>(keys.rooms, state.rooms);
      queries.setQueryData<readonly string[]>(keys.saved, state.saved);
      watch.onRoomsLost(before.filter((id) => !state.rooms.includes(id)));
    },
  };
  return follow<AccountState, AccountState>({
    held,
    advance: (state, envelope) => advanceAccount(state, envelope, me),
    adopt: (_current, snapshot) => snapshot,
    backlog: (after) => api.sync(stream, after),
    async snapshot() {
      const whole = await api.bootstrap();
      watch.onBootstrap(whole);
      return accountOf(whole, stream);
    },
    onApplied,
  });
}

export function accountOf(snapshot: Bootstrap, stream: string): AccountState {
  const { me, rooms, saved_ids, streams } = snapshot;
  const ids = rooms.map((entry) => entry.room.id);
  return { seq: streams[stream] ?? 0, me, rooms: ids, saved: saved_ids };
}

export function followCommunity(ground: Ground): Follower<CommunityState> {
  const { queries, api, me, onApplied } = ground;
  const key = keys.stream(COMMUNITY_STREAM);
  return follow<CommunityState, CommunityState>({
    held: {
      read: () => queries.getQueryData<CommunityState>(key),
      write(state) {
        queries.setQueryData<CommunityState>(key, state);
        queries.setQueryData<readonly CustomEmoji[]>(keys.emoji, state.emoji);
        showCommunity(queries, state.community);
      },
    },
    advance: (state, envelope) => advanceCommunity(state, envelope, me),
    adopt: (_current, snapshot) => snapshot,
    backlog: (after) => api.sync(COMMUNITY_STREAM, after),
    snapshot: () => api.bootstrap().then(communityOf),
    onApplied,
  });
}

export function communityOf({ community, emoji, streams }: Bootstrap): CommunityState {
  return { seq: streams[COMMUNITY_STREAM] ?? 0, community, emoji };
}

/** The signed-out page reads the same entry with more in it; that part stays. */
function showCommunity(queries: QueryClient, community: Community): void {
  queries.setQueryData<CommunityInfo>(communityQuery.queryKey, (info) =>
    info ? { ...info, ...community } : info,
  );
}
