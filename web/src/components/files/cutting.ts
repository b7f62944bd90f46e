import type { Attachment } from "@/contract/types";
import { http } from "@/lib/http";
import type { Extent, Place } from "@/lib/pan-zoom";

/** The side of a face as the server keeps it. */
const SIDE = 512;

/** The square of a picture that a frame shows, in the picture's own pixels. */
export function squareOf(natural: Extent, frame: number, { x, y, scale }: Place) {
  const drawn = (frame / Math.min(natural.width, natural.height)) * scale;
  const side = frame / drawn;
  return {
    left: (natural.width - side) / 2 - x / drawn,
    top: (natural.height - side) / 2 - y / drawn,
    side,
  };
}

/** Cuts that square out, as a file to upload. White shows where the picture is transparent. */
export async function cutOut(image: HTMLImageElement, frame: number, place: Place): Promise<File> {
  const natural = { width: image.naturalWidth, height: image.naturalHeight };
  const { left, top, side } = squareOf(natural, frame, place);
  const canvas = document.createElement("canvas");
  canvas.width = SIDE;
  canvas.height = SIDE;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("This browser can't draw pictures.");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, SIDE, SIDE);
  pen.imageSmoothingQuality = "high";
  pen.drawImage(image, left, top, side, side, 0, 0, SIDE, SIDE);
  // A browser that writes no WebP makes a PNG of it, and says so in its type.
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/webp", 0.92));
  if (!blob) throw new Error("This browser can't write pictures.");
  const ending = blob.type === "image/webp" ? "webp" : "png";
  return new File([blob], `picture.${ending}`, { type: blob.type });
}

/** Uploads one small file in one piece; resolves with its id, which something must name within a day. */
export async function uploadSmall(file: File): Promise<string> {
  const form = new FormData();
  form.set("file", file);
  const { upload } = await http.post<{ upload: Attachment }>("/api/uploads/", form);
  return upload.id;
}
