import { browserHistory } from "@/lib/router/history";
import { Outlet } from "@/lib/router/outlet";
import { Router, type RouteObject } from "@/lib/router/router";

import { chatRoutes } from "./chat/chat-routes";
import { RequireAuth } from "./require-auth";
import { NotFoundScreen } from "./screens/not-found-screen";
import { RouteError } from "./screens/route-error";
import { settingsRoute } from "./settings-routes";
import { ShortcutsOverlay } from "./shell/shortcuts-overlay";

/** Doors that open signed out. Each screen is a chunk of its own. */
const publicRoutes: RouteObject[] = [
  {
    path: "/sign-in",
    lazy: async () => ({
      Component: (await import("@/features/auth/sign-in-screen")).SignInScreen,
    }),
  },
  {
    path: "/join/:token?",
    lazy: async () => ({ Component: (await import("@/features/auth/join-screen")).JoinScreen }),
  },
  {
    path: "/reset/:token?",
    lazy: async () => ({ Component: (await import("@/features/auth/reset-screen")).ResetScreen }),
  },
  {
    path: "/setup/:token",
    lazy: async () => ({ Component: (await import("@/features/setup/setup-screen")).SetupScreen }),
  },
];

/** Everything behind sign-in keeps one ChatSession (socket, follower) mounted between screens. */
const privateRoutes: RouteObject = {
  Component: RequireAuth,
  children: [
    {
      lazy: async () => ({ Component: (await import("./private-frame")).PrivateFrame }),
      children: [
        {
          lazy: async () => ({ Component: (await import("./chat/chat-session")).ChatSession }),
          children: [...chatRoutes, settingsRoute],
        },
      ],
    },
  ],
};

export const routes: RouteObject[] = [
  {
    Component: Root,
    ErrorBoundary: RouteError,
    children: [...publicRoutes, privateRoutes, { path: "*", Component: NotFoundScreen }],
  },
];

export function makeRouter() {
  return new Router(routes, browserHistory());
}

function Root() {
  return (
    <>
      <Outlet />
      <ShortcutsOverlay />
    </>
  );
}
