import type { Draft } from "@/contract/types";
import { ApiError, isApiError } from "@/lib/api-error";
import { http } from "@/lib/http";
import type { DraftPlace, DraftsOptions, KeepResult } from "@/realtime/drafts/drafts";

/** Tells the server what is begun; sorts its refusals into those that time heals and those it does not. */
export const keepDraft: DraftsOptions["keep"] = async (place: DraftPlace, change) => {
  const { text, reply_to_id, version } = change;
  const { room_id: room, thread_id: thread } = place;
  try {
    const body = { room, thread, text, reply_to: reply_to_id, version };
    return { kind: "kept", draft: await http.put<Draft>("/api/drafts/", body) };
  } catch (error) {
    if (isApiError(error, "draft_changed")) return behind();
    return refusal(error);
  }
};

async function behind(): Promise<KeepResult> {
  try {
    const { drafts } = await http.get<{ drafts: Draft[] }>("/api/drafts/");
    return { kind: "behind", drafts };
  } catch {
    return { kind: "later" };
  }
}

function refusal(error: unknown): KeepResult {
  const final = error instanceof ApiError && [400, 403, 404, 413].includes(error.status);
  return { kind: final ? "refused" : "later" };
}
