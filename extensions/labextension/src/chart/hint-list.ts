import { element } from '../logic/element';
import type { Hint } from './hints';

const LIMIT_HINTS = 3;

/** The hints as sentences; hidden while there are none. */
export class HintList {
  constructor() {
    this.element.setAttribute('aria-label', 'Hints');
    this.element.hidden = true;
  }

  readonly element = element('ul', 'nba-run-hints');
  private shown = '';

  show(hints: readonly Hint[]): void {
    const first = hints.slice(0, LIMIT_HINTS);
    const text = JSON.stringify(first);
    // What has not changed stays as it is: somebody may be reading or copying it.
    if (text !== this.shown) {
      this.shown = text;
      this.element.hidden = first.length === 0;
      this.element.replaceChildren(...first.map(item));
    }
  }
}

function item(hint: Hint): HTMLLIElement {
  const made = element('li', 'nba-run-hint');
  made.dataset['hint'] = hint.key;
  made.append(element('strong', '', hint.seen), ` ${hint.advice} `, element('cite', '', hint.source));
  return made;
}
