import { ArrowLeft } from "lucide-react";
import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import type { Me } from "@/contract/types";
import { cn } from "@/lib/cn";
import { t } from "@/lib/i18n/translate";
import { useOutletContext } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";

/** The signed-in person, from the frame around every page. */
export function useSettingsMe(): Me {
  return useOutletContext() as Me;
}

interface SettingsPageProps {
  title: string;
  body?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function SettingsPage({ title, body, actions, children }: SettingsPageProps) {
  usePageTitle(title);
  return (
    <>
      <header className="flex h-header items-center gap-1 border-b border-line px-2 md:hidden">
        <Button asChild variant="quiet" size="icon">
          <Link to="/settings" aria-label={t("common.back")}>
            <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
          </Link>
        </Button>
        <h1 className="text-title font-semibold">{title}</h1>
      </header>
      <div className="mx-auto w-full max-w-160 px-4 pt-5 pb-16 md:px-8 md:pt-12">
        <div className="mb-8 flex items-start justify-between gap-4">
          <div>
            <h1 className="text-heading font-semibold max-md:hidden">{title}</h1>
            {body ? <p className="mt-1 text-body text-muted">{body}</p> : null}
          </div>
          {actions}
        </div>
        <div className="flex flex-col gap-10">{children}</div>
      </div>
    </>
  );
}

interface SectionProps {
  title?: string;
  body?: ReactNode;
  children: ReactNode;
  className?: string;
}

export function SettingsSection({ title, body, children, className }: SectionProps) {
  return (
    <section className={cn("flex flex-col gap-5", className)}>
      {title ? (
        <div>
          <h2 className="text-title font-semibold">{title}</h2>
          {body ? <p className="mt-0.5 text-body text-muted">{body}</p> : null}
        </div>
      ) : null}
      {children}
    </section>
  );
}
