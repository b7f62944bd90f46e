import { useRef } from "react";

import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { isApiError } from "@/lib/api-error";
import { useAuth } from "@/lib/auth-context";
import { t } from "@/lib/i18n/translate";
import { adoptLocalTimeZone } from "@/lib/local-time-zone";
import { useForm, type Problems, type Values } from "@/lib/use-form";

import { setUpServer, type FinishedSetup } from "./set-up";
import { StepMark } from "./step-mark";

const OWNER_FIELDS = ["name", "username", "email", "password"];

interface PlaceStepProps {
  token: string;
  /** Everything typed so far. */
  owner: Values;
  /** Back to the account: by hand, or because the server refused one of its fields. */
  onBack: (refusals: Problems, place: Values) => void;
  onDone: (done: FinishedSetup) => void;
}

export function PlaceStep({ token, owner, onBack, onDone }: PlaceStepProps) {
  const { signIn } = useAuth();
  const element = useRef<HTMLFormElement>(null);
  const typed = () =>
    Object.fromEntries(new FormData(element.current ?? undefined).entries()) as Values;
  const form = useForm<FinishedSetup>({
    send: async (place) => {
      try {
        return await setUpServer(token, { ...owner, ...place });
      } catch (error) {
        const refusals = ownerRefusals(error);
        if (refusals) onBack(refusals, place);
        throw error;
      }
    },
    onDone: (done) => {
      signIn(done);
      void adoptLocalTimeZone();
      onDone(done);
    },
    explain: (code) => (code === "link_not_valid" ? t("setup.deadTitle") : undefined),
  });
  return (
    <DoorLayout
      before={<StepMark step={2} />}
      title={t("setup.placeTitle")}
      lead={t("setup.placeBody")}
    >
      <form ref={element} noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <PlaceFields error={form.error} initial={owner} />
        <div className="flex gap-3">
          <Button size="large" onClick={() => onBack({}, typed())}>
            {t("common.back")}
          </Button>
          <Button type="submit" variant="primary" size="large" busy={form.busy} className="flex-1">
            {t("setup.action")}
          </Button>
        </div>
      </form>
    </DoorLayout>
  );
}

interface PlaceFieldsProps {
  error: (name: string) => string | undefined;
  initial: Values;
}

function PlaceFields({ error, initial }: PlaceFieldsProps) {
  return (
    <>
      <Field
        label={t("setup.community")}
        hint={t("setup.communityHint")}
        error={error("community_name")}
      >
        {(control) => (
          <Input
            {...control}
            name="community_name"
            required
            maxLength={80}
            autoComplete="organization"
            placeholder={t("setup.communityExample")}
            defaultValue={initial.community_name}
          />
        )}
      </Field>
      <Field label={t("setup.room")} hint={t("setup.roomHint")} error={error("room_name")}>
        {(control) => (
          <Input
            {...control}
            name="room_name"
            required
            maxLength={80}
            autoComplete="off"
            defaultValue={initial.room_name ?? t("setup.roomDefault")}
          />
        )}
      </Field>
    </>
  );
}

/** The refusals that belong to the step before this one. */
function ownerRefusals(error: unknown): Problems | null {
  if (!isApiError(error)) return null;
  const mine = Object.entries(error.fields).filter(([name]) => OWNER_FIELDS.includes(name));
  if (mine.length === 0) return null;
  return Object.fromEntries(mine.map(([name, messages]) => [name, messages.join(" ")]));
}
