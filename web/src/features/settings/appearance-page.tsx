import { useId } from "react";

import { RadioGroup, RadioRow } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast-store";
import type { ThemeChoice } from "@/contract/types";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { setTheme, useThemeChoice } from "@/lib/theme";

import { EnterKeyChoice } from "./enter-key-choice";
import { SettingsPage } from "./settings-page";
import { useChangeMe } from "./use-change-me";

export function AppearancePage() {
  const choice = useThemeChoice();
  const changeMe = useChangeMe();
  const id = useId();

  function choose(theme: ThemeChoice) {
    const before = choice;
    setTheme(theme);
    changeMe({ preferences: { theme } }).catch((error: unknown) => {
      setTheme(before);
      toast(describeError(error), { tone: "danger" });
    });
  }

  return (
    <SettingsPage title={t("appearance.title")} body={t("appearance.body")}>
      <section>
        <h2 id={id} className="mb-2 text-title font-semibold">
          {t("appearance.theme")}
        </h2>
        <RadioGroup
          aria-labelledby={id}
          value={choice}
          onValueChange={(value) => choose(value as ThemeChoice)}
          className="-mx-3"
        >
          <RadioRow
            value="system"
            label={t("appearance.system")}
            hint={t("appearance.systemHint")}
          />
          <RadioRow value="light" label={t("appearance.light")} />
          <RadioRow value="dark" label={t("appearance.dark")} />
        </RadioGroup>
      </section>
      <EnterKeyChoice />
    </SettingsPage>
  );
}
