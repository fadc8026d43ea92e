import { element } from '../logic/element';
import { button } from './element';
import type { Words } from './words';

/** Asks whether to hand in, and names the questions that have no answer. */
export function askHandIn(
  host: HTMLElement,
  missing: readonly number[],
  words: Words,
  goTo: (number: number) => void
): Promise<boolean> {
  const dialog = element('dialog', 'nba-quiz-dialog');
  const title = element('h3', '', words.__('Hand in?'));
  title.id = 'nba-quiz-hand-in-title';
  dialog.setAttribute('aria-labelledby', title.id);
  dialog.dataset['testid'] = 'quiz-confirm';
  return new Promise(resolve => {
    const end = (answer: boolean): void => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const list = element('p', 'nba-quiz-missing');
    missing.forEach(number =>
      list.append(
        button(words.__('Question %1', number), 'nba-mod-link', () => {
          end(false);
          goTo(number);
        })
      )
    );
    const actions = element('div', 'nba-quiz-actions');
    const yes = button(words.__('Hand in now'), 'nba-mod-primary', () => end(true));
    yes.dataset['testid'] = 'quiz-confirm-yes';
    actions.append(
      button(words.__('Go on working'), '', () => end(false)),
      yes
    );
    dialog.append(title, element('p', '', sentence(missing, words)), list, actions);
    dialog.addEventListener('cancel', event => {
      event.preventDefault();
      end(false);
    });
    host.append(dialog);
    dialog.showModal();
  });
}

function sentence(missing: readonly number[], words: Words): string {
  const rest = words.__('What you hand in can’t be changed any more.');
  if (missing.length === 0) {
    return `${words.__('Every question has an answer.')} ${rest}`;
  }
  return `${words._n('One question has no answer.', '%1 questions have no answer.', missing.length)} ${rest}`;
}
