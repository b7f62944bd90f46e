import type { ReactNode } from "react";

import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { useMatch } from "@/lib/router/hooks";
import { useIsNarrow, useIsWide } from "@/lib/use-media-query";

import { SkipLinks } from "./skip-links";

export type Pane = "list" | "room" | "details" | "thread";

interface ShellFrameProps {
  /** Which pane a phone shows; the route decides, so that the system's back works. */
  pane: Pane;
  sidebar: ReactNode;
  main: ReactNode;
  /** Details or a thread: beside the chat in wide windows, in its place in middling ones and on phones. */
  details?: ReactNode;
  /** A card over the panes: "Waiting for the network". What one reads must not move for it. */
  banner?: ReactNode;
}

/** The frame of the client: sidebar 272 px, conversation, details 336 px; on a phone one at a time. */
export function ShellFrame({ pane, sidebar, main, details, banner }: ShellFrameProps) {
  const shown = useShownPanes(pane);
  const reading = useMatch("/rooms/:roomId/*") !== null && pane === "room";
  return (
    <div className="group/shell relative flex h-[var(--visible-height,100dvh)] flex-col overflow-hidden bg-bg">
      <SkipLinks />
      <BannerPlace above={reading}>{banner}</BannerPlace>
      {/* A phone shows the list alone: then it is the main part of the page. */}
      <div role={shown.listAlone ? "main" : undefined} className="flex min-h-0 flex-1">
        {shown.listAlone ? <PaneHeading name="shell.sidebar" /> : null}
        <nav
          id="sidebar"
          tabIndex={-1}
          aria-label={t("shell.sidebar")}
          hidden={!shown.sidebar}
          className="flex min-h-0 w-full shrink-0 flex-col outline-none md:w-sidebar"
        >
          {sidebar}
        </nav>
        <main
          id="main"
          tabIndex={-1}
          aria-label={t("shell.main")}
          hidden={!shown.main}
          className="flex min-h-0 min-w-0 flex-1 flex-col bg-surface outline-none md:border-s md:border-line"
        >
          {pane === "list" ? <PaneHeading name="shell.sidebar" /> : null}
          {main}
        </main>
        {shown.details && details ? (
          <DetailsColumn pane={pane} beside={shown.main}>
            {details}
          </DetailsColumn>
        ) : null}
      </div>
    </div>
  );
}

/** Over the oldest lines in sight of a room, elsewhere over the end: forms and searches begin above. */
function BannerPlace({ above, children }: { above: boolean; children: ReactNode }) {
  return (
    <div
      className={cn(
        "pointer-events-none absolute inset-x-0 z-40 flex justify-center p-2 *:pointer-events-auto md:start-sidebar",
        above ? "top-header" : "bottom-[calc(var(--spacing-header)+env(safe-area-inset-bottom))]",
      )}
    >
      {children}
    </div>
  );
}

function useShownPanes(pane: Pane) {
  const narrow = useIsNarrow();
  const wide = useIsWide();
  const details = pane === "details" || pane === "thread";
  return {
    sidebar: !narrow || pane === "list",
    main: narrow ? pane === "room" : wide || !details,
    details,
    listAlone: narrow && pane === "list",
  };
}

/** For the panes without a heading of their own: each page has exactly one. */
function PaneHeading({ name }: { name: "shell.sidebar" | "shell.details" | "thread.title" }) {
  return <h1 className="sr-only">{t(name)}</h1>;
}

interface DetailsColumnProps {
  pane: Pane;
  beside: boolean;
  children: ReactNode;
}

/** A div, so that its role can change with the window without losing what is open inside. */
function DetailsColumn({ pane, beside, children }: DetailsColumnProps) {
  const name = pane === "thread" ? "thread.title" : "shell.details";
  const width = pane === "thread" ? "w-thread" : "w-details";
  return (
    <div
      role={beside ? "complementary" : "main"}
      aria-label={t(name)}
      className={cn(
        "flex min-h-0 flex-col bg-surface md:border-s md:border-line",
        beside ? `${width} shrink-0` : "min-w-0 flex-1",
      )}
    >
      {beside ? null : <PaneHeading name={name} />}
      {children}
    </div>
  );
}
