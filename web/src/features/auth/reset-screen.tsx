import { useQuery } from "@tanstack/react-query";

import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button, buttonVariants } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { PasswordInput } from "@/components/ui/password-input";
import type { SignedIn } from "@/contract/types";
import { isApiError } from "@/lib/api-error";
import { useAuth } from "@/lib/auth-context";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { useNavigate, useParams } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";
import { useForm } from "@/lib/use-form";

import { resetQuery } from "./link-queries";
import { ResetRequest } from "./reset-request";

/** "/reset/:token" from a link, "/reset" to ask for one. */
export function ResetScreen() {
  const { token } = useParams();
  usePageTitle(t("reset.page"));
  return token ? <ResetByLink token={token} /> : <ResetRequest />;
}

function ResetByLink({ token }: { token: string }) {
  const { data, error } = useQuery(resetQuery(token));
  if (isApiError(error, "link_not_valid", "not_found")) {
    return (
      <DoorLayout title={t("reset.deadTitle")} lead={t("reset.deadBody")}>
        <Button asChild size="large">
          <Link to="/reset">{t("signIn.forgot")}</Link>
        </Button>
      </DoorLayout>
    );
  }
  if (error) throw error;
  if (!data) return null;
  return <ResetForm token={token} username={data.username} />;
}

function ResetForm({ token, username }: { token: string; username: string }) {
  const { signIn } = useAuth();
  const navigate = useNavigate();
  const form = useForm<SignedIn>({
    send: ({ new_password }) =>
      http.post("/api/auth/reset/", { token, new_password }, { auth: "none" }),
    onDone: (signedIn) => {
      signIn(signedIn);
      void navigate("/", { replace: true });
    },
    explain: (code) => (code === "link_not_valid" ? t("reset.deadBody") : undefined),
  });
  return (
    <DoorLayout
      title={t("reset.title")}
      lead={t("reset.for", { username })}
      after={
        <Link to="/sign-in" className={buttonVariants({ variant: "link", size: "inline" })}>
          {t("reset.backToSignIn")}
        </Link>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        {/* Tells password managers whose password this is. */}
        <input hidden readOnly autoComplete="username" value={username} />
        <Field
          label={t("auth.newPassword")}
          hint={t("auth.passwordHint")}
          error={form.error("new_password")}
        >
          {(control) => (
            <PasswordInput {...control} name="new_password" required autoComplete="new-password" />
          )}
        </Field>
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t("reset.action")}
        </Button>
      </form>
    </DoorLayout>
  );
}
