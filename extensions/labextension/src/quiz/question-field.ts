import type { Answer, AskedQuestion } from '../api/types';
import { pointsInWords } from './answers';
import { element } from '../logic/element';
import { rendered } from './element';
import type { Words } from './words';

/** One question with the fields that its type needs. */
export class QuestionField {
  constructor(
    readonly question: AskedQuestion,
    number: number,
    total: number,
    private readonly onAnswer: (answer: Answer) => void,
    private readonly words: Words
  ) {
    this.name = `nba-quiz-${question.id}-${Math.random().toString(36).slice(2)}`;
    this.element.id = this.name;
    this.element.dataset['testid'] = `question-${number}`;
    const legend = element('legend', 'nba-quiz-legend', words.__('Question %1 of %2', number, total));
    legend.append(element('span', 'nba-quiz-points', pointsInWords(question.points, words)));
    const text = rendered('div', 'nba-quiz-text jp-RenderedHTMLCommon', question.html);
    text.id = `${this.name}-text`;
    this.element.setAttribute('aria-describedby', text.id);
    this.element.append(legend, text, this.fields());
  }

  readonly element = element('fieldset', 'nba-quiz-question');

  /** Moves the focus to the first field. */
  focus(): void {
    this.inputs()[0]?.focus();
  }

  show(answer: Answer | undefined): void {
    for (const input of this.inputs()) {
      if (input instanceof HTMLInputElement && input.type !== 'text') {
        input.checked = Array.isArray(answer) ? answer.includes(Number(input.value)) : String(answer) === input.value;
      } else {
        input.value = typeof answer === 'string' ? answer : this.question.starter;
      }
    }
  }

  private inputs(): (HTMLInputElement | HTMLTextAreaElement)[] {
    return [...this.element.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('input, textarea')];
  }

  private fields(): HTMLElement {
    const { type, options_html: options } = this.question;
    switch (type) {
      case 'single_choice':
        return this.choices('radio', numbered(options), picked => this.onAnswer(Number(picked[0])));
      case 'multiple_choice':
        return this.choices('checkbox', numbered(options), picked => this.onAnswer(picked.map(Number)));
      case 'true_false': {
        const both = [
          ['true', this.words.__('True')],
          ['false', this.words.__('False')]
        ] as const;
        return this.choices('radio', both, picked => this.onAnswer(picked[0] === 'true'));
      }
      case 'numeric':
        return this.text(element('input'), this.numberHint());
      case 'short_text':
        return this.text(element('input'), this.words.__('Your answer, in a word or two'));
      case 'free_text':
        return this.text(element('textarea'), this.words.__('Your answer, which a person will read'));
      case 'code':
        return this.code();
    }
  }

  private code(): HTMLElement {
    const input = Object.assign(element('textarea'), { spellcheck: false, rows: 12 });
    const field = this.text(input, this.words.__('Your program (%1), which tests will run', this.question.language));
    input.classList.add('nba-mod-code');
    input.rows = 12;
    return field;
  }

  private numberHint(): string {
    const { units } = this.question;
    return units.length > 0
      ? this.words.__('Your answer, a number with its unit (%1)', units.join(', '))
      : this.words.__('Your answer, a number such as 0.25');
  }

  private choices(
    type: 'radio' | 'checkbox',
    options: readonly (readonly [value: string, html: string])[],
    onPick: (picked: string[]) => void
  ): HTMLElement {
    const list = element('div', 'nba-quiz-options');
    for (const [value, html] of options) {
      const input = Object.assign(element('input'), { type, value, name: this.name });
      const label = element('label', 'nba-quiz-option');
      label.append(input, rendered('span', 'nba-quiz-optionText', html));
      list.append(label);
    }
    list.addEventListener('change', () => onPick(this.picked()));
    return list;
  }

  private picked(): string[] {
    return this.inputs().flatMap(input => (input instanceof HTMLInputElement && input.checked ? [input.value] : []));
  }

  private text(input: HTMLInputElement | HTMLTextAreaElement, hint: string): HTMLElement {
    const label = element('label', 'nba-quiz-field');
    input.className = 'nba-quiz-input';
    if (input instanceof HTMLInputElement) {
      input.type = 'text';
      input.autocomplete = 'off';
    } else {
      input.rows = 6;
    }
    input.setAttribute('aria-describedby', `${this.name}-text`);
    input.addEventListener('input', () => this.onAnswer(input.value));
    label.append(element('span', 'nba-quiz-hint', hint), input);
    return label;
  }

  private readonly name: string;
}

function numbered(options: readonly string[]): (readonly [string, string])[] {
  return options.map((html, index) => [String(index), html] as const);
}
