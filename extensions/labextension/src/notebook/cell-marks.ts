import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { forumIcon } from '../icons';

const CLASS = 'nba-CellMark';

/** Marks the cells about which there are threads; `counts` by the cell's id. A press on one leads to them. */
export function markCells(
  notebook: Notebook,
  counts: ReadonlyMap<string, number>,
  onShow: (cell: Cell) => void,
  trans: TranslationBundle
): void {
  for (const cell of notebook.widgets) {
    cell.node.querySelector(`:scope > .${CLASS}`)?.remove();
    const count = counts.get(cell.model.id);
    if (count !== undefined) {
      cell.node.append(mark(count, () => onShow(cell), trans));
    }
  }
}

function mark(count: number, onClick: () => void, trans: TranslationBundle): HTMLElement {
  const words = trans._n('%1 thread about this cell', '%1 threads about this cell', count);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = CLASS;
  button.title = words;
  button.setAttribute('aria-label', words);
  button.dataset['testid'] = 'cell-threads';
  button.addEventListener('click', onClick);
  forumIcon.element({ container: button, tag: 'span', width: '14px', height: '14px' });
  const number = document.createElement('span');
  number.textContent = String(count);
  button.append(number);
  return button;
}
