import type { Answer, AskedQuestion, AttemptDetail, QuestionReview } from '../api/types';
import { isAnswered, points, pointsInWords } from './answers';
import { element } from '../logic/element';
import { button, rendered } from './element';
import { outcome } from './start-page';
import type { Words } from './words';

type Verdict = 'right' | 'partly' | 'wrong' | 'waiting';

/** What came of an attempt: each answer with its points, and what the quiz shows of the key. */
export function resultPage(title: string, attempt: AttemptDetail, words: Words, onBack: () => void): HTMLElement {
  const page = element('section', 'nba-quiz-result');
  page.append(element('h2', 'nba-quiz-title', title));
  const sum = element('p', 'nba-quiz-outcome', outcome(attempt, words));
  sum.setAttribute('role', 'status');
  sum.dataset['testid'] = 'quiz-outcome';
  page.append(sum);
  const reviews = new Map((attempt.review ?? []).map(review => [review.question_id, review]));
  attempt.questions.forEach((question, index) => {
    const review = reviews.get(question.id);
    if (review !== undefined) {
      page.append(reviewed(question, index + 1, attempt.answers[question.id], review, words));
    }
  });
  const back = button(words.__('Back to the quiz'), '', onBack);
  back.dataset['testid'] = 'quiz-back';
  page.append(back);
  return page;
}

function reviewed(
  question: AskedQuestion,
  number: number,
  answer: Answer | undefined,
  review: QuestionReview,
  words: Words
): HTMLElement {
  const block = element('article', 'nba-quiz-question');
  const verdict = verdictOf(review);
  block.dataset['verdict'] = verdict;
  block.dataset['testid'] = `review-${number}`;
  const head = element('h3', 'nba-quiz-legend', words.__('Question %1', number));
  head.append(element('span', 'nba-quiz-points', verdictInWords(verdict, review, words)));
  block.append(head, rendered('div', 'nba-quiz-text jp-RenderedHTMLCommon', question.html));
  block.append(
    question.options_html.length > 0 ? chosen(question, answer, review, words) : said(question, answer, review, words)
  );
  if (review.comment !== '') {
    block.append(element('p', 'nba-quiz-comment', words.__('Comment: %1', review.comment)));
  }
  if (review.explanation_html !== null) {
    block.append(rendered('div', 'nba-quiz-explanation jp-RenderedHTMLCommon', review.explanation_html));
  }
  return block;
}

function verdictOf({ score, max_score: most }: QuestionReview): Verdict {
  if (score === null) {
    return 'waiting';
  }
  return score >= most ? 'right' : score > 0 ? 'partly' : 'wrong';
}

function verdictInWords(verdict: Verdict, review: QuestionReview, words: Words): string {
  const names: Record<Verdict, string> = {
    right: words.__('right'),
    partly: words.__('partly right'),
    wrong: words.__('not right'),
    waiting: words.__('not marked yet')
  };
  const most = pointsInWords(review.max_score, words);
  const score = review.score === null ? most : words.__('%1 of %2', points(review.score), most);
  return `${names[verdict]} · ${score}`;
}

/** The options as they stood in the attempt, with what was picked and what is right in words beside them. */
function chosen(
  question: AskedQuestion,
  answer: Answer | undefined,
  review: QuestionReview,
  words: Words
): HTMLElement {
  const picked = Array.isArray(answer) ? answer : [answer];
  const list = element('ul', 'nba-quiz-options');
  question.options_html.forEach((html, index) => {
    const line = element('li', 'nba-quiz-option');
    const isPicked = picked.includes(index);
    const isRight = review.right_options?.includes(index) ?? false;
    line.classList.toggle('nba-mod-picked', isPicked);
    line.classList.toggle('nba-mod-right', isRight);
    line.append(rendered('span', 'nba-quiz-optionText', html));
    const notes = [isPicked && words.__('your answer'), isRight && words.__('right')].filter(Boolean);
    if (notes.length > 0) {
      line.append(element('span', 'nba-quiz-tag', notes.join(', ')));
    }
    list.append(line);
  });
  return list;
}

function said(question: AskedQuestion, answer: Answer | undefined, review: QuestionReview, words: Words): HTMLElement {
  const block = element('div', 'nba-quiz-said');
  const own = isAnswered(answer) ? inWords(answer, words) : words.__('no answer');
  if (question.type === 'code') {
    block.append(element('pre', 'nba-quiz-own nba-mod-code', own));
  } else {
    block.append(element('p', 'nba-quiz-own', words.__('Your answer: %1', own)));
  }
  if (review.key) {
    const key = question.type === 'true_false' ? inWords(review.key === 'true', words) : review.key;
    block.append(element('p', 'nba-quiz-key', words.__('Right: %1', key)));
  }
  return block;
}

function inWords(answer: Answer | undefined, words: Words): string {
  if (typeof answer === 'boolean') {
    return answer ? words.__('True') : words.__('False');
  }
  return String(answer);
}
