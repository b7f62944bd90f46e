import type { RouteObject } from "@/lib/router/router";

import type { settingsScreens } from "./settings-screens";

type Name = keyof typeof settingsScreens;

/** Even the list of the pages comes when the first of them is opened: most visits open none. */
function screen(name: Name): Pick<RouteObject, "lazy"> {
  return {
    lazy: async () => {
      const { settingsScreens } = await import("./settings-screens");
      return { Component: await settingsScreens[name]() };
    },
  };
}

const page = (path: Exclude<Name, "frame" | "index">): RouteObject => ({ path, ...screen(path) });

/** "/settings" and its pages: one chunk for the frame and one for each page. */
export const settingsRoute: RouteObject = {
  path: "/settings",
  ...screen("frame"),
  children: [
    { index: true, ...screen("index") },
    page("profile"),
    page("appearance"),
    page("notifications"),
    page("privacy"),
    page("security"),
    page("invites"),
    page("server"),
    page("accounts"),
    page("emoji"),
  ],
};
