import { asAcademyError } from '../api/errors';
import type { Answer, Answers, AttemptDetail } from '../api/types';
import { unanswered } from './answers';
import { Autosave } from './autosave';
import type { SaveState } from './autosave';
import { element } from '../logic/element';
import { button } from './element';
import { askHandIn } from './hand-in-dialog';
import { QuestionField } from './question-field';
import type { QuizService } from './service';
import { Timer } from './timer';
import type { Words } from './words';

const CONFLICT = 409;

/** An open attempt: one page of questions, saved as they are answered. */
export class AttemptPage {
  constructor(
    title: string,
    private readonly attempt: AttemptDetail,
    private readonly service: QuizService,
    private readonly words: Words,
    private readonly onClosed: () => void
  ) {
    this.answers = { ...attempt.answers };
    this.autosave = new Autosave({
      send: answers => service.save(attempt.id, answers, false),
      onState: (state, reason) => this.showState(state, reason),
      onClosed
    });
    this.state.setAttribute('role', 'status');
    this.state.dataset['testid'] = 'quiz-saved';
    this.element.append(element('h2', 'nba-quiz-title', title), this.bar(), ...this.questions(), this.end());
    this.showState('saved', '');
    this.count();
  }

  readonly element = element('form', 'nba-quiz-attempt');

  /** Sends what waits, and ends. */
  close(): void {
    this.timer?.close();
    this.autosave.flush();
  }

  private bar(): HTMLElement {
    const bar = element('div', 'nba-quiz-bar');
    bar.append(this.counted, this.state);
    if (this.attempt.deadline_at !== null) {
      const deadline = new Date(this.attempt.deadline_at);
      this.timer = new Timer(
        deadline,
        () => this.service.now(),
        this.words,
        () => void this.handIn()
      );
      bar.append(this.timer.element);
    }
    return bar;
  }

  private questions(): HTMLElement[] {
    const { questions } = this.attempt;
    this.fields = questions.map((question, index) => {
      const onAnswer = (answer: Answer): void => this.answer(question.id, answer);
      const field = new QuestionField(question, index + 1, questions.length, onAnswer, this.words);
      field.show(this.answers[question.id]);
      return field;
    });
    return this.fields.map(field => field.element);
  }

  private end(): HTMLElement {
    const end = element('div', 'nba-quiz-actions');
    const hand = button(this.words.__('Hand in…'), 'nba-mod-primary', () => void this.ask());
    hand.dataset['testid'] = 'quiz-hand-in';
    this.element.addEventListener('submit', event => event.preventDefault());
    this.refusal.setAttribute('role', 'alert');
    end.append(hand, this.refusal);
    return end;
  }

  private answer(question: string, answer: Answer): void {
    this.answers[question] = answer;
    this.autosave.set(question, answer);
    this.count();
  }

  private count(): void {
    const { questions } = this.attempt;
    const done = questions.length - unanswered(questions, this.answers).length;
    this.counted.textContent = this.words.__('%1 of %2 answered', done, questions.length);
  }

  private showState(state: SaveState, reason: string): void {
    const sentences: Record<SaveState, string> = {
      saved: this.words.__('All answers are saved.'),
      waiting: this.words.__('Not saved yet'),
      saving: this.words.__('Saving…'),
      failed: this.words.__('Not saved: %1', reason)
    };
    this.state.textContent = sentences[state];
    this.state.dataset['state'] = state;
  }

  private async ask(): Promise<void> {
    const missing = unanswered(this.attempt.questions, this.answers);
    const goTo = (number: number): void => this.fields[number - 1]?.focus();
    if (await askHandIn(this.element, missing, this.words, goTo)) {
      await this.handIn();
    }
  }

  private async handIn(): Promise<void> {
    const left = this.autosave.take();
    this.element.setAttribute('aria-busy', 'true');
    this.refusal.textContent = '';
    try {
      await this.service.save(this.attempt.id, left, true);
      this.onClosed();
    } catch (reason) {
      const error = asAcademyError(reason);
      if (error.status === CONFLICT) {
        this.onClosed();
        return;
      }
      this.refusal.textContent = this.words.__('Not handed in: %1', error.text);
      this.autosave.resume(left);
    } finally {
      this.element.removeAttribute('aria-busy');
    }
  }

  private readonly answers: Answers;
  private readonly autosave: Autosave;
  private fields: QuestionField[] = [];
  private timer: Timer | null = null;
  private readonly counted = element('span', 'nba-quiz-counted');
  private readonly state = element('span', 'nba-quiz-state');
  private readonly refusal = element('p', 'nba-quiz-error');
}
