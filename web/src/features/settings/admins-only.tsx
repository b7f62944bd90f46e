import { Lock } from "lucide-react";
import type { ReactNode } from "react";

import { EmptyState } from "@/components/ui/empty-state";
import { t } from "@/lib/i18n/translate";

import { useSettingsMe } from "./settings-page";
import { isServerAdmin } from "./settings-pages";

/** Spares a member a page full of refusals; the server is what refuses. */
export function AdminsOnly({ children }: { children: ReactNode }) {
  const me = useSettingsMe();
  if (isServerAdmin(me)) return children;
  return <EmptyState icon={Lock} title={t("accounts.forbidden")} />;
}
