/** Smaller differences than this may be the way that an answer took. */
const NOTABLE_MS = 5000;

/**
 * The time as the service has it: it alone decides what is late, and a computer's own clock may be wrong.
 */
export class Clock {
  now(): Date {
    return new Date(Date.now() + this.differenceMs);
  }

  /** Takes the time from an answer's `Date` header. */
  hear(header: string | null): void {
    const difference = Date.parse(header ?? '') - Date.now();
    if (!Number.isNaN(difference)) {
      this.differenceMs = Math.abs(difference) < NOTABLE_MS ? 0 : difference;
    }
  }

  private differenceMs = 0;
}
