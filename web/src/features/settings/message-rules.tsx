import { useId } from "react";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { CommunityInfo } from "@/contract/types";
import { t } from "@/lib/i18n/translate";

const EDIT_MINUTES = [15, 60, 1440, 10080] as const;

interface MessageRulesProps {
  community: CommunityInfo;
  confirmError: string | undefined;
}

/** What admins decide about messages; fields of the form around them. */
export function MessageRules({ community, confirmError }: MessageRulesProps) {
  const id = useId();
  const { edit_minutes } = community;
  const odd = edit_minutes !== null && !EDIT_MINUTES.some((minutes) => minutes === edit_minutes);
  return (
    <>
      <Field label={t("server.editing")}>
        {(control) => (
          <Select {...control} name="edit_minutes" defaultValue={edit_minutes ?? ""}>
            <option value="">{t("server.editAlways")}</option>
            {EDIT_MINUTES.map((minutes) => (
              <option key={minutes} value={minutes}>
                {t(`server.edit${minutes}`)}
              </option>
            ))}
            {odd ? (
              <option value={edit_minutes}>
                {t("server.editMinutes", { minutes: edit_minutes })}
              </option>
            ) : null}
          </Select>
        )}
      </Field>
      <Field label={t("server.confirm")} hint={t("server.confirmHint")} error={confirmError}>
        {(control) => (
          <Input
            {...control}
            name="confirm_mentions_above"
            type="number"
            min={1}
            max={100_000}
            required
            defaultValue={community.confirm_mentions_above}
          />
        )}
      </Field>
      <div className="flex items-center justify-between gap-4">
        <label htmlFor={id} className="min-w-0 flex-1 text-small font-medium">
          {t("server.previews")}
          <span id={`${id}-hint`} className="block font-normal text-muted">
            {t(community.previews ? "server.previewsHint" : "server.previewsOff")}
          </span>
        </label>
        <Switch
          id={id}
          aria-describedby={`${id}-hint`}
          name="link_previews"
          defaultChecked={community.link_previews}
        />
      </div>
    </>
  );
}
