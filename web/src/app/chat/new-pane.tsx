import { useState } from "react";

import { PaneHeader } from "@/app/shell/pane-header";
import { Button } from "@/components/ui/button";
import type { Person } from "@/contract/types";
import { PeoplePicker } from "@/features/people/people-picker";
import { NewRoomForm } from "@/features/rooms/components/new-room-form";
import { t } from "@/lib/i18n/translate";
import { useNavigate, useSearchParams } from "@/lib/router/hooks";
import { usePageTitle } from "@/lib/title";
import { useChat } from "@/realtime/chat-context";

import { useOpenDirect } from "./use-open-direct";

/** A new room, or with ?direct a new direct message. */
export function NewPane() {
  const [search] = useSearchParams();
  const direct = search.has("direct");
  const title = direct ? t("newDirect.title") : t("newRoom.title");
  usePageTitle(title);
  return (
    <>
      <PaneHeader back="/">
        <h1 className="text-message font-semibold">{title}</h1>
      </PaneHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex w-full max-w-xl flex-col p-4">
          {direct ? <NewDirect key="direct" /> : <NewRoom key="room" />}
        </div>
      </div>
    </>
  );
}

function NewRoom() {
  const { admit, me } = useChat();
  const navigate = useNavigate();
  const [picked, setPicked] = useState<Person[]>([]);
  return (
    <NewRoomForm
      memberIds={picked.map((person) => person.id)}
      people={
        <div className="flex flex-col gap-1.5">
          <span className="text-small font-medium">{t("newRoom.people")}</span>
          <PeoplePicker
            picked={picked}
            onChange={setPicked}
            exclude={[me]}
            label={t("newRoom.people")}
            className="max-h-64"
          />
        </div>
      }
      onDone={(entry) => {
        admit(entry);
        void navigate(`/rooms/${entry.room.id}`);
      }}
    />
  );
}

function NewDirect() {
  const openDirect = useOpenDirect();
  const [picked, setPicked] = useState<Person[]>([]);
  const [busy, setBusy] = useState(false);
  async function start() {
    setBusy(true);
    await openDirect(picked.map((person) => person.id));
    setBusy(false);
  }
  return (
    <>
      <PeoplePicker picked={picked} onChange={setPicked} focusOnOpen className="max-h-[60dvh]" />
      <div className="mt-4 flex justify-end">
        <Button
          variant="primary"
          busy={busy}
          disabled={picked.length === 0}
          onClick={() => void start()}
        >
          {t("newDirect.start")}
        </Button>
      </div>
    </>
  );
}
