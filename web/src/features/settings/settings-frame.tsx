import { useQuery } from "@tanstack/react-query";

import { cn } from "@/lib/cn";
import { meQuery } from "@/lib/me";
import { useLocation } from "@/lib/router/hooks";
import { Outlet } from "@/lib/router/outlet";
import { useIsNarrow } from "@/lib/use-media-query";

import { SettingsNav } from "./settings-nav";

/** "/settings": the list of pages beside the page; on a phone first the one, then the other. */
export function SettingsFrame() {
  const narrow = useIsNarrow();
  const onIndex = /^\/settings\/?$/.test(useLocation().pathname);
  const { data: me } = useQuery({ ...meQuery, throwOnError: true });
  if (!me) return null;
  return (
    <div className="flex h-dvh overflow-hidden bg-bg">
      <div
        role={narrow ? "main" : undefined}
        hidden={narrow && !onIndex}
        className={cn("flex min-h-0 shrink-0 flex-col", narrow ? "w-full" : "w-sidebar")}
      >
        <SettingsNav me={me} />
      </div>
      <main
        id="main"
        tabIndex={-1}
        hidden={narrow && onIndex}
        className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-surface outline-none md:border-s md:border-line"
      >
        <Outlet context={me} />
      </main>
    </div>
  );
}
