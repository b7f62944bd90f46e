import {
  Bookmark,
  CheckCheck,
  Compass,
  Keyboard,
  LogOut,
  MessageSquarePlus,
  MessagesSquare,
  Monitor,
  Moon,
  PencilLine,
  Plus,
  Sun,
  TextSearch,
} from "lucide-react";
import { useMemo } from "react";

import type { Command } from "@/app/quick-switcher/items";
import { shortcutsMap } from "@/app/shell/shortcuts-store";
import { toast } from "@/components/ui/toast-store";
import type { ThemeChoice } from "@/contract/types";
import { isServerAdmin, pages } from "@/features/settings/settings-pages";
import { useChangeMe } from "@/features/settings/use-change-me";
import { useAuth } from "@/lib/auth-context";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { useMe } from "@/lib/me";
import { useNavigate } from "@/lib/router/hooks";
import { setTheme, themeChoice } from "@/lib/theme";

import { useMarkAllRead } from "./use-mark-all-read";

type Open = (path: string) => void;

/** Everything the quick switcher can do or open, put together from the lists below and elsewhere. */
export function useCommands(): Command[] {
  const navigate = useNavigate();
  const me = useMe();
  const { signOut } = useAuth();
  const changeMe = useChangeMe();
  const markAllRead = useMarkAllRead();
  const admin = me !== undefined && isServerAdmin(me);
  return useMemo(() => {
    const open: Open = (path) => void navigate(path);
    return [
      findingCommand(open),
      ...placeCommands(open),
      ...readingCommands(() => void markAllRead()),
      ...themeCommands((theme) => chooseTheme(theme, changeMe)),
      ...ownCommands(() => void signOut().catch(complain)),
      ...settingsCommands(open, admin),
    ];
  }, [navigate, admin, signOut, changeMe, markAllRead]);
}

/** Pages of the chat. */
function placeCommands(open: Open): Command[] {
  const to = (path: string) => () => open(path);
  return [
    {
      id: "new-direct",
      label: t("command.newDirect"),
      also: t("command.newDirectAlso"),
      Icon: MessageSquarePlus,
      run: to("/new?direct"),
    },
    {
      id: "new-room",
      label: t("command.newRoom"),
      also: t("command.newRoomAlso"),
      Icon: Plus,
      run: to("/new"),
    },
    {
      id: "browse",
      label: t("command.browse"),
      also: t("command.browseAlso"),
      Icon: Compass,
      run: to("/browse"),
    },
    {
      id: "threads",
      label: t("command.threads"),
      also: t("command.threadsAlso"),
      Icon: MessagesSquare,
      run: to("/threads"),
    },
    {
      id: "drafts",
      label: t("command.drafts"),
      also: t("command.draftsAlso"),
      Icon: PencilLine,
      run: to("/drafts"),
    },
    {
      id: "saved",
      label: t("command.saved"),
      also: t("command.savedAlso"),
      Icon: Bookmark,
      run: to("/saved"),
    },
  ];
}

function findingCommand(open: Open): Command {
  return {
    id: "search",
    label: t("command.search"),
    also: t("command.searchAlso"),
    keys: "mod+f",
    Icon: TextSearch,
    run: () => open("/search"),
  };
}

function readingCommands(markAllRead: () => void): Command[] {
  const label = t("command.markAllRead");
  const also = t("command.markAllReadAlso");
  const keys = "shift+escape";
  return [{ id: "mark-all-read", label, also, keys, Icon: CheckCheck, run: markAllRead }];
}

function themeCommands(choose: (theme: ThemeChoice) => void): Command[] {
  const also = t("command.themeAlso");
  const line = (theme: ThemeChoice, label: string, Icon: Command["Icon"]): Command => ({
    id: `theme-${theme}`,
    label,
    also,
    Icon,
    run: () => choose(theme),
  });
  return [
    line("dark", t("command.themeDark"), Moon),
    line("light", t("command.themeLight"), Sun),
    line("system", t("command.themeSystem"), Monitor),
  ];
}

function ownCommands(signOut: () => void): Command[] {
  return [
    {
      id: "keys",
      label: t("command.keys"),
      also: t("command.keysAlso"),
      keys: "mod+/",
      Icon: Keyboard,
      run: () => shortcutsMap.show(true),
    },
    {
      id: "sign-out",
      label: t("command.signOut"),
      also: t("command.signOutAlso"),
      Icon: LogOut,
      run: signOut,
    },
  ];
}

/** Each page of the preferences by its own name. */
function settingsCommands(open: Open, admin: boolean): Command[] {
  return pages
    .filter((page) => admin || !page.adminsOnly)
    .map(({ path, title, icon }) => ({
      id: `settings-${path}`,
      label: t(title),
      also: t("command.settingsAlso"),
      kind: "settings",
      Icon: icon,
      run: () => open(`/settings/${path}`),
    }));
}

/** As on the page "Appearance": painted at once, kept with the account, taken back when refused. */
function chooseTheme(theme: ThemeChoice, changeMe: ReturnType<typeof useChangeMe>): void {
  const before = themeChoice();
  setTheme(theme);
  changeMe({ preferences: { theme } }).catch((error: unknown) => {
    setTheme(before);
    complain(error);
  });
}

function complain(error: unknown): void {
  toast(describeError(error), { tone: "danger" });
}
