import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";

import { FailedPart } from "@/components/failed-part";
import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup, RadioRow } from "@/components/ui/radio-group";
import { toast } from "@/components/ui/toast-store";
import type { Community, CommunityInfo } from "@/contract/types";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useForm } from "@/lib/use-form";

import { AdminsOnly } from "./admins-only";
import { MessageRules } from "./message-rules";
import { SettingsPage } from "./settings-page";

export function ServerPage() {
  const { data: community, error, refetch } = useQuery(communityQuery);
  return (
    <SettingsPage title={t("server.title")} body={t("server.body")}>
      <AdminsOnly>
        {error ? <FailedPart error={error} onRetry={() => void refetch()} /> : null}
        {community ? <ServerForm community={community} /> : null}
      </AdminsOnly>
    </SettingsPage>
  );
}

function ServerForm({ community }: { community: CommunityInfo }) {
  const queries = useQueryClient();
  const id = useId();
  const form = useForm<Community>({
    send: (values) => http.patch("/api/community/", changesOf(values)),
    onDone: (changed) => {
      queries.setQueryData(communityQuery.queryKey, (held) => held && { ...held, ...changed });
      toast(t("server.saved"));
    },
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-6">
      <FormProblem>{form.problem}</FormProblem>
      <Field label={t("server.name")} error={form.error("name")}>
        {(control) => (
          <Input {...control} name="name" required maxLength={80} defaultValue={community.name} />
        )}
      </Field>
      <div>
        <p id={id} className="mb-1.5 text-small font-medium">
          {t("server.registration")}
        </p>
        <RadioGroup
          aria-labelledby={id}
          name="registration"
          defaultValue={community.registration}
          className="-mx-3"
        >
          <RadioRow value="invite" label={t("server.invite")} hint={t("server.inviteHint")} />
          <RadioRow value="open" label={t("server.open")} hint={t("server.openHint")} />
          <RadioRow value="closed" label={t("server.closed")} hint={t("server.closedHint")} />
        </RadioGroup>
      </div>
      <MessageRules community={community} confirmError={form.error("confirm_mentions_above")} />
      <div className="flex items-center justify-between gap-4">
        <Button type="submit" variant="primary" busy={form.busy}>
          {t("common.save")}
        </Button>
        <p className="text-meta text-muted">
          {t("server.version", { version: community.version })}
        </p>
      </div>
    </form>
  );
}

function changesOf(values: Partial<Record<string, string>>) {
  const { name, registration, edit_minutes, confirm_mentions_above, link_previews } = values;
  return {
    name,
    registration,
    edit_minutes: edit_minutes ? Number(edit_minutes) : null,
    confirm_mentions_above: Number(confirm_mentions_above),
    link_previews: link_previews === "on",
  };
}
