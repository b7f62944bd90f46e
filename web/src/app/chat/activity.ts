/** "Active" means that somebody touched this page within the last five minutes. */
const ACTIVE_MS = 5 * 60_000;

let touchedAt = Date.now();

const touch = () => {
  touchedAt = Date.now();
};

for (const type of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
  window.addEventListener(type, touch, { passive: true, capture: true });
}

export function wasActiveLately(): boolean {
  return document.visibilityState === "visible" && Date.now() - touchedAt < ACTIVE_MS;
}
