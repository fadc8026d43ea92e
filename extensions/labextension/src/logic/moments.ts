import type { TranslationBundle } from '@jupyterlab/translation';

/** Moments in words, in the person's own language and time zone. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const DAY_MINUTES = 24 * 60;

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
export function minutesInWords(minutes: number, trans: Pick<TranslationBundle, '__'>): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (hours === 0) {
    return trans.__('%1 min', rest);
  }
  return rest === 0 ? trans.__('%1 h', hours) : trans.__('%1 h %2 min', hours, rest);
}

/** A stretch of time in its one or two largest units: "40 s", "12 min", "1 h 35 min", "3 days". */
export function duration(seconds: number, trans: TranslationBundle): string {
  if (seconds < 60) {
    return trans.__('%1 s', Math.max(0, Math.round(seconds)));
  }
  const minutes = Math.round(seconds / 60);
  return minutes < 2 * DAY_MINUTES
    ? minutesInWords(minutes, trans)
    : trans._n('%1 day', '%1 days', Math.round(minutes / DAY_MINUTES));
}

/** What a running clock shows: "59:07", "2:03:10". */
export function countdown(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
