import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AcademyError } from '../src/api/errors';
import type { Answers, AskedQuestion, AttemptDetail } from '../src/api/types';
import { isAnswered, points, unanswered } from '../src/quiz/answers';
import { AttemptPage } from '../src/quiz/attempt-page';
import { Autosave } from '../src/quiz/autosave';
import type { QuizService } from '../src/quiz/service';
import { english } from '../src/quiz/words';
import { HOSTILE } from './samples';

const AWAY = new AcademyError('away', 503, 'UNAVAILABLE');
const CLOSED = new AcademyError('over', 409, 'CONFLICT');

function question(id: string, type: AskedQuestion['type'], options: string[] = []): AskedQuestion {
  return {
    id,
    type,
    text: HOSTILE,
    html: '<p>?</p>',
    points: 1,
    options,
    options_html: options,
    units: [],
    language: null,
    starter: ''
  };
}

const QUESTIONS = [
  question('a', 'single_choice', ['x', 'y']),
  question('b', 'multiple_choice', ['x', 'y']),
  question('c', 'numeric')
];

function attempt(otherwise: Partial<AttemptDetail> = {}): AttemptDetail {
  return {
    id: 'attempt-1',
    quiz_id: 'quiz-1',
    course_slug: 'ppo101',
    person: { id: 'user-1', name: HOSTILE },
    number: 1,
    state: 'open',
    started_at: '2026-11-21T10:00:00Z',
    deadline_at: null,
    submitted_at: null,
    score: null,
    max_score: 3,
    passed: null,
    questions: QUESTIONS,
    answers: {},
    review: null,
    ...otherwise
  };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('answers', () => {
  it('count when something was said', () => {
    expect([undefined, null, '', ' ', []].map(isAnswered)).toEqual([false, false, false, false, false]);
    expect([false, 0, 'x', [1]].map(isAnswered)).toEqual([true, true, true, true]);
    expect(unanswered(QUESTIONS, { a: 0, b: [] })).toEqual([2, 3]);
  });

  it('earn points in as few digits as will do', () => {
    expect([2, 2.5, 1 / 3].map(points)).toEqual(['2', '2.5', '0.33']);
  });
});

describe('autosave', () => {
  function saving(send: (answers: Answers) => Promise<void>) {
    const states: string[] = [];
    const onClosed = vi.fn();
    const autosave = new Autosave({ send, onState: state => states.push(state), onClosed });
    return { autosave, states, onClosed };
  }

  it('sends the answers of a moment together', async () => {
    const send = vi.fn<(answers: Answers) => Promise<void>>().mockResolvedValue();
    const { autosave, states } = saving(send);
    autosave.set('a', 1);
    autosave.set('c', '3');
    await vi.runAllTimersAsync();
    expect(send.mock.calls).toEqual([[{ a: 1, c: '3' }]]);
    expect(states).toEqual(['waiting', 'waiting', 'saving', 'saved']);
  });

  it('tries again while the service is away, with what is newest', async () => {
    const send = vi.fn<(answers: Answers) => Promise<void>>().mockRejectedValueOnce(AWAY).mockResolvedValue();
    const { autosave, states } = saving(send);
    autosave.set('a', 1);
    await vi.advanceTimersByTimeAsync(700);
    expect(states.at(-1)).toBe('failed');
    autosave.set('a', 0);
    await vi.runAllTimersAsync();
    expect(send.mock.calls.at(-1)).toEqual([{ a: 0 }]);
    expect(states.at(-1)).toBe('saved');
  });

  it('ends when the attempt was closed elsewhere', async () => {
    const { autosave, onClosed } = saving(vi.fn().mockRejectedValue(CLOSED));
    autosave.set('a', 1);
    await vi.runAllTimersAsync();
    expect(onClosed).toHaveBeenCalledOnce();
  });

  it('gives who hands in what is on its way, and what was not sent yet', async () => {
    const { autosave } = saving(() => new Promise(() => undefined));
    autosave.set('a', 1);
    await vi.advanceTimersByTimeAsync(700);
    autosave.set('c', '3');
    expect(autosave.take()).toEqual({ a: 1, c: '3' });
  });
});

describe('an open attempt', () => {
  function shown(otherwise: Partial<AttemptDetail> = {}, now = '2026-11-21T10:00:00Z') {
    const save = vi.fn<QuizService['save']>().mockResolvedValue(attempt({ state: 'graded' }));
    const service = {
      save,
      now: () => new Date(Date.parse(now) + performance.now() - began)
    } as unknown as QuizService;
    const began = performance.now();
    const onClosed = vi.fn();
    const page = new AttemptPage('Quiz', attempt(otherwise), service, english, onClosed);
    document.body.replaceChildren(page.element);
    const input = (selector: string) => page.element.querySelector<HTMLInputElement>(selector)!;
    return { page, save, onClosed, input };
  }

  it('shows what was saved, and sends what is changed', async () => {
    const { input, save, page } = shown({ answers: { a: 1, b: [0, 1], c: '3' } });
    expect(page.element.querySelectorAll(':checked')).toHaveLength(3);
    expect(input('input[type=text]').value).toBe('3');
    input('input[type=checkbox]').click();
    await vi.runAllTimersAsync();
    expect(save.mock.calls).toEqual([['attempt-1', { b: [1] }, false]]);
  });

  it('is handed in when its time is up, with what was not saved yet', async () => {
    const { input, save, onClosed } = shown({ deadline_at: '2026-11-21T10:00:02Z' });
    await vi.advanceTimersByTimeAsync(1800);
    input('input[type=radio]').click();
    await vi.advanceTimersByTimeAsync(400);
    expect(save.mock.calls).toEqual([['attempt-1', { a: 0 }, true]]);
    expect(onClosed).toHaveBeenCalledOnce();
  });

  it('keeps what could not be handed in, and says so', async () => {
    const { page, save } = shown({ deadline_at: '2026-11-21T10:00:01Z' });
    save.mockRejectedValueOnce(AWAY);
    await vi.advanceTimersByTimeAsync(1100);
    expect(page.element.querySelector('[role=alert]')?.textContent).toContain('Not handed in: away');
  });
});
