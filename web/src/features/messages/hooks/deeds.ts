import { messageCalls } from "@/features/messages/api/message-calls";
import { tombstoneOf } from "@/features/messages/model/changes";
import { attempt } from "@/features/messages/model/pending";
import { dismissToast, toast } from "@/components/ui/toast-store";
import type { Message } from "@/contract/types";
import { isApiError } from "@/lib/api-error";
import { describeError } from "@/lib/describe-error";
import { t } from "@/lib/i18n/translate";

/** For so long the server gives a deleted message back. */
const UNDO_MS = 10_000;

const complain = (error: unknown) => void toast(describeError(error), { tone: "danger" });
const moment = () => new Date().toISOString();

/** Deletes for everyone, at once; for ten seconds it can be undone. Rejects when a reason was given. */
export async function deleteMessage(message: Message, me: string, reason = ""): Promise<void> {
  const done = attempt(message.id, {
    patch: (one) => tombstoneOf(one, { at: moment(), by: me, reason }),
    request: () => messageCalls.delete(message.id, reason),
    seenIn: () => (one) => one.deletion !== null,
  });
  const note = toast(t("message.deleted"), {
    duration: UNDO_MS,
    action: { label: t("message.undo"), run: () => void undo(message, done) },
  });
  try {
    await done;
  } catch (error) {
    dismissToast(note);
    // A dialog that asked for the reason is still there to say it.
    if (reason) throw error;
    complain(error);
  }
}

async function undo(message: Message, deleted: Promise<unknown>): Promise<void> {
  try {
    await attempt(message.id, {
      patch: (one) => ({ ...message, revision: one.revision, thread: one.thread }),
      // Not before the deletion is through: the two must not overtake each other.
      request: () => deleted.then(() => messageCalls.restore(message.id)),
      seenIn: (restored) => (one) => one.revision >= restored.revision,
    });
    toast(t("message.restored"));
  } catch (error) {
    if (isApiError(error, "too_late")) toast(t("message.tooLateToUndo"), { tone: "danger" });
    else complain(error);
  }
}

export async function pinMessage(message: Message, pinned: boolean, me: string): Promise<void> {
  await attempt(message.id, {
    patch: (one) => ({ ...one, pinned: pinned ? { at: moment(), by: me } : null }),
    request: () => messageCalls.pin(message.id, pinned),
    seenIn: () => (one) => (one.pinned !== null) === pinned || one.deletion !== null,
  }).catch(complain);
}

/** Says that a thread came to its end, or opens it again. */
export async function resolveThread(root: Message, resolved: boolean, me: string): Promise<void> {
  const mark = resolved ? { at: moment(), by: me } : null;
  await attempt(root.id, {
    patch: (one) => ({ ...one, thread: one.thread && { ...one.thread, resolved: mark } }),
    request: () => messageCalls.resolve(root.id, resolved),
    seenIn: () => (one) => (one.thread?.resolved != null) === resolved || one.deletion !== null,
  }).catch(complain);
}

export async function removePreviews(message: Message): Promise<void> {
  await attempt(message.id, {
    patch: (one) => ({ ...one, previews: [] }),
    request: () => messageCalls.removePreviews(message.id),
    seenIn: () => (one) => one.previews.length === 0,
  }).catch(complain);
}
