import { t } from "@/lib/i18n/translate";

const MOST_BYTES = 256 * 1024;
const TYPES = ["image/png", "image/gif", "image/webp"];
export const ACCEPTED = TYPES.join(",");

/** What is wrong with a file that somebody chose for an emoji; the server looks again, and closer. */
function fileProblem(file: File): string | undefined {
  if (!TYPES.includes(file.type)) return t("ownEmoji.notPicture");
  if (file.size > MOST_BYTES) {
    return t("ownEmoji.tooLarge", { size: Math.ceil(file.size / 1024) });
  }
  return undefined;
}

/** "party_parrot" for "Party Parrot.gif": a first proposal. */
export function nameFor(file: File): string {
  return file.name
    .replace(/\.[^.]*$/, "")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[^a-z0-9_+-]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 32);
}

/** A picture read into the page: shown from there, and sent from there. */
export interface Chosen {
  readonly file: File;
  readonly problem: string | undefined;
  /** "data:image/png;base64,…"; "" when there is a problem. */
  readonly url: string;
}

export async function readFile(file: File): Promise<Chosen> {
  const problem = fileProblem(file);
  if (problem) return { file, problem, url: "" };
  try {
    return { file, problem, url: await dataUrl(file) };
  } catch {
    // Moved or changed since it was chosen.
    return { file, problem: t("ownEmoji.unreadable"), url: "" };
  }
}

/** The bytes as the API takes them. */
export function inBase64({ url }: Chosen): string {
  return url.slice(url.indexOf(",") + 1);
}

function dataUrl(file: File): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => {
      if (typeof reader.result === "string") done(reader.result);
    };
    reader.onerror = () => fail(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(file);
  });
}
