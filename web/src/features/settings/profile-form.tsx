import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Textarea } from "@/components/ui/textarea";
import { toast } from "@/components/ui/toast-store";
import type { Me } from "@/contract/types";
import { languages } from "@/lib/i18n/languages";
import { t } from "@/lib/i18n/translate";
import { useForm, type FormState } from "@/lib/use-form";

import { TimeZoneField } from "./time-zone-field";
import { useChangeMe } from "./use-change-me";

export function ProfileForm({ me }: { me: Me }) {
  const changeMe = useChangeMe();
  const form = useForm<Me>({
    send: changeMe,
    onDone: () => toast(t("profile.saved")),
    blame: { username_taken: "username" },
    explain: (code) => (code === "username_taken" ? t("join.usernameTaken") : undefined),
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
      <FormProblem>{form.problem}</FormProblem>
      <NameFields me={me} form={form} />
      <Field
        label={t("profile.about")}
        hint={t("profile.aboutHint")}
        error={form.error("about")}
        optional
      >
        {(control) => (
          <Textarea {...control} name="about" maxLength={500} defaultValue={me.about} />
        )}
      </Field>
      <TimeZoneField initial={me.time_zone} error={form.error("time_zone")} />
      <Field label={t("profile.language")} error={form.error("language")}>
        {(control) => (
          <Select {...control} name="language" defaultValue={me.language}>
            {languages.map(({ tag, name }) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Button type="submit" variant="primary" busy={form.busy} className="self-start">
        {t("common.save")}
      </Button>
    </form>
  );
}

function NameFields({ me, form }: { me: Me; form: FormState }) {
  return (
    <>
      <Field label={t("auth.name")} hint={t("auth.nameHint")} error={form.error("name")}>
        {(control) => (
          <Input
            {...control}
            name="name"
            required
            maxLength={80}
            autoComplete="name"
            defaultValue={me.name}
          />
        )}
      </Field>
      <Field
        label={t("auth.username")}
        hint={t("auth.usernameHint")}
        error={form.error("username")}
      >
        {(control) => (
          <Input
            {...control}
            name="username"
            required
            maxLength={32}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            defaultValue={me.username}
          />
        )}
      </Field>
    </>
  );
}
