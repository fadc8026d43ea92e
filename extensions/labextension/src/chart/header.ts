import { Controls } from './controls';
import type { ControlsOptions } from './controls';
import { element } from '../logic/element';
import type { ShownStatus } from './event';
import { compact, duration, short, whole } from './format';
import type { RunHistory } from './run-history';

const WORDS: Readonly<Record<ShownStatus, string>> = {
  starting: 'Starting',
  running: 'Running',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Failed',
  lost: 'No word from it'
};

/** The run's name, status, progress and figures, and the buttons by which it is asked for something. */
export class Header {
  constructor(
    title: string,
    private readonly totalTimesteps: number,
    asking: Omit<ControlsOptions, 'onFailure'>
  ) {
    this.controls = new Controls({ ...asking, onFailure: words => this.setNote(words) });
    this.status.setAttribute('role', 'status');
    this.bar.max = totalTimesteps;
    this.bar.setAttribute('aria-label', 'Steps done');
    const line = element('div', 'nba-run-line1');
    line.append(element('span', 'nba-run-title', title), this.status, this.controls.element);
    this.element.append(line, this.bar, this.facts, this.note);
    this.setStatus('starting');
  }

  readonly element = element('header', 'nba-run-header');
  private readonly controls: Controls;
  private readonly status = element('span', 'nba-run-status');
  private readonly bar = element('progress', 'nba-run-progress');
  private readonly facts = element('div', 'nba-run-facts');
  private readonly note = element('div', 'nba-run-note');
  private state: ShownStatus = 'starting';

  setStatus(status: ShownStatus, text = ''): void {
    this.state = status;
    this.status.textContent = WORDS[status];
    this.status.dataset['status'] = status;
    this.controls.setStatus(status);
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
}
