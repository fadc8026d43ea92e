import { describe, expect, it } from 'vitest';

import { absolute, browserLocale, exact, minutesInWords, relative, urgency } from '../src/logic/moments';
import { trans } from './trans';

const NOW = new Date('2026-11-21T10:00:00Z');

describe('relative time', () => {
  it.each([
    ['2026-11-21T09:59:40Z', 'now'],
    ['2026-11-21T09:58:00Z', '2 min. ago'],
    ['2026-11-21T07:00:00Z', '3 hr. ago'],
    ['2026-11-22T11:00:00Z', 'tomorrow'],
    ['2026-11-26T10:00:00Z', 'in 5 days']
  ])('of %s is %s', (moment, words) => {
    expect(relative(moment, NOW, 'en')).toBe(words);
  });
});

describe('a due date', () => {
  it('stands in the time zone of the person', () => {
    const due = '2026-11-30T23:30:00Z';
    expect(absolute(due, NOW, 'en-GB', 'UTC')).toBe('Mon 30 Nov, 23:30');
    expect(absolute(due, NOW, 'en-GB', 'Asia/Tokyo')).toBe('Tue 1 Dec, 08:30');
  });

  it('names the year when it is another one', () => {
    expect(absolute('2027-01-04T12:00:00Z', NOW, 'en-GB', 'UTC')).toContain('2027');
  });

  it('is soon two days before, and late afterwards', () => {
    expect(urgency(null, NOW)).toBe('none');
    expect(urgency('2026-11-24T10:00:00Z', NOW)).toBe('none');
    expect(urgency('2026-11-22T10:00:00Z', NOW)).toBe('soon');
    expect(urgency('2026-11-21T09:59:59Z', NOW)).toBe('late');
  });
});

describe('a receipt', () => {
  it('has seconds and names the zone', () => {
    expect(exact('2026-11-21T10:00:07Z', 'en-GB', 'UTC')).toBe('21 Nov 2026, 10:00:07 UTC');
  });
});

describe('minutes', () => {
  it.each([
    [5, '5 min'],
    [60, '1 h'],
    [95, '1 h 35 min']
  ])('%d are %s', (minutes, words) => {
    expect(minutesInWords(minutes, trans)).toBe(words);
  });
});

describe("JupyterLab's language", () => {
  it("becomes the browser's, or is left to the browser", () => {
    expect(browserLocale('zh_CN')).toBe('zh-CN');
    expect(browserLocale('default')).toBeUndefined();
    expect(browserLocale('no such thing')).toBeUndefined();
  });
});
