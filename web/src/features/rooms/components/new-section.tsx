import { useChangeSettings } from "@/features/rooms/hooks/use-change-settings";
import { t } from "@/lib/i18n/translate";

import { useOwnSections } from "./own-sections";
import { SectionDialog } from "./section-dialog";

interface NewSectionProps {
  roomId: string;
  open: boolean;
  onClose: () => void;
}

/** Asks for the name of a section, makes it, and moves the chat there. */
export function NewSection({ roomId, open, onClose }: NewSectionProps) {
  const change = useChangeSettings();
  const { sections, add } = useOwnSections();
  return (
    <SectionDialog
      open={open}
      title={t("sidebar.newSectionTitle")}
      taken={sections}
      onClose={onClose}
      onDone={(name) => {
        add(name);
        change(roomId, { section: name, favourite: false });
      }}
    />
  );
}
