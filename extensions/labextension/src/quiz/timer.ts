import { countdown } from '../logic/moments';
import { element } from '../logic/element';
import type { Words } from './words';

const TICK_MS = 1000;
/** When somebody who does not see the clock is told, in seconds. */
const WARNINGS = [300, 60];

/** The time that is left by the service's clock: seen all the time, said aloud when it gets short. */
export class Timer {
  constructor(
    private readonly deadline: Date,
    private readonly now: () => Date,
    private readonly words: Words,
    private readonly onEnd: () => void
  ) {
    this.shown.setAttribute('role', 'timer');
    this.shown.dataset['testid'] = 'quiz-timer';
    this.said.setAttribute('role', 'status');
    this.element.append(this.shown, this.said);
    this.before = this.seconds();
    this.interval = setInterval(() => this.tick(), TICK_MS);
    this.tick();
  }

  readonly element = element('div', 'nba-quiz-timer');

  close(): void {
    clearInterval(this.interval);
  }

  private seconds(): number {
    return (this.deadline.getTime() - this.now().getTime()) / 1000;
  }

  private tick(): void {
    const left = this.seconds();
    this.shown.textContent = this.words.__('%1 left', countdown(left));
    this.element.classList.toggle('nba-mod-short', left <= WARNINGS[0]!);
    const warning = WARNINGS.find(seconds => left <= seconds && this.before > seconds);
    if (warning !== undefined) {
      this.said.textContent = this.words._n('One minute left.', '%1 minutes left.', warning / 60);
    }
    this.before = left;
    if (left <= 0) {
      this.close();
      this.onEnd();
    }
  }

  private readonly shown = element('span', 'nba-quiz-clock');
  private readonly said = element('span', 'nba-quiz-said');
  private readonly interval: ReturnType<typeof setInterval>;
  private before: number;
}
