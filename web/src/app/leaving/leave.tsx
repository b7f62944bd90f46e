import { createRoot } from "react-dom/client";

import { unsentOf, type Unsent } from "@/realtime/kept-here";

import { UnsentDialog } from "./unsent-dialog";

export { forgetAccount } from "@/realtime/kept-here";

/** May somebody sign out here? Asks them when something of theirs is in this browser alone. */
export async function mayLeave(userId: string): Promise<boolean> {
  const unsent = await unsentOf(userId);
  return unsent.messages + unsent.files + unsent.drafts === 0 || (await ask(unsent));
}

/** A root of its own: signing out can be asked for on any screen, and none has to carry the question. */
function ask(unsent: Unsent): Promise<boolean> {
  const root = createRoot(document.createElement("div"));
  return new Promise((answer) => {
    const onAnswer = (goes: boolean) => {
      root.unmount();
      answer(goes);
    };
    root.render(<UnsentDialog unsent={unsent} onAnswer={onAnswer} />);
  });
}
