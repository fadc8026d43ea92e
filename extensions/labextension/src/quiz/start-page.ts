import type { Attempt, QuizDetail } from '../api/types';
import { absolute, minutesInWords } from '../logic/moments';
import { points } from './answers';
import { element } from '../logic/element';
import { button, rendered } from './element';
import type { Words } from './words';

export interface StartPageOptions {
  quiz: QuizDetail;
  attempts: readonly Attempt[];
  now: Date;
  words: Words;
  onBegin: () => void;
  onLook: (attempt: Attempt) => void;
}

/** What a quiz asks for, what came of earlier attempts, and the button that begins one. */
export function startPage(options: StartPageOptions): HTMLElement {
  const { quiz, attempts, words } = options;
  const page = element('section', 'nba-quiz-start');
  page.append(element('h2', 'nba-quiz-title', quiz.title));
  page.append(rendered('div', 'nba-quiz-text jp-RenderedHTMLCommon', quiz.description_html), facts(options));
  const reason = obstacle(options);
  if (reason === null) {
    const label = attempts.length === 0 ? words.__('Begin') : words.__('Begin another attempt');
    const begin = button(label, 'nba-mod-primary', options.onBegin);
    begin.dataset['testid'] = 'quiz-begin';
    page.append(begin);
  } else {
    page.append(element('p', 'nba-quiz-note', reason));
  }
  if (attempts.length > 0) {
    page.append(element('h3', '', words.__('Your attempts')), earlier(options));
  }
  return page;
}

/** How an attempt stands, in words. */
export function outcome(attempt: Attempt, words: Words): string {
  switch (attempt.state) {
    case 'open':
      return words.__('still open');
    case 'judging':
      return words.__('handed in; the tests are being run');
    case 'needs_manual_grade':
      return words.__('handed in; a person is still to mark a part of it');
    case 'graded': {
      const score = words.__('%1 of %2 points', points(attempt.score ?? 0), points(attempt.max_score));
      return `${score} · ${attempt.passed ? words.__('passed') : words.__('not passed')}`;
    }
  }
}

function facts({ quiz, now, words }: StartPageOptions): HTMLElement {
  const list = element('ul', 'nba-quiz-facts');
  const lines = [
    words._n('One question, %2 points', '%1 questions, %2 points', quiz.questions, points(quiz.max_score)),
    words.__('Passed with %1 % of the points', points(quiz.pass_percent)),
    quiz.minutes_allowed > 0
      ? words.__('%1, counted from the moment you begin', minutesInWords(quiz.minutes_allowed, words))
      : words.__('No time limit')
  ];
  if (quiz.attempts_limit > 0) {
    const left = Math.max(0, quiz.attempts_limit - quiz.attempts);
    lines.push(words.__('%1 of %2 attempts left', left, quiz.attempts_limit));
  }
  if (quiz.due_at !== null) {
    lines.push(words.__('Open until %1', absolute(quiz.due_at, now)));
  }
  list.append(...lines.map(line => element('li', '', line)));
  return list;
}

function obstacle({ quiz, now, words }: StartPageOptions): string | null {
  if (quiz.questions === 0) {
    return words.__('This quiz has no questions yet.');
  }
  if (quiz.due_at !== null && new Date(quiz.due_at) < now) {
    return words.__('The time for this quiz is over.');
  }
  const used = quiz.attempts_limit > 0 && quiz.attempts >= quiz.attempts_limit;
  return used ? words.__('You have used all your attempts.') : null;
}

function earlier({ attempts, now, words, onLook }: StartPageOptions): HTMLElement {
  const list = element('ul', 'nba-quiz-attempts');
  for (const attempt of attempts) {
    const line = element('li');
    const name = words.__('Attempt %1, %2', attempt.number, absolute(attempt.started_at, now));
    const look = button(name, 'nba-mod-link', () => onLook(attempt));
    look.dataset['testid'] = `quiz-attempt-${attempt.number}`;
    line.append(look, element('span', '', ` ${outcome(attempt, words)}`));
    list.append(line);
  }
  return list;
}
