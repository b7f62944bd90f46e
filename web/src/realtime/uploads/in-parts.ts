import { DetailedError, Upload } from "tus-js-client";

import type { Attachment } from "@/contract/types";
import { errorFrom, unreachable } from "@/lib/api-error";
import { http } from "@/lib/http";
import { freshAccess, refreshAccess } from "@/lib/refresh";
import { serverUrl } from "@/lib/server";

import { hasStatus } from "./carry";
import type { Passage } from "./upload";

const ENDPOINT = "/api/uploads/";
/** One request each: what lies between us and the server may refuse larger bodies. */
const PART = 8 * 1024 * 1024;

/** By tus 1.0. What the server has of an earlier try is not sent again. */
export async function inParts(passage: Passage): Promise<Attachment> {
  let { address } = passage;
  let access: string | null = null;
  const authorise = async () => (access = await freshAccess());
  const onAddress = (place: string | null) => {
    address = place;
    passage.onAddress(place);
  };
  try {
    await walk({ ...passage, address, onAddress, authorise });
  } catch (error) {
    if (hasStatus(error, 401)) {
      // The next try has a token that counts, or the session is over.
      await refreshAccess(access);
      throw error;
    }
    if (!hasStatus(error, 404, 410) || address === null) throw error;
    // The server has swept what it had: from the start.
    onAddress(null);
    await walk({ ...passage, address: null, onAddress, authorise });
  }
  return complete(address ?? "");
}

/** The last answer has no body: what became of the file is asked for. */
async function complete(address: string): Promise<Attachment> {
  const { upload } = await http.get<{ upload: Attachment | null }>(address);
  if (!upload) throw unreachable(new Error("Not complete yet"));
  return upload;
}

interface Walk extends Passage {
  /** A token for the next request; null when signed out. */
  readonly authorise: () => Promise<string | null>;
}

function walk({ file, name, address, signal, authorise, ...told }: Walk): Promise<void> {
  return new Promise((resolve, reject) => {
    const upload = new Upload(file, {
      // Without it the library begins anew whenever the server stumbles at the question for the offset.
      endpoint: address === null ? serverUrl(ENDPOINT) : null,
      uploadUrl: address === null ? null : serverUrl(address),
      chunkSize: PART,
      metadata: { filename: name },
      // Tries and addresses are kept by those who keep the file.
      retryDelays: null,
      storeFingerprintForResuming: false,
      removeFingerprintOnSuccess: false,
      async onBeforeRequest(request) {
        const access = await authorise();
        if (access) request.setHeader("Authorization", `Bearer ${access}`);
      },
      onProgress: (sent) => told.onProgress(sent),
      onUploadUrlAvailable() {
        if (upload.url) told.onAddress(new URL(upload.url, location.href).pathname);
      },
      onSuccess: () => resolve(),
      onError: (error) => void reason(error).then(reject),
    });
    const stop = () => {
      void upload.abort();
      reject(unreachable(new Error("Called off")));
    };
    if (signal.aborted) stop();
    else upload.start();
    signal.addEventListener("abort", stop, { once: true });
  });
}

async function reason(error: Error): Promise<Error> {
  const answer = error instanceof DetailedError ? error.originalResponse : null;
  const status = answer?.getStatus() ?? 0;
  if (!answer || status === 0) return unreachable(error);
  const headers = new Headers();
  const after = answer.getHeader("Retry-After");
  if (after) headers.set("Retry-After", after);
  return errorFrom(new Response(answer.getBody(), { status, headers }));
}
