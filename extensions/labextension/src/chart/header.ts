import { hasEnded } from './event';
import type { RunStatus } from './event';
import { compact, duration, short, whole } from './format';
import type { RunHistory } from './run-history';

const WORDS: Readonly<Record<RunStatus, string>> = {
  starting: 'Starting',
  running: 'Running',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  lost: 'No word from it'
};

/** The run's name, status, progress and figures, and the button that stops it. */
export class Header {
  constructor(
    title: string,
    private readonly totalTimesteps: number,
    onStop: (() => Promise<void>) | undefined
  ) {
    this.element.className = 'nba-run-header';
    const name = part('span', 'nba-run-title', title);
    this.status.setAttribute('role', 'status');
    this.bar.max = totalTimesteps;
    this.bar.setAttribute('aria-label', 'Steps done');
    const line = part('div', 'nba-run-line1');
    line.append(name, this.status);
    if (onStop !== undefined) {
      this.button.type = 'button';
      this.button.addEventListener('click', () => void this.stop(onStop));
      line.append(this.button);
    }
    this.element.append(line, this.bar, this.facts, this.note);
    this.setStatus('starting');
  }

  readonly element = document.createElement('header');
  private readonly status = part('span', 'nba-run-status');
  private readonly bar = part('progress', 'nba-run-progress');
  private readonly facts = part('div', 'nba-run-facts');
  private readonly note = part('div', 'nba-run-note');
  private readonly button = part('button', 'nba-run-stop', 'Stop');
  private state: RunStatus = 'starting';

  setStatus(status: RunStatus, text = ''): void {
    this.state = status;
    this.status.textContent = WORDS[status];
    this.status.dataset['status'] = status;
    this.button.hidden = hasEnded(status);
    this.setNote(text);
  }

  /** A sentence below the figures; none if empty. */
  setNote(text: string): void {
    this.note.textContent = text;
    this.note.hidden = text === '';
  }

  show(history: RunHistory): void {
    this.bar.value = Math.min(history.step, this.totalTimesteps);
    const facts = [`${whole(history.step)} of ${whole(this.totalTimesteps)} steps`];
    if (history.stepsPerSecond !== null) {
      facts.push(`${compact(history.stepsPerSecond)} steps/s`);
    }
    facts.push(this.time(history));
    if (history.evaluation !== null) {
      const { mean, deviation, episodes } = history.evaluation;
      facts.push(`evaluated at ${short(mean)} ± ${short(deviation)} (${episodes} episodes)`);
    }
    this.facts.textContent = facts.join(' · ');
  }

  private time(history: RunHistory): string {
    const left = this.totalTimesteps - history.step;
    if (this.state !== 'running' || history.stepsPerSecond === null || left <= 0) {
      return duration(history.seconds);
    }
    return `${duration(left / history.stepsPerSecond)} left`;
  }

  private async stop(onStop: () => Promise<void>): Promise<void> {
    this.button.disabled = true;
    this.button.textContent = 'Stopping…';
    try {
      await onStop();
    } catch (error) {
      this.setNote(`It could not be stopped: ${error instanceof Error ? error.message : String(error)}`);
      this.button.disabled = false;
      this.button.textContent = 'Stop';
    }
  }
}

function part<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, name: string, text = ''): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}
