import { DoorLayout } from "@/components/door-layout";
import { Button } from "@/components/ui/button";
import { CopyField } from "@/components/ui/copy-field";
import { t } from "@/lib/i18n/translate";
import { Link } from "@/lib/router/link";

import type { FinishedSetup } from "./set-up";
import { StepMark } from "./step-mark";

export function InviteStep({ done }: { done: FinishedSetup }) {
  return (
    <DoorLayout
      before={<StepMark step={3} />}
      title={t("setup.inviteTitle")}
      lead={t("setup.inviteBody", { server: done.community_name })}
    >
      <div className="flex flex-col gap-6">
        <CopyField label={t("setup.inviteLink")} value={done.invite.url} takeFocus />
        <Button asChild variant="primary" size="large">
          <Link to={`/rooms/${done.room_id}`} replace>
            {t("setup.enter", { room: done.room_name })}
          </Link>
        </Button>
      </div>
    </DoorLayout>
  );
}
