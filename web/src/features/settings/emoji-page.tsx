import { useMutation, useQuery } from "@tanstack/react-query";
import { Plus, SmilePlus, Trash2 } from "lucide-react";
import { useState } from "react";

import { ConfirmDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import { toast } from "@/components/ui/toast-store";
import type { CustomEmoji } from "@/contract/types";
import { formatDate } from "@/lib/dates";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { serverUrl } from "@/lib/server";
import { usePerson, useServerEmoji } from "@/realtime/use-cache";

import { AdminsOnly } from "./admins-only";
import { NewEmojiDialog } from "./new-emoji-dialog";
import { SettingsPage } from "./settings-page";

/** This server's own emoji: to add and to delete. */
export function EmojiPage() {
  const { data: community } = useQuery(communityQuery);
  const [open, setOpen] = useState(false);
  return (
    <AdminsOnly>
      <SettingsPage
        title={t("ownEmoji.title")}
        body={t("ownEmoji.body", { server: community?.name ?? "FlowChat" })}
        actions={
          <Button variant="primary" onClick={() => setOpen(true)}>
            <Plus aria-hidden />
            {t("ownEmoji.add")}
          </Button>
        }
      >
        <EmojiList />
        <NewEmojiDialog open={open} onOpenChange={setOpen} />
      </SettingsPage>
    </AdminsOnly>
  );
}

function EmojiList() {
  const emoji = useServerEmoji();
  if (emoji.length === 0) {
    return <EmptyState icon={SmilePlus} title={t("ownEmoji.none")} body={t("ownEmoji.noneBody")} />;
  }
  return (
    <ul className="divide-y divide-line rounded-card border border-line">
      {emoji.map((one) => (
        <EmojiRow key={one.id} emoji={one} />
      ))}
    </ul>
  );
}

function EmojiRow({ emoji }: { emoji: CustomEmoji }) {
  const by = usePerson(emoji.created_by ?? "")?.name;
  const when = formatDate(emoji.created_at);
  return (
    <li className="flex min-h-16 items-center gap-4 py-2.5 ps-4 pe-2">
      <img src={serverUrl(emoji.url)} alt="" className="size-9 shrink-0 object-contain" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">:{emoji.name}:</p>
        <p className="truncate text-small text-muted">
          {by ? t("ownEmoji.sinceBy", { name: by, when }) : t("ownEmoji.since", { when })}
        </p>
      </div>
      <Delete emoji={emoji} />
    </li>
  );
}

function Delete({ emoji }: { emoji: CustomEmoji }) {
  const [open, setOpen] = useState(false);
  const name = `:${emoji.name}:`;
  const remove = useMutation({
    mutationFn: () => http.delete(`/api/emoji/${emoji.id}/`),
    onSuccess: () => {
      setOpen(false);
      toast(t("ownEmoji.deleted", { name }));
    },
  });
  return (
    <>
      <IconButton
        variant="dangerQuiet"
        label={t("ownEmoji.deleteNamed", { name })}
        onClick={() => setOpen(true)}
      >
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("ownEmoji.deleteTitle", { name })}
        body={t("ownEmoji.deleteBody")}
        action={t("ownEmoji.delete")}
        busy={remove.isPending}
        error={remove.error ? describeError(remove.error) : undefined}
        onConfirm={() => remove.mutate()}
      />
    </>
  );
}
