import { currentLocale } from "./i18n/translate";
import { serverUrl } from "./server";

/** Copies of a picture that the server keeps: those that fit into 480 and 1600 pixels (128 for a face's "small"). */
export type FileSize = "small" | "large";

/** Where the bytes of a file are. Without a size the original, as it was cleaned. */
export function fileUrl(
  id: string,
  size?: FileSize,
  { download = false }: { download?: boolean } = {},
): string {
  const path = serverUrl(size ? `/api/files/${id}/${size}/` : `/api/files/${id}/`);
  return download ? `${path}?download=1` : path;
}

/** Starts the download of a file, as a link to it would. */
export function downloadFile({ id, name }: { readonly id: string; readonly name: string }): void {
  const link = document.createElement("a");
  link.href = fileUrl(id, undefined, { download: true });
  link.download = name;
  link.click();
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** Powers of 1024, as the server's limits are set: 25 MB of them are "25 MB" everywhere. */
const STEP = 1024;

/** "340 bytes", "48 kB", "2.4 MB": one digit after the point while the number is small. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let step = 0;
  while (Math.round(value) >= STEP && step < UNITS.length - 1) {
    value /= STEP;
    step += 1;
  }
  return new Intl.NumberFormat(currentLocale(), {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step > 1 && value < 10 ? 1 : 0,
  }).format(value);
}
