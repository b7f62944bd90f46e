import { Hash, Lock } from "lucide-react";
import type { ReactNode } from "react";

import { Avatar } from "@/components/ui/avatar";
import type { Person, Room } from "@/contract/types";

interface RoomSignProps {
  room: Room;
  title: string;
  peer: Person | undefined;
  /** A presence dot, for people. */
  badge?: ReactNode;
  size?: "small" | "medium" | "large";
}

/** A person's face for direct chats; a picture, a hash or a lock for rooms. */
export function RoomSign({ room, title, peer, badge, size = "medium" }: RoomSignProps) {
  if (peer)
    return (
      <Avatar id={peer.id} name={peer.name} picture={peer.picture_id} size={size} badge={badge} />
    );
  const Icon = room.kind === "public" ? Hash : Lock;
  const icon = <Icon aria-hidden className={size === "large" ? "size-7" : "size-4"} />;
  return (
    <Avatar
      id={room.id}
      name={title}
      picture={room.picture_id}
      shape="room"
      size={size}
      icon={icon}
    />
  );
}
