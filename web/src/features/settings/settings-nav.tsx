import { ArrowLeft, LogOut } from "lucide-react";

import { Button } from "@/components/ui/button";
import { toast } from "@/components/ui/toast-store";
import type { Me } from "@/contract/types";
import { useAuth } from "@/lib/auth-context";
import { cn } from "@/lib/cn";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { Link, NavLink } from "@/lib/router/link";
import { useIsNarrow } from "@/lib/use-media-query";

import { isServerAdmin, pages } from "./settings-pages";

const rowClasses =
  "flex h-9 w-full items-center gap-3 rounded-control px-3 text-body text-muted transition-colors hover:bg-hover hover:text-text max-md:h-12 max-md:text-message";

export function SettingsNav({ me }: { me: Me }) {
  const { signOut } = useAuth();
  // Beside a page the page has the heading; alone on a phone the list does.
  const Title = useIsNarrow() ? "h1" : "p";
  const shown = pages.filter((page) => !page.adminsOnly || isServerAdmin(me));
  const groups = [...new Set(shown.map((page) => page.group))];
  return (
    <nav
      aria-label={t("settings.title")}
      className="flex min-h-0 flex-1 flex-col overflow-y-auto p-2"
    >
      <div className="-mx-2 -mt-2 mb-2 flex h-header shrink-0 items-center gap-1 ps-2 pe-4">
        <Button asChild variant="quiet" size="icon">
          <Link to="/" aria-label={t("settings.back")}>
            <ArrowLeft aria-hidden className="rtl:-scale-x-100" />
          </Link>
        </Button>
        <Title className="text-title font-semibold">{t("settings.title")}</Title>
      </div>
      {groups.map((group) => (
        <section key={group} className="mb-4">
          <p className="px-3 py-1.5 text-meta font-medium text-muted">{t(group)}</p>
          <ul>
            {shown
              .filter((page) => page.group === group)
              .map(({ path, title, icon: Icon }) => (
                <li key={path}>
                  <NavLink
                    to={`/settings/${path}`}
                    className={({ isActive }) =>
                      cn(rowClasses, isActive && "bg-pressed font-medium text-text")
                    }
                  >
                    <Icon aria-hidden className="icon" />
                    {t(title)}
                  </NavLink>
                </li>
              ))}
          </ul>
        </section>
      ))}
      <button
        type="button"
        className={cn(rowClasses, "mt-auto shrink-0")}
        onClick={() => {
          signOut().catch((error: unknown) => toast(describeError(error), { tone: "danger" }));
        }}
      >
        <LogOut aria-hidden className="icon rtl:-scale-x-100" />
        {t("settings.signOut")}
      </button>
    </nav>
  );
}
