/**
 * Which versions of Emoji this device has pictures for: what its font lacks would be offered as boxes.
 * One emoji stands for each version. A missing one is drawn without colour, or falls apart into its parts.
 */
const WITNESSES: readonly (readonly [version: number, emoji: string])[] = [
  [17, "🫪"],
  [16, "🫩"],
  [15.1, "🍋‍🟩"],
  [15, "🩷"],
  [14, "🫠"],
  [13.1, "❤️‍🔥"],
  [13, "🥲"],
  [12.1, "🧑‍🦰"],
  [12, "🥱"],
];
const ALWAYS = "😀";
const SIZE = 24;

let newest: number | null = null;

/** The newest version that can be drawn; asked of the browser once. */
export function newestDrawable(): number {
  newest ??= newestIn(pen());
  return newest;
}

/** The newest version that a canvas has pictures for. */
export function newestIn(pen: CanvasRenderingContext2D | null): number {
  // No canvas, or a font of outlines only: nothing can be told, so nothing is hidden.
  if (!pen || !isColoured(pen, ALWAYS)) return Infinity;
  const width = pen.measureText(ALWAYS).width * 1.4;
  const drawn = WITNESSES.find(
    ([, emoji]) => pen.measureText(emoji).width <= width && isColoured(pen, emoji),
  );
  return drawn?.[0] ?? 11;
}

function pen(): CanvasRenderingContext2D | null {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIZE;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.font = `${SIZE - 6}px "Apple Color Emoji", "Segoe UI Emoji", "Noto Color Emoji", sans-serif`;
  context.textBaseline = "top";
  return context;
}

function isColoured(pen: CanvasRenderingContext2D, emoji: string): boolean {
  pen.clearRect(0, 0, SIZE, SIZE);
  pen.fillText(emoji, 0, 0);
  const { data } = pen.getImageData(0, 0, SIZE, SIZE);
  for (let i = 0; i < data.length; i += 4) {
    if (data[i] !== data[i + 1] || data[i + 1] !== data[i + 2]) return true;
  }
  return false;
}
