import { useEffect, useRef, useState } from "react";

import { t } from "@/lib/i18n/translate";
import type { Upload } from "@/realtime/uploads/upload";

/** Says politely that files came, are there, or failed; never how many percent. */
export function TrayAnnouncer({ files }: { files: readonly Upload[] }) {
  const [said, setSaid] = useState("");
  const before = useRef<readonly Upload[]>([]);
  useEffect(() => {
    const words = news(before.current, files);
    before.current = files;
    // A moment later: a region that appears with its words is not read out.
    if (!words) return;
    const timer = setTimeout(() => setSaid(words), 100);
    return () => clearTimeout(timer);
  }, [files]);
  return (
    <div role="status" className="sr-only">
      {said}
    </div>
  );
}

/** What changed that somebody who does not see it wants to know; "" for nothing. */
export function news(before: readonly Upload[], now: readonly Upload[]): string {
  const known = new Map(before.map((one) => [one.id, one.state]));
  const turned = (state: Upload["state"]) =>
    now.filter((one) => one.state === state && known.has(one.id) && known.get(one.id) !== state);
  const added = now.filter(({ id }) => !known.has(id));
  const failed = turned("failed").map(({ name, error }) =>
    t("upload.said.failed", { name, reason: error?.message ?? "" }),
  );
  const sentences = [counted("added", added), counted("done", turned("done"))];
  return [...sentences, ...failed].filter(Boolean).join(". ");
}

function counted(what: "added" | "done", files: readonly Upload[]): string {
  const [first] = files;
  if (!first) return "";
  const count = files.length;
  if (count > 1) return t(`upload.said.${what}Many`, { count });
  return t(`upload.said.${what}`, { name: first.name });
}
