import type { TranslationBundle } from '@jupyterlab/translation';

/** What of a cell may be shown to a course, to begin a question with. */
export interface AskedCell {
  /** How nbgrader names it; null for a cell that it does not know. */
  gradeId: string | null;
  /** Its text; null where it may be somebody's solution. */
  source: string | null;
  /** The language of its code; null for a text. */
  language: string | null;
  /** What went wrong in it, in one line: a traceback quotes code, and not of this cell alone. */
  error: string | null;
}

const LONGEST_ERROR = 1000;

/** A question about a cell, in Markdown, as far as it can be begun for its author. */
export function cellQuestion({ gradeId, source, language, error }: AskedCell, trans: TranslationBundle): string {
  const parts = [
    gradeId && trans.__('About `%1`:', gradeId),
    source && (language === null ? quoted(source) : fenced(source, language)),
    error && fenced(error.slice(0, LONGEST_ERROR), 'text')
  ];
  return parts
    .filter(Boolean)
    .map(part => `${part}\n\n`)
    .join('');
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map(line => `> ${line}`)
    .join('\n');
}

/** In a fence that is longer than any in the text. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}
