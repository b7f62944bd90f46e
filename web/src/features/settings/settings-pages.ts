import {
  Bell,
  Contrast,
  EyeOff,
  Link2,
  Server,
  ShieldCheck,
  SmilePlus,
  UserRound,
  UsersRound,
  type LucideIcon,
} from "lucide-react";

import type { Me } from "@/contract/types";
import type { Key } from "@/lib/i18n/translate";

export interface SettingsPageInfo {
  path: string;
  title:
    | "profile.title"
    | "appearance.title"
    | "notices.title"
    | "privacy.title"
    | "security.title"
    | "invites.title"
    | "server.title"
    | "accounts.title"
    | "ownEmoji.title";
  icon: LucideIcon;
  group: Extract<Key, "settings.you" | "settings.place">;
  adminsOnly?: boolean;
}

export const pages: readonly SettingsPageInfo[] = [
  { path: "profile", title: "profile.title", icon: UserRound, group: "settings.you" },
  { path: "appearance", title: "appearance.title", icon: Contrast, group: "settings.you" },
  { path: "notifications", title: "notices.title", icon: Bell, group: "settings.you" },
  { path: "privacy", title: "privacy.title", icon: EyeOff, group: "settings.you" },
  { path: "security", title: "security.title", icon: ShieldCheck, group: "settings.you" },
  { path: "invites", title: "invites.title", icon: Link2, group: "settings.place" },
  {
    path: "server",
    title: "server.title",
    icon: Server,
    group: "settings.place",
    adminsOnly: true,
  },
  {
    path: "accounts",
    title: "accounts.title",
    icon: UsersRound,
    group: "settings.place",
    adminsOnly: true,
  },
  {
    path: "emoji",
    title: "ownEmoji.title",
    icon: SmilePlus,
    group: "settings.place",
    adminsOnly: true,
  },
];

export function isServerAdmin(me: Pick<Me, "role">): boolean {
  return me.role === "owner" || me.role === "admin";
}
