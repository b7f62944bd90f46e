import { AccountFields } from "@/components/account-fields";
import { DoorLayout } from "@/components/door-layout";
import { FormProblem } from "@/components/form-problem";
import { Button } from "@/components/ui/button";
import { t } from "@/lib/i18n/translate";
import { useForm, type Problems, type Values } from "@/lib/use-form";

import { StepMark } from "./step-mark";

interface OwnerStepProps {
  initial: Values;
  /** What the server refused when the whole was sent. */
  refusals: Problems;
  onDone: (owner: Values) => void;
}

export function OwnerStep({ initial, refusals, onDone }: OwnerStepProps) {
  const form = useForm<Values>({
    initial: refusals,
    // Nothing is sent yet; the server judges everything at once in the next step.
    send: (values) => Promise.resolve(values),
    onDone,
  });
  return (
    <DoorLayout
      before={<StepMark step={1} />}
      title={t("setup.youTitle")}
      lead={t("setup.youBody")}
    >
      <form noValidate onSubmit={form.onSubmit} className="flex flex-col gap-5">
        <FormProblem>{form.problem}</FormProblem>
        <AccountFields error={form.error} initial={initial} />
        <Button type="submit" variant="primary" size="large">
          {t("common.continue")}
        </Button>
      </form>
    </DoorLayout>
  );
}
