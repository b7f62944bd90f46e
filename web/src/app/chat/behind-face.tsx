import { useState, type ReactElement } from "react";

import { Opener } from "@/components/ui/opener";
import { lazyPart } from "@/lib/lazy-part";

const PersonPopover = lazyPart(() => import("./person-popover").then((file) => file.PersonPopover));

/** A face or a name that leads to who that is. Each message has one, and hardly any is ever pressed. */
export function BehindFace({ userId, face }: { userId: string; face: ReactElement }) {
  const [open, setOpen] = useState(false);
  return (
    <Opener button={face} open={open} onOpenChange={setOpen}>
      <PersonPopover userId={userId} open={open} onOpenChange={setOpen} />
    </Opener>
  );
}
