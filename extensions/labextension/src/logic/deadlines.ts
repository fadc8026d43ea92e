import type { Deadline } from '../api/types';

/** The next one that is to come, of one course or of all; null where there is none. */
export function nextDeadline(deadlines: readonly Deadline[] | null, now: Date, slug?: string): Deadline | null {
  const found = deadlines?.find(
    ({ course_slug, due_at }) => new Date(due_at) > now && (slug === undefined || course_slug === slug)
  );
  return found ?? null;
}
