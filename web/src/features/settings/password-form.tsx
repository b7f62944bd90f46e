import { useQueryClient } from "@tanstack/react-query";

import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import { toast } from "@/components/ui/toast-store";
import type { SignedIn } from "@/contract/types";
import { useAuth } from "@/lib/auth-context";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { useForm } from "@/lib/use-form";

import { sessionsQuery } from "./sessions-query";

export function PasswordForm({ username }: { username: string }) {
  const { signIn } = useAuth();
  const queries = useQueryClient();
  const form = useForm<SignedIn>({
    send: ({ current_password, new_password }) =>
      http.post("/api/auth/password/", { current_password, new_password }),
    onDone: (signedIn, element) => {
      signIn(signedIn);
      element.reset();
      void queries.invalidateQueries(sessionsQuery);
      toast(t("security.passwordSaved"));
    },
    blame: { wrong_credentials: "current_password" },
    explain: (code) => (code === "wrong_credentials" ? t("security.wrongPassword") : undefined),
  });
  return (
    <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
      <FormProblem>{form.problem}</FormProblem>
      {/* Tells password managers whose password this is. */}
      <input hidden readOnly autoComplete="username" value={username} />
      <Field label={t("security.current")} error={form.error("current_password")}>
        {(control) => (
          <PasswordInput
            {...control}
            name="current_password"
            required
            autoComplete="current-password"
          />
        )}
      </Field>
      <Field
        label={t("auth.newPassword")}
        hint={t("auth.passwordHint")}
        error={form.error("new_password")}
      >
        {(control) => (
          <PasswordInput {...control} name="new_password" required autoComplete="new-password" />
        )}
      </Field>
      <Button type="submit" busy={form.busy} className="self-start">
        {t("security.changePassword")}
      </Button>
    </form>
  );
}
