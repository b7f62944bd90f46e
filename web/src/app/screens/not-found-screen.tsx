import { MapPinOff } from "lucide-react";

import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";

import { MessageScreen } from "./message-screen";

export function NotFoundScreen() {
  return (
    <MessageScreen
      icon={MapPinOff}
      title={t("notFound.title")}
      body={t("notFound.body")}
      action={
        <Button asChild variant="primary">
          <Link to="/">{t("common.home")}</Link>
        </Button>
      }
    />
  );
}
