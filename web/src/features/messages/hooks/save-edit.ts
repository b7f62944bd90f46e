import { messageCalls } from "@/features/messages/api/message-calls";
import { copyAndSay } from "@/features/messages/hooks/copy-and-say";
import {
  currentEditing,
  setEditing,
  type Editing,
  type EditProblem,
} from "@/features/messages/model/editing";
import { attempt } from "@/features/messages/model/pending";
import { toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { isApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/**
 * Closes the field and shows the new words at once. Refused, the field is back with the words in it
 * and the reason above it: nothing that was typed is lost.
 */
export async function saveEdit(edit: Editing): Promise<void> {
  const text = edit.text.trim();
  setEditing(null);
  if (text === edit.message.text && edit.problem?.kind !== "meanwhile") return;
  const edited_at = new Date().toISOString();
  try {
    await attempt(edit.message.id, {
      patch: (one) => ({ ...one, text, edited_at, version: edit.version + 1 }),
      request: () => messageCalls.edit(edit.message.id, text, edit.version),
      seenIn: (saved: Message) => (one) => one.revision >= saved.revision,
    });
  } catch (error) {
    await bringBack({ ...edit, text }, error);
  }
}

async function bringBack(edit: Editing, error: unknown): Promise<void> {
  const present = isApiError(error, "edited_meanwhile") ? await presentOf(edit.message.id) : null;
  const problem: EditProblem = present
    ? { kind: "meanwhile", text: present.text }
    : problemOf(error);
  if (currentEditing()) {
    // Another message is in the field by now: these words wait in the notice.
    const action = { label: t("edit.copy"), run: () => void copyAndSay(edit.text) };
    toast(wordsFor(problem), { tone: "danger", lasting: true, action });
    return;
  }
  setEditing({ ...edit, problem, version: present?.version ?? edit.version });
}

async function presentOf(id: string): Promise<Message | null> {
  return messageCalls.read(id).then(
    ({ message }) => message,
    () => null,
  );
}

function problemOf(error: unknown): EditProblem {
  if (isApiError(error, "edit_too_late")) return { kind: "tooLate" };
  if (isApiError(error, "message_deleted", "not_found")) return { kind: "deleted" };
  const unreachable = isApiError(error) && error.status === 0;
  return {
    kind: "other",
    words: unreachable ? t("edit.unreachable") : describeError(error),
  };
}

export function wordsFor(problem: EditProblem): string {
  switch (problem.kind) {
    case "meanwhile":
      return t("edit.meanwhile", { text: problem.text });
    case "tooLate":
      return t("edit.tooLate");
    case "deleted":
      return t("edit.deleted");
    case "other":
      return problem.words;
  }
}
