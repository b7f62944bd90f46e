import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Hash, SearchX } from "lucide-react";
import { useState } from "react";

import { Avatar } from "@/components/ui/avatar";
import { Button, buttonVariants } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Skeleton } from "@/components/ui/skeleton";
import { toast } from "@/components/ui/toast-store";
import { roomsApi, type PublicRoom } from "@/features/rooms/api/rooms";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";
import { useDebounced } from "@/lib/use-debounced";

/** Public rooms: look into one without joining, or join. */
export function BrowseRooms({ onJoin }: { onJoin: (id: string) => Promise<void> }) {
  const [search, setSearch] = useState("");
  const wanted = useDebounced(search.trim());
  const { data, error } = useQuery({
    queryKey: ["public-rooms", wanted],
    queryFn: ({ signal }) => roomsApi.browse(wanted, signal),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="mx-auto flex min-h-0 w-full max-w-2xl flex-1 flex-col gap-3 p-4">
      <Input
        type="search"
        aria-label={t("browse.search")}
        placeholder={t("browse.search")}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div className="min-h-0 flex-1 overflow-y-auto">
        {error ? <p className="p-4 text-body text-danger-text">{describeError(error)}</p> : null}
        {data ? <Found rooms={data} searched={wanted !== ""} onJoin={onJoin} /> : <Waiting />}
      </div>
    </div>
  );
}

interface FoundProps {
  rooms: readonly PublicRoom[];
  searched: boolean;
  onJoin: (id: string) => Promise<void>;
}

function Found({ rooms, searched, onJoin }: FoundProps) {
  if (rooms.length === 0 && searched)
    return <EmptyState icon={SearchX} title={t("browse.nothing")} />;
  if (rooms.length === 0) {
    return (
      <EmptyState
        icon={Hash}
        title={t("browse.empty")}
        body={t("browse.emptyBody")}
        action={
          <Link to="/new" className={buttonVariants({ variant: "primary" })}>
            {t("sidebar.newRoom")}
          </Link>
        }
      />
    );
  }
  return (
    <ul className="flex flex-col gap-1">
      {rooms.map((found) => (
        <FoundRoom key={found.room.id} found={found} onJoin={onJoin} />
      ))}
    </ul>
  );
}

function FoundRoom({ found, onJoin }: Pick<FoundProps, "onJoin"> & { found: PublicRoom }) {
  const { room, member_count, joined } = found;
  const [busy, setBusy] = useState(false);
  async function join() {
    setBusy(true);
    await onJoin(room.id).catch((error: unknown) => {
      toast(describeError(error), { tone: "danger" });
      setBusy(false);
    });
  }
  return (
    <li className="relative flex min-h-16 items-center gap-3 rounded-card px-3 py-2 hover:bg-hover">
      <Avatar
        id={room.id}
        name={room.name}
        picture={room.picture_id}
        shape="room"
        icon={<Hash aria-hidden className="size-4" />}
      />
      <div className="min-w-0 flex-1">
        <Link to={`/rooms/${room.id}`} className="after:absolute after:inset-0 after:rounded-card">
          <bdi className="block truncate text-message font-medium">{room.name}</bdi>
        </Link>
        <p className="truncate text-small text-muted">
          {t("room.members", { count: member_count })}
          {room.description ? ` · ${room.description}` : ""}
        </p>
      </div>
      {joined ? (
        <span className="text-small text-muted">{t("browse.joined")}</span>
      ) : (
        <Button size="small" className="relative" busy={busy} onClick={() => void join()}>
          {t("room.join")}
        </Button>
      )}
    </li>
  );
}

function Waiting() {
  return (
    <div aria-busy className="flex flex-col gap-2">
      {[0, 1, 2].map((row) => (
        <Skeleton key={row} className="h-16" />
      ))}
    </div>
  );
}
