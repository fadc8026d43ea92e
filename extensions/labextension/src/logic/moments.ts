import type { TranslationBundle } from '@jupyterlab/translation';

/** Moments in words, in the person's own language and time zone. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** JupyterLab's language code (`zh_CN`) as browsers write it; undefined lets the browser choose. */
export function browserLocale(languageCode: string): string | undefined {
  const tag = languageCode.replace('_', '-');
  try {
    return tag && tag !== 'default' ? Intl.getCanonicalLocales(tag)[0] : undefined;
  } catch {
    return undefined;
  }
}

/** How long ago or how soon, in the largest unit that fits: "2 min. ago", "in 3 days". */
export function relative(moment: string, now: Date, locale?: string): string {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  const difference = new Date(moment).getTime() - now.getTime();
  const size = Math.abs(difference);
  if (size < MINUTE) {
    return format.format(0, 'second');
  }
  const [unit, length] =
    size < HOUR ? (['minute', MINUTE] as const) : size < DAY ? (['hour', HOUR] as const) : (['day', DAY] as const);
  return format.format(Math.trunc(difference / length), unit);
}

/** Date and time as the person writes them; the year only where it is not this one. */
export function absolute(moment: string, now: Date, locale?: string, timeZone?: string): string {
  const date = new Date(moment);
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(date.getFullYear() !== now.getFullYear() && { year: 'numeric' }),
    ...(timeZone && { timeZone })
  }).format(date);
}

/** With seconds and the zone's name: what a receipt needs. */
export function exact(moment: string, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'long',
    ...(timeZone && { timeZone })
  }).format(new Date(moment));
}

export type Urgency = 'none' | 'soon' | 'late';

/** Less than two days is soon. */
export function urgency(dueAt: string | null, now: Date): Urgency {
  if (dueAt === null) {
    return 'none';
  }
  const left = new Date(dueAt).getTime() - now.getTime();
  return left < 0 ? 'late' : left < 2 * DAY ? 'soon' : 'none';
}

/** 95 as "1 h 35 min". */
export function minutesInWords(minutes: number, trans: TranslationBundle): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) {
    return trans.__('%1 min', rest);
  }
  return rest === 0 ? trans.__('%1 h', hours) : trans.__('%1 h %2 min', hours, rest);
}
