import { useEffect } from "react";

import { useMe } from "@/lib/me";
import { setTheme } from "@/lib/theme";

/** The theme belongs to the account: a choice made on one device arrives on the others. */
export function useAccountTheme(): void {
  const theme = useMe()?.preferences.theme;
  useEffect(() => {
    if (theme) setTheme(theme);
  }, [theme]);
}
