/** Menus come with the first message that somebody points at, everything else of that kind with the first dialog. */
const MENUS = /\/src\/components\/ui\/(dropdown-menu|popover)\.tsx$/;
const LATER = /\/node_modules\/@radix-ui\/|\/src\/components\/ui\//;
/** What the doors have of that library. */
const FORM = /\/node_modules\/@radix-ui\/react-(label|primitive|slot|compose-refs)\//;
const ICONS = /\/node_modules\/lucide-react\//;

interface Graph {
  getModuleInfo(id: string): { importedIds: readonly string[] } | null;
}

/** What has to be here before a signed-in person sees a room and can write. */
const CHAT = ["private-frame", "chat/chat-session", "chat/chat-layout", "chat/room-route"].map(
  (name) => `app/${name}.tsx`,
);
/** Where one comes in; setting a server up, which is done once, leads on to the chat. */
const DOORS = [
  "features/auth/sign-in-screen.tsx",
  "features/auth/join-screen.tsx",
  "features/auth/reset-screen.tsx",
];

/**
 * The first load in three files instead of ninety: each small one is a request, is compressed without
 * what it has in common with the others, and repeats what it imports. What the doors need of the chat
 * has one of its own, so that signing in does not wait for the chat.
 */
export function firstLoadChunks(source: string) {
  const chat = CHAT.map((file) => source + file);
  const inChat = reachedFrom(chat, source);
  const atDoors = reachedFrom(
    DOORS.map((file) => source + file),
    source,
  );
  return {
    groups: [
      { name: "base", tags: ["$initial" as const], priority: 3 },
      {
        name: (id: string, graph: Graph) =>
          atDoors(graph).has(id) && inChat(graph).has(id) ? "shared" : null,
        priority: 2,
      },
      { name: "chat", test: (id: string) => chat.includes(id), priority: 1 },
      {
        name: (id: string, graph: Graph) =>
          FORM.test(id) || (atDoors(graph).has(id) && LATER.test(id)) ? "form" : null,
        priority: 0.9,
      },
      { name: "icons", test: ICONS, priority: 0.8 },
      { name: "menus", test: MENUS, priority: 0.5 },
      {
        name: (id: string, graph: Graph) =>
          LATER.test(id) && !atDoors(graph).has(id) ? "later" : null,
        priority: 0,
      },
    ],
  };
}

/** Our own modules that some screens import, themselves and by others; what packages bring follows those. */
function reachedFrom(screens: readonly string[], source: string) {
  let known: Set<string> | undefined;
  return (graph: Graph): ReadonlySet<string> => {
    if (known) return known;
    known = new Set(screens);
    for (const id of known) {
      const imported = graph.getModuleInfo(id)?.importedIds ?? [];
      // A set that grows is walked to its end.
      for (const next of imported) if (next.startsWith(source)) known.add(next);
    }
    return known;
  };
}
