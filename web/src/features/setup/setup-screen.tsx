import { useQuery } from "@tanstack/react-query";
import { useState } from "react";

import { CommandText } from "@/components/command-text";
import { DoorLayout } from "@/components/door-layout";
import { Button } from "@/components/ui/button";
import { isApiError } from "@/lib/api-error";
import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useParams } from "@/lib/router/hooks";
import { Link } from "@/lib/router/link";
import { usePageTitle } from "@/lib/title";
import type { Problems, Values } from "@/lib/use-form";

import { InviteStep } from "./invite-step";
import { OwnerStep } from "./owner-step";
import { PlaceStep } from "./place-step";
import { setupLinkQuery, type FinishedSetup } from "./set-up";

/** "/setup/:token": owner, names, and the link that brings the second person. */
export function SetupScreen() {
  const { token = "" } = useParams();
  const [done, setDone] = useState<FinishedSetup | null>(null);
  // Signing in empties the cache; the link is used up by then and must not be asked about again.
  const { error, isPending } = useQuery({ ...setupLinkQuery(token), enabled: done === null });
  usePageTitle(t("setup.page"));
  if (done) return <InviteStep done={done} />;
  if (isApiError(error, "link_not_valid", "not_found")) return <DeadLink />;
  if (error) throw error;
  if (isPending) return null;
  return <Wizard token={token} onDone={setDone} />;
}

interface WizardProps {
  token: string;
  onDone: (done: FinishedSetup) => void;
}

function Wizard({ token, onDone }: WizardProps) {
  const [step, setStep] = useState<"owner" | "place">("owner");
  const [values, setValues] = useState<Values>({});
  const [refusals, setRefusals] = useState<Problems>({});
  if (step === "owner") {
    return (
      <OwnerStep
        initial={values}
        refusals={refusals}
        onDone={(owner) => {
          setValues({ ...values, ...owner });
          setStep("place");
        }}
      />
    );
  }
  return (
    <PlaceStep
      token={token}
      owner={values}
      onBack={(found, place) => {
        setValues({ ...values, ...place });
        setRefusals(found);
        setStep("owner");
      }}
      onDone={onDone}
    />
  );
}

function DeadLink() {
  const { data: community } = useQuery(communityQuery);
  const done = community?.needs_setup === false;
  return (
    <DoorLayout
      title={done ? t("setup.doneTitle") : t("setup.deadTitle")}
      lead={
        done ? (
          t("setup.doneBody")
        ) : (
          <CommandText
            sentence={(command) => t("setup.deadBody", { command })}
            command="flowchat setup-link"
          />
        )
      }
    >
      <Button asChild size="large">
        <Link to="/sign-in">{t("reset.backToSignIn")}</Link>
      </Button>
    </DoorLayout>
  );
}
