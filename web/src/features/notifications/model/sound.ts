let audio: AudioContext | null = null;

/** May a sound be heard now? Browsers let a page sound only after somebody has touched it. */
export function canSound(): boolean {
  return "AudioContext" in window && navigator.userActivation.hasBeenActive;
}

/** Two soft drops for what is meant for me, one for the rest. Made here: no file to fetch, works offline. */
export function playSound(kind: "call" | "plain"): void {
  if (!canSound()) return;
  audio ??= new AudioContext();
  const { currentTime } = audio;
  // A page that was long in the background has its audio put to sleep.
  void audio.resume().catch(() => undefined);
  drop(audio, currentTime + 0.02, 587);
  if (kind === "call") drop(audio, currentTime + 0.14, 880);
}

/** One tone that swells for 12 ms and fades: without a start or an end that clicks. */
function drop(context: AudioContext, at: number, pitch: number): void {
  const tone = context.createOscillator();
  const gain = context.createGain();
  tone.type = "sine";
  tone.frequency.value = pitch;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(0.09, at + 0.012);
  gain.gain.exponentialRampToValueAtTime(0.0005, at + 0.32);
  tone.connect(gain).connect(context.destination);
  tone.start(at);
  tone.stop(at + 0.34);
}
