import { useQuery } from "@tanstack/react-query";

import { CommandText } from "@/components/command-text";
import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button, buttonVariants } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { PasswordInput } from "@/components/ui/password-input";
import type { CommunityInfo, SignedIn } from "@/contract/types";
import { useAuth } from "@/lib/auth-context";
import { cn } from "@/lib/cn";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useLocation } from "@/lib/router/hooks";
import { Link, Navigate } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";
import { useForm } from "@/lib/use-form";

export function SignInScreen() {
  const { userId } = useAuth();
  const { data: community } = useQuery({ ...communityQuery, throwOnError: true });
  usePageTitle(t("signIn.page"));
  const wanted = (useLocation().state as { from?: string } | null)?.from;
  if (userId) return <Navigate to={wanted ?? "/"} replace />;
  if (!community) return null;
  return (
    <DoorLayout
      title={t("signIn.title", { server: community.name || "FlowChat" })}
      after={<OtherWays community={community} />}
    >
      {community.needs_setup ? <NeedsSetup /> : <SignInForm />}
    </DoorLayout>
  );
}

function SignInForm() {
  const { signIn } = useAuth();
  const form = useForm<SignedIn>({
    send: (values) => http.post("/api/auth/login/", values, { auth: "none" }),
    onDone: signIn,
    explain: (code) => (code === "wrong_credentials" ? t("signIn.wrong") : undefined),
  });
  return (
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
            spellCheck={false}
          />
        )}
      </Field>
      <Field label={t("auth.password")} error={form.error("password")}>
        {(control) => (
          <PasswordInput {...control} name="password" required autoComplete="current-password" />
        )}
      </Field>
      <Button type="submit" variant="primary" size="large" busy={form.busy}>
        {t("signIn.action")}
      </Button>
      <Link
        to="/reset"
        className={cn(buttonVariants({ variant: "link", size: "inline" }), "self-start text-body")}
      >
        {t("signIn.forgot")}
      </Link>
    </form>
  );
}

function NeedsSetup() {
  return (
    <p className="rounded-card border border-line bg-surface p-4 text-message">
      <CommandText
        sentence={(command) => t("signIn.needsSetup", { command })}
        command="flowchat setup-link"
      />
    </p>
  );
}

function OtherWays({ community }: { community: CommunityInfo }) {
  const server = community.name || "FlowChat";
  if (community.needs_setup) return null;
  if (community.registration === "invite") return t("signIn.inviteOnly", { server });
  if (community.registration === "closed") return t("signIn.closed", { server });
  return (
    <>
      {t("signIn.noAccount")}{" "}
      <Link to="/join" className={buttonVariants({ variant: "link", size: "inline" })}>
        {t("signIn.register")}
      </Link>
    </>
  );
}
