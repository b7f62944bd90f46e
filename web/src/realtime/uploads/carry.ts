import type { Attachment } from "@/contract/types";
import { ApiError, errorFrom, unreachable } from "@/lib/api-error";
import { freshAccess, refreshAccess } from "@/lib/refresh";
import { serverUrl } from "@/lib/server";

import { UnreadableFile, type Carry, type Passage } from "./upload";

/** A line on which nothing moves for so long is dead, whatever the browser thinks. */
const STALL_MS = 60_000;
/** All of it is there: looking at a large one takes a while. */
const CHECK_MS = 600_000;

/** In one piece up to `inPartsAbove` bytes; what is larger can go on after it was cut off. */
export function carryBy(inPartsAbove: () => number): Carry {
  return async (given) => {
    const { passage, end } = watched(given);
    try {
      if (passage.address === null && passage.file.size <= inPartsAbove()) {
        return await inOnePiece(passage);
      }
      const { inParts } = await import("./in-parts").catch((cause: unknown) => {
        throw unreachable(cause);
      });
      return await inParts(passage);
    } catch (error) {
      if (!isAnswer(error)) await checkReadable(passage.file);
      throw error;
    } finally {
      end();
    }
  };
}

/** Ends a try on which nothing moves any more. */
function watched(given: Passage): { passage: Passage; end: () => void } {
  const stalled = new AbortController();
  const stall = () => stalled.abort();
  let timer = setTimeout(stall, STALL_MS);
  const onProgress = (sent: number) => {
    clearTimeout(timer);
    timer = setTimeout(stall, sent >= given.file.size ? CHECK_MS : STALL_MS);
    given.onProgress(sent);
  };
  const signal = AbortSignal.any([given.signal, stalled.signal]);
  return { passage: { ...given, signal, onProgress }, end: () => clearTimeout(timer) };
}

/** A request whose file can't be read fails like one without a network. */
async function checkReadable(file: Blob): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch {
    throw new UnreadableFile();
  }
}

async function inOnePiece(passage: Passage): Promise<Attachment> {
  const access = await freshAccess();
  let response = await post(passage, access);
  if (response.status === 401 && access) {
    const next = await refreshAccess(access);
    if (next) response = await post(passage, next);
  }
  if (!response.ok) throw await errorFrom(response);
  return ((await response.json()) as { upload: Attachment }).upload;
}

/** XMLHttpRequest, because fetch does not tell how much of a body has left. */
function post({ file, name, signal, onProgress }: Passage, access: string | null) {
  return new Promise<Response>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(unreachable(new Error("No answer")));
    const give = () => {
      request.abort();
      fail();
    };
    // The body is a little more than the file: names and boundaries go with it.
    request.upload.onprogress = ({ loaded }) =>
      onProgress(Math.max(0, Math.min(loaded, file.size - 1)));
    request.upload.onload = () => onProgress(file.size);
    request.onload = () => resolve(answerOf(request));
    request.onerror = fail;
    request.ontimeout = fail;
    request.onloadend = () => signal.removeEventListener("abort", give);
    signal.addEventListener("abort", give);
    request.open("POST", serverUrl("/api/uploads/"));
    request.setRequestHeader("Accept", "application/json");
    if (access) request.setRequestHeader("Authorization", `Bearer ${access}`);
    const form = new FormData();
    form.append("file", file, name);
    request.send(form);
  });
}

function answerOf(request: XMLHttpRequest): Response {
  const headers = new Headers();
  const after = request.getResponseHeader("Retry-After");
  if (after) headers.set("Retry-After", after);
  return new Response(request.responseText, {
    status: request.status,
    statusText: request.statusText,
    headers,
  });
}

const isAnswer = (error: unknown) => error instanceof ApiError && error.status > 0;

/** Was this the answer of the server, and which? */
export const hasStatus = (error: unknown, ...statuses: number[]): error is ApiError =>
  error instanceof ApiError && statuses.includes(error.status);
