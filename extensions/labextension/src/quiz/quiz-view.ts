import { asAcademyError } from '../api/errors';
import type { AttemptDetail, QuizDetail } from '../api/types';
import { AttemptPage } from './attempt-page';
import { element } from '../logic/element';
import { button } from './element';
import { resultPage } from './result-page';
import type { QuizService } from './service';
import { startPage } from './start-page';
import { ensureStyle } from './style';
import type { Words } from './words';

export interface QuizViewOptions {
  service: QuizService;
  words: Words;
  /** Sets mathematics in what was rendered, where there is something that can. */
  typeset?: (node: HTMLElement) => void;
  onHandedIn?: () => void;
}

/** How often it is looked whether the service has closed an attempt whose time is up, or has run its tests. */
const LOOK_MS = 1500;

/** A quiz from its first page to its result. An attempt that is open goes on where it was left. */
export class QuizView {
  constructor(
    private readonly host: HTMLElement,
    private readonly options: QuizViewOptions
  ) {
    host.classList.add('nba-quiz');
    // What is typed here is meant for no shortcut of the page around it.
    host.dataset['lmSuppressShortcuts'] = 'true';
    ensureStyle(host);
    void this.open();
  }

  dispose(): void {
    this.isDisposed = true;
    this.page?.close();
  }

  private async open(): Promise<void> {
    await this.attemptTo(async () => {
      const { service } = this.options;
      const [quiz, attempts] = await Promise.all([service.quiz(), service.attempts()]);
      this.quiz = quiz;
      const open = attempts.find(attempt => attempt.state === 'open');
      if (open !== undefined) {
        this.showAttempt(await service.attempt(open.id));
        return;
      }
      const { words } = this.options;
      const page = startPage({
        quiz,
        attempts,
        now: service.now(),
        words,
        onBegin: () => void this.begin(),
        onLook: attempt => void this.look(attempt.id)
      });
      this.show(page);
    });
  }

  private async begin(): Promise<void> {
    await this.attemptTo(async () => this.showAttempt(await this.options.service.begin()));
  }

  private async look(id: string): Promise<void> {
    await this.attemptTo(async () => this.showResult(await this.options.service.attempt(id)));
  }

  private showAttempt(attempt: AttemptDetail): void {
    if (attempt.state !== 'open') {
      this.showResult(attempt);
      return;
    }
    const { service, words } = this.options;
    const page = new AttemptPage(this.title, attempt, service, words, () => void this.closed(attempt.id));
    this.show(page.element);
    this.page = page;
  }

  /** The attempt was handed in, here or elsewhere, or its time is up. */
  private async closed(id: string): Promise<void> {
    await this.attemptTo(async () => {
      let attempt = await this.options.service.attempt(id);
      while (attempt.state === 'open' && !this.isDisposed) {
        await pause();
        attempt = await this.options.service.attempt(id);
      }
      this.showAttempt(attempt);
    });
    this.options.onHandedIn?.();
  }

  private showResult(attempt: AttemptDetail): void {
    const page = resultPage(this.title, attempt, this.options.words, () => void this.open());
    this.show(page);
    if (attempt.state === 'judging') {
      void this.attemptTo(() => this.followJudging(attempt.id, page));
    }
  }

  /** Shows the result once the tests were run, unless the person has gone on by then. */
  private async followJudging(id: string, page: HTMLElement): Promise<void> {
    while (!this.isDisposed && page.isConnected) {
      await pause();
      const attempt = await this.options.service.attempt(id);
      if (attempt.state !== 'judging' && page.isConnected) {
        this.showResult(attempt);
      }
    }
  }

  private show(page: HTMLElement): void {
    if (this.isDisposed) {
      return;
    }
    this.page?.close();
    this.page = null;
    this.host.replaceChildren(page);
    this.host.scrollTop = 0;
    this.options.typeset?.(page);
    const title = page.querySelector<HTMLElement>('.nba-quiz-title');
    if (title !== null && this.wasShown) {
      title.tabIndex = -1; // who does not see the page change is told so
      title.focus();
    }
    this.wasShown = true;
  }

  private async attemptTo(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (reason) {
      const page = element('section', 'nba-quiz-failure');
      const sentence = element('p', 'nba-quiz-error', asAcademyError(reason).text);
      sentence.setAttribute('role', 'alert');
      page.append(
        sentence,
        button(this.options.words.__('Try again'), '', () => void this.open())
      );
      this.show(page);
    }
  }

  private get title(): string {
    return this.quiz?.title ?? '';
  }

  private quiz: QuizDetail | null = null;
  private page: AttemptPage | null = null;
  private isDisposed = false;
  private wasShown = false;
}

function pause(): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, LOOK_MS));
}
