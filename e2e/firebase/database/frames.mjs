/** Long messages travel in pieces: first a frame that holds only their number, then the pieces. "0" keeps alive. */

const LONGEST = 16_384;

/**
 * Return the frames of a message.
 * @param {unknown} message
 * @returns {string[]}
 */
export function toFrames(message) {
  const text = JSON.stringify(message);
  if (text.length <= LONGEST) return [text];
  const pieces = [];
  for (let start = 0; start < text.length;) {
    // Half of a surrogate pair can't be sent: it would arrive as U+FFFD.
    const torn = /[\ud800-\udbff]/.test(text.charAt(start + LONGEST - 1));
    const end = start + LONGEST - Number(torn);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return [String(pieces.length), ...pieces];
}

/** Puts the pieces of one connection together again. */
export class Assembler {
  #missing = 0;
  #text = "";

  /**
   * Return the message that this frame completes, if it does.
   * @param {string} frame
   * @returns {any}
   */
  take(frame) {
    if (this.#missing === 0) {
      if (!/^\d{1,6}$/.test(frame)) return JSON.parse(frame);
      this.#missing = Number(frame);
      return undefined;
    }
    this.#text += frame;
    this.#missing -= 1;
    if (this.#missing) return undefined;
    const text = this.#text;
    this.#text = "";
    return JSON.parse(text);
  }
}
