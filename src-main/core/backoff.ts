const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before trying to connect again, in milliseconds: doubling, and spread over half of its length so
 * that a server's clients do not return all at once. `attempt` counts from 1; `random` is in [0, 1).
 */
export function retryDelay(attempt: number, random: number): number {
  const full = Math.min(FIRST_MS * 2 ** (attempt - 1), LONGEST_MS);
  return Math.round(full * (0.5 + random / 2));
}
