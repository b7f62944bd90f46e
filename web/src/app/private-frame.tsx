import { useEffect } from "react";

import { leaveBy } from "@/lib/leaving";
import { Outlet } from "@/lib/router/outlet";

import { fetchPanesSoon } from "./chat/fetch-panes";
import { useAccountTheme } from "./use-account-theme";
import { useOutdatedNotice } from "./use-outdated-notice";

leaveBy(() => import("./leaving/leave"));

/** What every screen behind sign-in needs, in a chunk that the sign-in screen does not wait for. */
export function PrivateFrame() {
  useAccountTheme();
  useOutdatedNotice();
  useEffect(fetchPanesSoon, []);
  return <Outlet />;
}
