const RANDOM_BITS = 11;
const MOST = 0xfff;

let last = -Infinity;
let count = 0;

/**
 * UUIDv7 (RFC 9562): 48 bits of time, then a count, then chance. Each sorts after the one before, also
 * within a millisecond and when the clock goes back (section 6.2, method 1): the outbox sends in the order
 * of its ids. Not crypto.randomUUID, which is v4 and missing on plain-http addresses in a local network.
 */
export function uuidv7(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  step(now, ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0));
  for (let i = 0; i < 6; i++) bytes[i] = Math.floor(last / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = (count >> 8) | 0x70;
  bytes[7] = count & 0xff;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** A new millisecond begins at a number of chance, which leaves room for two thousand more. */
function step(now: number, chance: number): void {
  const begin = chance & (2 ** RANDOM_BITS - 1);
  if (now > last) [last, count] = [now, begin];
  else if (count < MOST) count += 1;
  else [last, count] = [last + 1, begin];
}
