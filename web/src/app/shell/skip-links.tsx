import { t } from "@/lib/i18n/translate";

const classes =
  "fixed start-2 top-2 z-60 -translate-y-20 rounded-control bg-accent px-3 py-2 text-body font-medium text-on-accent focus:translate-y-0";

/** The first stops of the Tab key; invisible until reached. */
export function SkipLinks() {
  return (
    <>
      <a href="#main" className={classes}>
        {t("shell.skipToMain")}
      </a>
      <a href="#sidebar" className={classes}>
        {t("shell.skipToSidebar")}
      </a>
    </>
  );
}
