import type { Attachment } from "@/contract/types";
import { fileUrl } from "@/lib/files";

/** The longest side of the copies that the server makes of a picture. */
const SMALL = 480;
const LARGE = 1600;

export interface Sources {
  readonly src: string;
  readonly srcSet?: string;
  readonly sizes?: string;
}

/** Which copies of a picture there are, for the browser to choose by the size and sharpness of the screen. */
export function sourcesOf(
  { id, width, height }: Pick<Attachment, "id" | "width" | "height">,
  shown: number,
): Sources {
  const src = fileUrl(id, "small");
  if (!width || !height || Math.max(width, height) <= SMALL) return { src };
  const widthAt = (side: number) => Math.round(width * Math.min(1, side / Math.max(width, height)));
  return {
    src,
    srcSet: `${src} ${widthAt(SMALL)}w, ${fileUrl(id, "large")} ${widthAt(LARGE)}w`,
    sizes: `${Math.ceil(shown)}px`,
  };
}
