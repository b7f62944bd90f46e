import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button, buttonVariants } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { Link } from "@/lib/router/link";
import { useForm } from "@/lib/use-form";

/** By mail where the server sends mail; else it says whom to ask. */
export function ResetRequest() {
  const { data: community } = useQuery({ ...communityQuery, throwOnError: true });
  const [sent, setSent] = useState(false);
  if (!community) return null;
  if (sent) {
    return (
      <DoorLayout title={t("reset.sentTitle")} lead={t("reset.sentBody")}>
        {toSignIn}
      </DoorLayout>
    );
  }
  if (!community.mail) {
    return (
      <DoorLayout
        title={t("reset.noMailTitle")}
        lead={t("reset.noMailBody", { server: community.name || "FlowChat" })}
      >
        {toSignIn}
      </DoorLayout>
    );
  }
  return <RequestForm onSent={() => setSent(true)} />;
}

function RequestForm({ onSent }: { onSent: () => void }) {
  const form = useForm({
    send: (values) => http.post("/api/auth/reset-mail/", values, { auth: "none" }),
    onDone: onSent,
  });
  return (
    <DoorLayout
      title={t("reset.requestTitle")}
      lead={t("reset.requestBody")}
      after={
        <Link to="/sign-in" className={buttonVariants({ variant: "link", size: "inline" })}>
          {t("reset.backToSignIn")}
        </Link>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <Field label={t("auth.login")} error={form.error("login")}>
          {(control) => (
            <Input
              {...control}
              name="login"
              required
              dir="ltr"
              autoComplete="username"
              autoCapitalize="none"
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t("reset.requestAction")}
        </Button>
      </form>
    </DoorLayout>
  );
}

const toSignIn = (
  <Button asChild size="large">
    <Link to="/sign-in">{t("reset.backToSignIn")}</Link>
  </Button>
);
