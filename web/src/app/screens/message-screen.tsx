import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

import { EmptyState } from "@/components/ui/empty-state";
import { usePageTitle } from "@/lib/title";

interface MessageScreenProps {
  icon: LucideIcon;
  title: string;
  body: ReactNode;
  action: ReactNode;
}

/** A whole page that only says one thing and what to do about it. */
export function MessageScreen({ icon, title, body, action }: MessageScreenProps) {
  usePageTitle(title);
  return (
    <main className="flex min-h-dvh items-center justify-center bg-bg p-4">
      <EmptyState level="h1" icon={icon} title={title} body={body} action={action} />
    </main>
  );
}
