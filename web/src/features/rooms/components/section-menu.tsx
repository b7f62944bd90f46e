import { ArrowDown, ArrowUp, MoreHorizontal, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";

import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { IconButton } from "@/components/ui/icon-button";
import { t } from "@/lib/i18n/translate";

import { useOwnSections } from "./own-sections";
import { SectionDialog } from "./section-dialog";

/** What can be done with a section of mine. Removing one frees its chats; nothing is lost. */
export function SectionMenu({ name }: { name: string }) {
  const { sections, rename, move, remove } = useOwnSections();
  const [naming, setNaming] = useState(false);
  const at = sections.indexOf(name);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <IconButton label={t("sidebar.sectionMenu", { name })} size="iconSmall">
            <MoreHorizontal aria-hidden />
          </IconButton>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          <DropdownMenuItem onSelect={() => setNaming(true)}>
            <Pencil aria-hidden />
            {t("sidebar.renameSection")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={at === 0} onSelect={() => move(name, -1)}>
            <ArrowUp aria-hidden />
            {t("sidebar.sectionUp")}
          </DropdownMenuItem>
          <DropdownMenuItem disabled={at === sections.length - 1} onSelect={() => move(name, 1)}>
            <ArrowDown aria-hidden />
            {t("sidebar.sectionDown")}
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => remove(name)}>
            <Trash2 aria-hidden />
            {t("sidebar.removeSection")}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <SectionDialog
        open={naming}
        title={t("sidebar.renameSection")}
        name={name}
        taken={sections}
        onClose={() => setNaming(false)}
        onDone={(next) => rename(name, next)}
      />
    </>
  );
}
