/** Between the service's moments and what a `datetime-local` field holds: the same moment on the person's own clock. */

/** "2026-11-30T23:30", with seconds only where there are some; empty for none. */
export function toField(moment: string | null): string {
  if (moment === null) {
    return '';
  }
  const date = new Date(moment);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, local.startsWith(':00', 16) ? 16 : 19);
}

/** A moment in UTC; null for an empty field. */
export function fromField(text: string): string | null {
  return text === '' ? null : new Date(text).toISOString();
}
