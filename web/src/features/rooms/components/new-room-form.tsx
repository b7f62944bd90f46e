import { useId, useState, type ReactNode } from "react";

import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RadioGroup, RadioRow } from "@/components/ui/radio-group";
import { Textarea } from "@/components/ui/textarea";
import type { RoomEntry } from "@/contract/types";
import { roomsApi } from "@/features/rooms/api/rooms";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";
import { CircleAlert } from "lucide-react";

interface NewRoomFormProps {
  memberIds: string[];
  /** The field that collects people. */
  people: ReactNode;
  onDone: (entry: RoomEntry) => void;
}

/** Name, purpose, who can find it, who is in it. */
export function NewRoomForm({ memberIds, people, onDone }: NewRoomFormProps) {
  const kindLabel = useId();
  const [kind, setKind] = useState<"private" | "public">("private");
  const form = useForm<RoomEntry>({
    send: ({ name = "", description = "" }) =>
      roomsApi.create({ kind, name: name.trim(), description, member_ids: memberIds }),
    onDone,
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
      {form.problem ? (
        <Banner icon={CircleAlert} tone="danger" shape="card" role="alert">
          {form.problem}
        </Banner>
      ) : null}
      <Field label={t("newRoom.name")} error={form.error("name")}>
        {(control) => <Input {...control} name="name" required maxLength={80} autoComplete="off" />}
      </Field>
      <Field label={t("newRoom.description")} optional error={form.error("description")}>
        {(control) => <Textarea {...control} name="description" rows={2} />}
      </Field>
      <div className="flex flex-col gap-1.5">
        <span id={kindLabel} className="text-small font-medium">
          {t("newRoom.kind")}
        </span>
        <RadioGroup
          aria-labelledby={kindLabel}
          value={kind}
          onValueChange={(value) => setKind(value === "public" ? "public" : "private")}
        >
          <RadioRow value="private" label={t("newRoom.private")} hint={t("newRoom.privateHint")} />
          <RadioRow value="public" label={t("newRoom.public")} hint={t("newRoom.publicHint")} />
        </RadioGroup>
      </div>
      {people}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" busy={form.busy}>
          {t("newRoom.create")}
        </Button>
      </div>
    </form>
  );
}
