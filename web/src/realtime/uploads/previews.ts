/** So long a sent picture is still shown from here, until the server's copy of it is drawn. */
const LINGER_MS = 60_000;

/** Pictures as they lie on this device, as addresses for `<img>`; each is let go again. */
export class Previews {
  readonly #urls = new Map<string, string>();
  readonly #lingering = new Map<string, string>();

  /** The address of these bytes, made when it is first wanted. */
  of(id: string, file: Blob | undefined): string | null {
    const known = this.#urls.get(id);
    if (known || !file) return known ?? null;
    const url = URL.createObjectURL(file);
    this.#urls.set(id, url);
    return url;
  }

  /** The picture of a file that has just been sent, by its id at the server; null when there is none. */
  sent(attachmentId: string): string | null {
    return this.#lingering.get(attachmentId) ?? null;
  }

  /** The server has it; `attachmentId` null: nobody will ask again. */
  drop(id: string, attachmentId: string | null): void {
    const url = this.#urls.get(id);
    this.#urls.delete(id);
    if (!url) return;
    if (attachmentId === null) {
      URL.revokeObjectURL(url);
      return;
    }
    this.#lingering.set(attachmentId, url);
    setTimeout(() => this.#end(attachmentId), LINGER_MS);
  }

  stop(): void {
    for (const url of [...this.#urls.values(), ...this.#lingering.values()]) {
      URL.revokeObjectURL(url);
    }
    this.#urls.clear();
    this.#lingering.clear();
  }

  #end(attachmentId: string): void {
    const url = this.#lingering.get(attachmentId);
    this.#lingering.delete(attachmentId);
    if (url) URL.revokeObjectURL(url);
  }
}
