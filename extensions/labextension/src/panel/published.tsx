import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { SourceCell, SourceVersion } from '../api/types';
import type { Tone } from '../logic/assignment-state';
import type { VersionWatch } from '../model/version-watch';
import { cellsInWords, SourceCells } from './source-cells';
import { useObservable } from './tools';

/** What the service made of a source, and what the trial of its tests finds out as it goes on: the body of a dialog. */
export function publishedBody(watch: VersionWatch, trans: TranslationBundle): React.JSX.Element {
  return <Published watch={watch} trans={trans} />;
}

interface PublishedProps {
  watch: VersionWatch;
  trans: TranslationBundle;
}

function Published({ watch, trans }: PublishedProps): React.JSX.Element {
  const { data, error } = useObservable(watch.version);
  if (data === null) {
    return <p role="status">{error ? error.text : trans.__('Loading')}</p>;
  }
  return (
    <div className="nba-Published" data-testid="published">
      <p>{cellsInWords(data.cells, data.max_score, trans)}</p>
      <Trial version={data} trans={trans} />
      <SourceCells
        cells={data.cells}
        trans={trans}
        more={{ heading: trans.__('Judged'), of: cell => judgedInWords(cell, data, trans) }}
      />
      <Advice cells={data.cells} trans={trans} />
      <p className="nba-Hint">
        SHA-256 <code>{data.sha256}</code>
      </p>
    </div>
  );
}

interface TrialProps {
  version: SourceVersion;
  trans: TranslationBundle;
}

function Trial({ version, trans }: TrialProps): React.JSX.Element | null {
  const state = trialInWords(version, trans);
  if (state === null) {
    return null;
  }
  return (
    <>
      <p className={`nba-Badge nba-mod-${state.tone}`} role="status" data-testid="trial">
        <span className="nba-Dot" aria-hidden="true" />
        <span>{state.words}</span>
      </p>
      {version.trial === 'done' && version.trial_reason !== null && <p className="nba-Told">{version.trial_reason}</p>}
    </>
  );
}

/** How far the tests are tried, and what the source's own solution got. */
export function trialInWords(version: SourceVersion, trans: TranslationBundle): { tone: Tone; words: string } | null {
  const { trial, trial_reason, solution_score, max_score } = version;
  switch (trial) {
    case null:
      return null;
    case 'running':
      return { tone: 'busy', words: trans.__('The tests are being tried with your own solution…') };
    case 'failed':
      return {
        tone: 'bad',
        words: trans.__('The tests could not be tried: %1', trial_reason ?? trans.__('no reason was given'))
      };
    case 'done': {
      // Cells that a person marks give the solution nothing.
      const reachable = version.cells.reduce((sum, cell) => sum + (cell.kind === 'auto' ? cell.points : 0), 0);
      const got = solution_score ?? 0;
      return got < reachable
        ? { tone: 'warn', words: trans.__('Your own solution gets only %1 of the %2 points of tests.', got, reachable) }
        : { tone: 'good', words: passedInWords(got, max_score - reachable, trans) };
    }
  }
}

function passedInWords(points: number, others: number, trans: TranslationBundle): string {
  const passed = trans._n(
    'Your own solution passes all tests: %1 point.',
    'Your own solution passes all tests: %1 points.',
    points
  );
  return others > 0 ? `${passed} ${trans._n('A person gives %1 more.', 'A person gives %1 more.', others)}` : passed;
}

function judgedInWords({ kind, finding }: SourceCell, { trial }: SourceVersion, trans: TranslationBundle): string {
  if (kind === 'manual') {
    return '–';
  }
  if (finding === null) {
    return trial === 'running' ? '…' : '–';
  }
  return finding.judged === 'outside'
    ? trans.__('outside of the student’s process')
    : trans.__('inside of the student’s process');
}

/** For each cell that is judged beside the student's own code: why, and what would change that. */
function Advice({
  cells,
  trans
}: {
  cells: readonly SourceCell[];
  trans: TranslationBundle;
}): React.JSX.Element | null {
  const inside = cells.filter(cell => cell.finding?.judged === 'inside');
  if (inside.length === 0) {
    return null;
  }
  return (
    <>
      <p>
        {trans.__(
          'Tests that are judged inside run where the student’s code has run. They are guarded, but less safe than those that are judged outside:'
        )}
      </p>
      <ul data-testid="advice">
        {inside.map(({ notebook, grade_id, finding }) => (
          <li key={`${notebook}/${grade_id}`}>
            <strong>{grade_id}</strong>: {finding?.why} {finding?.advice}
          </li>
        ))}
      </ul>
    </>
  );
}
