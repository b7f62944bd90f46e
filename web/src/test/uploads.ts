import type { Attachment } from "@/contract/types";
import type { Upload, UploadStore } from "@/realtime/uploads/upload";

/** A device's disk that two pages of a test may share. */
export class MemoryUploads implements UploadStore {
  readonly rows = new Map<string, Upload>();
  readonly files = new Map<string, Blob>();

  load = () => Promise.resolve([...this.rows.values()]);
  save = (upload: Upload) => Promise.resolve(void this.rows.set(upload.id, upload));
  keep = (id: string, file: Blob) => Promise.resolve(void this.files.set(id, file));
  file = (id: string) => Promise.resolve(this.files.get(id));
  remove = (id: string) => {
    this.rows.delete(id);
    this.files.delete(id);
    return Promise.resolve();
  };
}

export const wireAttachment = (id: string, change: Partial<Attachment> = {}): Attachment => ({
  id,
  kind: "file",
  name: `${id}.pdf`,
  content_type: "application/pdf",
  size: 4,
  width: null,
  height: null,
  animated: false,
  thumbhash: "",
  ...change,
});
