import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { AccountFields } from "@/components/account-fields";
import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button, buttonVariants } from "@/components/ui/button";
import type { Community, SignedIn } from "@/contract/types";
import { isApiError } from "@/lib/api-error";
import { useAuth } from "@/lib/auth-context";
import { describeError } from "@/lib/describe-error";
import { http } from "@/lib/http";
import { t } from "@/lib/i18n/translate";
import { adoptLocalTimeZone } from "@/lib/local-time-zone";
import { communityQuery } from "@/lib/me";
import { useNavigate, useParams } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";
import { useForm } from "@/lib/use-form";
import { toast } from "@/components/ui/toast-store";

import { inviteQuery } from "./link-queries";

/** "/join/:token" by invite, "/join" where registration is open. */
export function JoinScreen() {
  const { token } = useParams();
  const { userId } = useAuth();
  // Decided once: signing in at the end of this very screen must not show it.
  const [alreadyIn] = useState(userId !== null);
  usePageTitle(t("join.page"));
  if (alreadyIn && userId) return <AlreadyIn />;
  return token ? <JoinByInvite token={token} /> : <JoinOpen />;
}

function JoinByInvite({ token }: { token: string }) {
  const { data, error } = useQuery(inviteQuery(token));
  if (isApiError(error, "link_not_valid", "not_found")) {
    return (
      <DoorLayout title={t("join.closedTitle")} lead={t("join.closedBody")}>
        {toSignIn}
      </DoorLayout>
    );
  }
  if (error) throw error;
  if (!data) return null;
  return <JoinForm community={data.community} invitedBy={data.invited_by} invite={token} />;
}

function JoinOpen() {
  const { data: community } = useQuery({ ...communityQuery, throwOnError: true });
  if (!community) return null;
  if (community.registration === "open") return <JoinForm community={community} invite={null} />;
  return (
    <DoorLayout
      title={t("join.needsInvite")}
      lead={t("join.needsInviteBody", { server: community.name })}
    >
      {toSignIn}
    </DoorLayout>
  );
}

interface JoinFormProps {
  community: Community;
  invitedBy?: string;
  invite: string | null;
}

function JoinForm({ community, invitedBy, invite }: JoinFormProps) {
  const { signIn } = useAuth();
  const navigate = useNavigate();
  const form = useForm<SignedIn>({
    send: (values) => http.post("/api/auth/register/", { ...values, invite }, { auth: "none" }),
    onDone: (signedIn) => {
      signIn(signedIn);
      void adoptLocalTimeZone();
      void navigate("/", { replace: true });
    },
    blame: { username_taken: "username", email_taken: "email" },
    explain: (code) => REFUSALS[code]?.(),
  });
  return (
    <DoorLayout
      title={t("join.title", { server: community.name })}
      lead={invitedBy ? t("join.invitedBy", { name: invitedBy }) : null}
      after={
        <>
          {t("join.haveAccount")}{" "}
          <Link to="/sign-in" className={buttonVariants({ variant: "link", size: "inline" })}>
            {t("join.signIn")}
          </Link>
        </>
      }
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <AccountFields error={form.error} />
        <Button type="submit" variant="primary" size="large" busy={form.busy}>
          {t("join.action")}
        </Button>
      </form>
    </DoorLayout>
  );
}

const REFUSALS: Record<string, (() => string) | undefined> = {
  username_taken: () => t("join.usernameTaken"),
  email_taken: () => t("join.emailTaken"),
  link_not_valid: () => t("join.closedBody"),
};

function AlreadyIn() {
  const { signOut } = useAuth();
  return (
    <DoorLayout title={t("join.alreadyTitle")} lead={t("join.alreadyBody")}>
      <div className="flex flex-wrap gap-3">
        <Button asChild variant="primary" size="large">
          <Link to="/">{t("join.open")}</Link>
        </Button>
        <Button
          size="large"
          onClick={() => {
            signOut().catch((error: unknown) => toast(describeError(error), { tone: "danger" }));
          }}
        >
          {t("join.signOut")}
        </Button>
      </div>
    </DoorLayout>
  );
}

const toSignIn = (
  <Button asChild size="large">
    <Link to="/sign-in">{t("join.signIn")}</Link>
  </Button>
);
