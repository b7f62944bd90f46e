import type { RouteObject } from "@/lib/router/router";

/** The chat's own routes, children of ChatSession: list, room, details as a stack on a phone. */
export const chatRoutes: RouteObject[] = [
  {
    lazy: async () => ({ Component: (await import("./chat-layout")).ChatLayout }),
    children: [
      { index: true, lazy: async () => ({ Component: (await import("./home-pane")).HomePane }) },
      {
        path: "rooms/:roomId",
        lazy: async () => ({ Component: (await import("./room-route")).RoomRoute }),
        // The conversation stays mounted while its details open beside it.
        children: [
          { path: "details", element: null },
          { path: "files", element: null },
          { path: "messages/:seq", element: null },
          { path: "threads/:rootId", element: null },
        ],
      },
      {
        path: "browse",
        lazy: async () => ({ Component: (await import("./browse-pane")).BrowsePane }),
      },
      {
        path: "threads",
        lazy: async () => ({ Component: (await import("./threads-pane")).ThreadsPane }),
      },
      {
        path: "drafts",
        lazy: async () => ({ Component: (await import("./drafts-pane")).DraftsPane }),
      },
      {
        path: "saved",
        lazy: async () => ({ Component: (await import("./saved-pane")).SavedPane }),
      },
      {
        path: "search",
        lazy: async () => ({ Component: (await import("./search-pane")).SearchPane }),
      },
      { path: "new", lazy: async () => ({ Component: (await import("./new-pane")).NewPane }) },
    ],
  },
];
