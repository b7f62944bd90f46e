import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";

import { t } from "@/lib/i18n/translate";
import { communityQuery } from "@/lib/me";
import { useChat } from "@/realtime/chat-context";
import type { UploadPlace } from "@/realtime/uploads/upload";

import type { Refused } from "./admit";
import { loadAdmit, loadParts } from "./parts";

/** Long enough for the room to be there first; and then adding works without a network, too. */
const AT_REST_MS = 2_000;

let count = 0;

/** What somebody gave: files, and the names of folders, which can't be sent. */
export interface Given {
  readonly files: readonly File[];
  readonly folders?: readonly string[];
}

export interface Adding {
  readonly refused: readonly Refused[];
  readonly add: (given: Given) => void;
  readonly dismiss: (id: string) => void;
  /** The message went: what was said about the files that did not is done with. */
  readonly clear: () => void;
}

/** Takes files into what is begun in a place, or says why not. */
export function useAdding(place: UploadPlace, onAdded: () => void): Adding {
  const { uploads } = useChat();
  const info = useQuery(communityQuery).data;
  const [refused, setRefused] = useState<readonly Refused[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => void loadParts(), AT_REST_MS);
    return () => clearTimeout(timer);
  }, []);

  async function take({ files, folders = [] }: Given): Promise<boolean> {
    const { admit } = await loadAdmit();
    const news = await admit(files, info, uploads.draft(place).length);
    await uploads.add(place, news.added);
    const asFolders = folders.map((name) => ({ name, reason: t("upload.folder", { name }) }));
    const held = [...asFolders, ...news.refused].map((one) => ({
      ...one,
      id: `refused ${(count += 1)}`,
    }));
    if (held.length > 0) setRefused((before) => [...before, ...held]);
    onAdded();
    return held.length === 0;
  }
  return {
    refused,
    add: (given) => uploads.taking(place, take(given)),
    dismiss: (id) => setRefused((before) => before.filter((one) => one.id !== id)),
    clear: () => setRefused([]),
  };
}
