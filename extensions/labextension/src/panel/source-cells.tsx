import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { SourceCell } from '../api/types';

type Cell = Pick<SourceCell, 'notebook' | 'grade_id' | 'kind' | 'points' | 'has_hidden_tests'>;

export interface SourceCellsProps<Shown extends Cell> {
  cells: readonly Shown[];
  trans: TranslationBundle;
  /** One more column: its heading, and what stands in it. */
  more?: { heading: string; of: (cell: Shown) => React.ReactNode };
}

/** The graded cells of a source; the notebook is named where there are several. */
export function SourceCells<Shown extends Cell>({ cells, trans, more }: SourceCellsProps<Shown>): React.JSX.Element {
  const several = new Set(cells.map(cell => cell.notebook)).size > 1;
  return (
    <table>
      <thead>
        <tr>
          {several && <th scope="col">{trans.__('Notebook')}</th>}
          <th scope="col">{trans.__('Cell')}</th>
          <th scope="col">{trans.__('Graded by')}</th>
          <th scope="col" className="nba-Number">
            {trans.__('Points')}
          </th>
          <th scope="col">{trans.__('Hidden tests')}</th>
          {more && <th scope="col">{more.heading}</th>}
        </tr>
      </thead>
      <tbody>
        {cells.map(cell => (
          <tr key={`${cell.notebook}/${cell.grade_id}`}>
            {several && <td>{cell.notebook}</td>}
            <th scope="row">{cell.grade_id}</th>
            <td>{cell.kind === 'auto' ? trans.__('tests') : trans.__('a person')}</td>
            <td className="nba-Number">{cell.points}</td>
            <td>{cell.has_hidden_tests ? trans.__('yes') : '–'}</td>
            {more && <td>{more.of(cell)}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** "7 graded cells · 20 points · hidden tests found in 6 cells" */
export function cellsInWords(cells: readonly Cell[], maxScore: number, trans: TranslationBundle): string {
  const hidden = cells.filter(cell => cell.has_hidden_tests).length;
  return [
    trans._n('%1 graded cell', '%1 graded cells', cells.length),
    trans._n('%1 point', '%1 points', maxScore),
    hidden === 0
      ? trans.__('no hidden tests found')
      : trans._n('hidden tests found in %1 cell', 'hidden tests found in %1 cells', hidden)
  ].join(' · ');
}
