import { currentLocale } from "@/lib/i18n/translate";

/** A piece of two texts: in both, only in the newer one, or only in the older one. */
export interface Difference {
  readonly kind: "same" | "added" | "gone";
  readonly text: string;
}

/** Comparing everything with everything: beyond so many steps the whole middle counts as replaced. */
const MOST_STEPS = 1_000_000;

/** How one text became another, word by word. Their pieces put together are the two texts. */
export function differences(before: string, after: string): Difference[] {
  const old = wordsOf(before);
  const now = wordsOf(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, now.length) - head &&
    old.at(-1 - tail) === now.at(-1 - tail)
  ) {
    tail += 1;
  }
  const middle = compared(old.slice(head, old.length - tail), now.slice(head, now.length - tail));
  const pieces: Difference[] = [
    ...old.slice(0, head).map(same),
    ...middle,
    ...old.slice(old.length - tail).map(same),
  ];
  return joined(pieces);
}

const same = (text: string): Difference => ({ kind: "same", text });
const added = (text: string): Difference => ({ kind: "added", text });
const gone = (text: string): Difference => ({ kind: "gone", text });

/** Words as the language parts them (Chinese has no spaces), and what stands between. */
function wordsOf(text: string): string[] {
  const segments = new Intl.Segmenter(currentLocale(), { granularity: "word" }).segment(text);
  return Array.from(segments, ({ segment }) => segment);
}

/** The longest common subsequence, by the table of the textbooks. */
function compared(old: readonly string[], now: readonly string[]): Difference[] {
  if (old.length * now.length > MOST_STEPS) return [...old.map(gone), ...now.map(added)];
  const width = now.length + 1;
  const lengths = lengthsOf(old, now, width);
  const at = (row: number, column: number) => lengths[row * width + column] ?? 0;
  const pieces: Difference[] = [];
  let row = 0;
  let column = 0;
  while (row < old.length && column < now.length) {
    const [was, is] = [old[row] ?? "", now[column] ?? ""];
    if (was === is) {
      pieces.push(same(was));
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      pieces.push(gone(was));
      row += 1;
    } else {
      pieces.push(added(is));
      column += 1;
    }
  }
  return [...pieces, ...old.slice(row).map(gone), ...now.slice(column).map(added)];
}

/** At (row, column): how much the rests of both from there have in common. */
function lengthsOf(old: readonly string[], now: readonly string[], width: number): Uint32Array {
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row -= 1) {
    for (let column = now.length - 1; column >= 0; column -= 1) {
      const here = row * width + column;
      lengths[here] =
        old[row] === now[column]
          ? (lengths[here + width + 1] ?? 0) + 1
          : Math.max(lengths[here + width] ?? 0, lengths[here + 1] ?? 0);
    }
  }
  return lengths;
}

function joined(pieces: readonly Difference[]): Difference[] {
  const whole: Difference[] = [];
  for (const piece of pieces) {
    const last = whole.at(-1);
    if (last?.kind === piece.kind)
      whole[whole.length - 1] = { ...last, text: last.text + piece.text };
    else whole.push(piece);
  }
  return whole;
}
