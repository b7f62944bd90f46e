/**
 * How long to wait before try number `attempt` (0, 1, 2 …): exponential with full jitter, so that
 * a restarted server is not met by all its clients in the same second.
 */
export function backoff(
  attempt: number,
  { base = 500, cap = 30_000, random = Math.random }: BackoffOptions = {},
): number {
  const ceiling = Math.min(cap, base * 2 ** Math.min(attempt, 20));
  return Math.round(random() * ceiling);
}

export interface BackoffOptions {
  base?: number;
  cap?: number;
  random?: () => number;
}
