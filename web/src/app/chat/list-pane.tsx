import type { ReactNode } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import { usePageTitle } from "@/lib/title";

interface ListPaneProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
}

/** A page of the chat that is a list of its own: threads, drafts, what was saved. */
export function ListPane({ title, actions, children }: ListPaneProps) {
  usePageTitle(title);
  return (
    <>
      <PaneHeader back="/" actions={actions}>
        <h1 className="truncate text-message font-semibold">{title}</h1>
      </PaneHeader>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <div className="mx-auto flex w-full max-w-[46rem] flex-col gap-3 p-4 max-md:px-2">
          {children}
        </div>
      </div>
    </>
  );
}
