const FIRST_MS = 1000;
const LAST_MS = 10_000;
const FACTOR = 1.6;

/** How long to wait before looking again for the nth time (from 0): 1 s at first, then longer, 10 s at most. */
export function backOffMs(attempt: number): number {
  return Math.min(LAST_MS, Math.round(FIRST_MS * FACTOR ** attempt));
}
