import { element } from '../logic/element';
import { hasEnded } from './event';
import type { ShownStatus, Wish } from './event';

/** What each wish is called on its button, and while it is on its way. */
const WORDS: Readonly<Record<Wish, readonly [string, string]>> = {
  checkpoint: ['Save checkpoint', 'Saving…'],
  pause: ['Pause', 'Pausing…'],
  resume: ['Resume', 'Resuming…'],
  stop: ['Stop', 'Stopping…']
};
const ORDER: readonly Wish[] = ['checkpoint', 'pause', 'resume', 'stop'];

export interface ControlsOptions {
  /** What the run can be asked for from here. */
  readonly wishes: readonly Wish[];
  readonly onWish: (wish: Wish) => Promise<void>;
  /** Told when a wish could not be passed on. */
  readonly onFailure: (words: string) => void;
}

/** The buttons by which a run is asked for something; none once it has ended. */
export class Controls {
  constructor(private readonly options: ControlsOptions) {
    for (const wish of ORDER.filter(each => options.wishes.includes(each))) {
      const button = element('button', 'nba-run-button', WORDS[wish][0]);
      button.type = 'button';
      button.addEventListener('click', () => void this.ask(wish, button));
      this.buttons.set(wish, button);
      this.element.append(button);
    }
  }

  readonly element = element('span', 'nba-run-controls');
  private readonly buttons = new Map<Wish, HTMLButtonElement>();

  setStatus(status: ShownStatus): void {
    this.element.hidden = hasEnded(status);
    const [shown, hidden] = status === 'paused' ? (['resume', 'pause'] as const) : (['pause', 'resume'] as const);
    const hadFocus = this.buttons.get(hidden) === document.activeElement;
    this.show(hidden, false);
    this.show(shown, true);
    if (hadFocus) {
      this.buttons.get(shown)?.focus();
    }
  }

  private show(wish: Wish, shown: boolean): void {
    const button = this.buttons.get(wish);
    if (button !== undefined) {
      button.hidden = !shown;
      this.enable(wish, button);
    }
  }

  private async ask(wish: Wish, button: HTMLButtonElement): Promise<void> {
    // Not `disabled`, which would take the keyboard's place away.
    if (button.getAttribute('aria-disabled') === 'true') {
      return;
    }
    button.setAttribute('aria-disabled', 'true');
    button.textContent = WORDS[wish][1];
    try {
      await this.options.onWish(wish);
    } catch (error) {
      this.options.onFailure(`The run could not be asked: ${error instanceof Error ? error.message : String(error)}`);
      this.enable(wish, button);
    }
    if (wish === 'checkpoint') {
      this.enable(wish, button);
    }
  }

  private enable(wish: Wish, button: HTMLButtonElement): void {
    button.removeAttribute('aria-disabled');
    button.textContent = WORDS[wish][0];
  }
}
