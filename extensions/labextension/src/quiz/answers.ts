import type { Answer, Answers, AskedQuestion } from '../api/types';
import type { Words } from './words';

/** Whether somebody said something: no ticks and blank text are no answer. */
export function isAnswered(answer: Answer | undefined): boolean {
  if (answer === undefined || answer === null) {
    return false;
  }
  return typeof answer === 'string' ? answer.trim() !== '' : !Array.isArray(answer) || answer.length > 0;
}

/** The numbers (from 1) of the questions without an answer. */
export function unanswered(questions: readonly AskedQuestion[], answers: Answers): number[] {
  return questions.flatMap((question, index) => (isAnswered(answers[question.id]) ? [] : [index + 1]));
}

/** 2 as "2", 2.5 as "2.5", a third as "0.33". */
export function points(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** "1 point", "2.5 points". */
export function pointsInWords(value: number, words: Words): string {
  return value === 1 ? words.__('1 point') : words.__('%1 points', points(value));
}
