import type { CommunityInfo } from "@/contract/types";
import { t } from "@/lib/i18n/translate";
import { kindOf, refusalOf, uploadLimits, type UploadLimits } from "@/realtime/uploads/limits";
import type { Added } from "@/realtime/uploads/upload";

/** A file that stays here, and why. */
export interface Refused {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
}

export interface Admitted {
  readonly added: readonly Added[];
  readonly refused: readonly Omit<Refused, "id">[];
}

type Judged = { readonly added: Added } | { readonly name: string; readonly reason: string };

/** A picture that can't be read by then is sent unread: the server judges it. */
const PATIENCE_MS = 3_000;

/** Looks at files before a byte of them leaves: what the server would refuse is said at once. */
export async function admit(
  files: readonly File[],
  info: CommunityInfo | undefined,
  alreadyThere: number,
): Promise<Admitted> {
  const limits = uploadLimits(info);
  const judged = await Promise.all(files.map((file) => judge(file, limits)));
  const added: Added[] = [];
  const refused: Omit<Refused, "id">[] = [];
  const room = limits.files_per_message - alreadyThere;
  for (const one of judged) {
    if (!("added" in one)) refused.push(one);
    else if (added.length < room) added.push(one.added);
    else refused.push(tooMany(one.added.name, limits));
  }
  return { added, refused };
}

function tooMany(name: string, { files_per_message }: UploadLimits) {
  return { name, reason: t("upload.tooMany", { count: files_per_message }) };
}

async function judge(file: File, limits: UploadLimits): Promise<Judged> {
  const { name } = file;
  const kind = kindOf(file);
  const reason = refusalOf({ name, size: file.size, kind }, limits);
  if (reason !== null) return { name, reason };
  const measures = kind === "picture" ? await measure(file) : null;
  if (!measures) return { added: { file, name, kind } };
  const { width, height } = measures;
  if (width * height > limits.pixels) {
    return { name, reason: t("upload.pixels", { width, height }) };
  }
  return { added: { file, name, kind, width, height } };
}

interface Measures {
  readonly width: number;
  readonly height: number;
}

/** As it stands upright; null when this browser can't show it. */
function measure(file: File): Promise<Measures | null> {
  if (typeof URL.createObjectURL !== "function") return Promise.resolve(null);
  const url = URL.createObjectURL(file);
  const picture = new Image();
  const read = new Promise<Measures | null>((resolve) => {
    picture.onload = () => {
      resolve({ width: picture.naturalWidth, height: picture.naturalHeight });
    };
    picture.onerror = () => resolve(null);
    setTimeout(() => resolve(null), PATIENCE_MS);
  });
  picture.src = url;
  return read.finally(() => URL.revokeObjectURL(url));
}
