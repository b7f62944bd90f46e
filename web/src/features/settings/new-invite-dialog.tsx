import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";

import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import {
  Dialog,
  DialogBody,
  DialogClose,
  DialogContent,
  DialogFooter,
} from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Invite } from "@/contract/types";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";

import { invitesQuery } from "./invites-query";

interface NewInviteDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function NewInviteDialog({ open, onOpenChange }: NewInviteDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      {/* Mounted anew each time: the dialog forgets the link it showed last. */}
      {open ? <NewInvite /> : null}
    </Dialog>
  );
}

function NewInvite() {
  const [made, setMade] = useState<Invite | null>(null);
  if (!made) {
    return (
      <DialogContent title={t("invites.makeTitle")}>
        <InviteForm onMade={setMade} />
      </DialogContent>
    );
  }
  return (
    <DialogContent title={t("invites.ready")} description={t("invites.readyBody")}>
      <DialogBody>
        <CopyField label={t("invites.link")} value={made.url} takeFocus />
      </DialogBody>
      <DialogFooter>
        <DialogClose asChild>
          <Button>{t("common.close")}</Button>
        </DialogClose>
      </DialogFooter>
    </DialogContent>
  );
}

const numberOrNull = (text: string | undefined) => (text ? Number(text) : null);

function InviteForm({ onMade }: { onMade: (invite: Invite) => void }) {
  const queries = useQueryClient();
  const form = useForm<Invite>({
    send: ({ expires_in_hours, use_limit, note }) =>
      http.post("/api/invites/", {
        expires_in_hours: numberOrNull(expires_in_hours),
        use_limit: numberOrNull(use_limit),
        note,
      }),
    onDone: (invite) => {
      onMade(invite);
      void queries.invalidateQueries(invitesQuery);
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex min-h-0 flex-1 flex-col">
      <DialogBody className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <Field label={t("invites.expires")} error={form.error("expires_in_hours")}>
          {(control) => (
            <Select {...control} name="expires_in_hours" defaultValue="168">
              <option value="24">{t("invites.expires.day")}</option>
              <option value="168">{t("invites.expires.week")}</option>
              <option value="720">{t("invites.expires.month")}</option>
              <option value="">{t("invites.expires.never")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("invites.uses")} error={form.error("use_limit")}>
          {(control) => (
            <Select {...control} name="use_limit" defaultValue="">
              <option value="1">{t("invites.uses.once")}</option>
              <option value="10">{t("invites.uses.ten")}</option>
              <option value="100">{t("invites.uses.hundred")}</option>
              <option value="">{t("invites.uses.any")}</option>
            </Select>
          )}
        </Field>
        <Field
          label={t("invites.note")}
          hint={t("invites.noteHint")}
          error={form.error("note")}
          optional
        >
          {(control) => <Input {...control} name="note" maxLength={200} autoComplete="off" />}
        </Field>
      </DialogBody>
      <DialogFooter>
        <Button type="submit" variant="primary" busy={form.busy}>
          {t("invites.make")}
        </Button>
      </DialogFooter>
    </form>
  );
}
