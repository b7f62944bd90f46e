import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import { toast } from "@/components/ui/toast-store";
import type { Me } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";

import { useChangeMe } from "./use-change-me";

/** The address is the way back into an account, so that changing it asks for the password. */
export function EmailForm({ me }: { me: Me }) {
  const changeMe = useChangeMe();
  const form = useForm<Me>({
    send: changeMe,
    onDone: () => {
      toast(t("profile.emailSaved"));
    },
    blame: { email_taken: "email", wrong_credentials: "password" },
    explain: (code) => (code === "wrong_credentials" ? t("security.wrongPassword") : undefined),
  });
  return (
    <form key={me.email} noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
      <FormProblem>{form.problem}</FormProblem>
      <Field label={t("auth.email")} error={form.error("email")}>
        {(control) => (
          <Input
            {...control}
            name="email"
            type="email"
            required
            dir="ltr"
            autoComplete="email"
            autoCapitalize="none"
            defaultValue={me.email ?? ""}
          />
        )}
      </Field>
      <Field label={t("security.current")} error={form.error("password")}>
        {(control) => (
          <PasswordInput {...control} name="password" required autoComplete="current-password" />
        )}
      </Field>
      <Button type="submit" busy={form.busy} className="self-start">
        {t("profile.emailAction")}
      </Button>
    </form>
  );
}
