import { element } from '../logic/element';

type Values = Readonly<Record<string, unknown>>;

/** A run's hyperparameters beside rl-zoo's tuned ones, folded away; null if nothing is known of either. */
export function hyperparameterTable(given: Values, tuned: Values): HTMLDetailsElement | null {
  const names = [...new Set([...Object.keys(given), ...Object.keys(tuned)])].sort();
  if (names.length === 0) {
    return null;
  }
  const details = element('details', 'nba-run-details');
  const table = element('table', 'nba-run-table');
  const compared = Object.keys(tuned).length > 0;
  const head = table.createTHead().insertRow();
  head.append(...['Hyperparameter', 'This run', ...(compared ? ["RL Zoo's tuned"] : [])].map(columnHead));
  const body = table.createTBody();
  for (const name of names) {
    const row = body.insertRow();
    const rowHead = element('th', '', name);
    rowHead.scope = 'row';
    row.append(rowHead, element('td', '', inWords(given[name])));
    if (compared) {
      row.append(element('td', '', inWords(tuned[name])));
      row.classList.toggle('nba-run-differs', inWords(given[name]) !== inWords(tuned[name]));
    }
  }
  details.append(element('summary', '', 'Hyperparameters'), table);
  return details;
}

function columnHead(text: string): HTMLTableCellElement {
  const cell = element('th', '', text);
  cell.scope = 'col';
  return cell;
}

function inWords(value: unknown): string {
  if (value === undefined) {
    return 'default';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
