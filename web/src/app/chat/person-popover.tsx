import { PopoverBeside } from "@/components/ui/beside";
import { Button } from "@/components/ui/button";
import { PersonCard } from "@/features/people/person-card";
import { PersonDot } from "@/features/presence/person-dot";
import { t } from "@/lib/i18n/translate";
import { useChat } from "@/realtime/chat-context";
import { usePerson } from "@/realtime/use-cache";

import { useOpenDirect } from "./use-open-direct";

interface PersonPopoverProps {
  userId: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Who somebody is, and the way to write to them. */
export function PersonPopover({ userId, open, onOpenChange }: PersonPopoverProps) {
  const { me } = useChat();
  const person = usePerson(userId);
  const openDirect = useOpenDirect();
  if (!person) return null;
  return (
    <PopoverBeside
      open={open}
      onOpenChange={onOpenChange}
      side="right"
      align="start"
      aria-label={person.name}
    >
      <PersonCard
        person={person}
        presence={<PersonDot userId={userId} />}
        actions={
          userId === me || !person.active ? null : (
            <Button className="w-full" onClick={() => void openDirect([userId])}>
              {t("details.message")}
            </Button>
          )
        }
      />
    </PopoverBeside>
  );
}
