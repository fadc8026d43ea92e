import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { SourceVersion } from '../api/types';

/** What the service made of a published source: the body of a dialog. */
export function publishedBody(published: SourceVersion, trans: TranslationBundle): React.JSX.Element {
  const hidden = published.cells.filter(cell => cell.has_hidden_tests).length;
  return (
    <div className="nba-Published" data-testid="published">
      <p>
        {trans._n('%1 graded cell', '%1 graded cells', published.cells.length)} ·{' '}
        {trans._n('%1 point', '%1 points', published.max_score)} ·{' '}
        {hidden === 0
          ? trans.__('no hidden tests found')
          : trans._n('hidden tests found in %1 cell', 'hidden tests found in %1 cells', hidden)}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('Notebook')}</th>
            <th scope="col">{trans.__('Cell')}</th>
            <th scope="col">{trans.__('Graded by')}</th>
            <th scope="col">{trans.__('Points')}</th>
            <th scope="col">{trans.__('Hidden tests')}</th>
          </tr>
        </thead>
        <tbody>
          {published.cells.map(cell => (
            <tr key={`${cell.notebook}/${cell.grade_id}`}>
              <td>{cell.notebook}</td>
              <td>{cell.grade_id}</td>
              <td>{cell.kind === 'auto' ? trans.__('tests') : trans.__('a person')}</td>
              <td className="nba-Number">{cell.points}</td>
              <td>{cell.has_hidden_tests ? trans.__('yes') : '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="nba-Hint">
        SHA-256 <code>{published.sha256}</code>
      </p>
    </div>
  );
}
