import { stopIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { Run } from '../api/types';
import { trainingIcon } from '../icons';
import { relative } from '../logic/moments';
import { runShare, runState } from '../logic/run-state';
import { isLive } from '../model/training-model';
import { ActionButton } from './action-button';
import type { PartProps } from './assignments';
import { Empty, ResourceView } from './states';
import { useNow, useTools } from './tools';

/** The training runs of a course; they stay when the kernel is gone. */
export function Training({ open }: PartProps): React.JSX.Element {
  const { trans } = useTools();
  const { training } = open;
  React.useEffect(() => {
    training.visible = true;
    return () => {
      training.visible = false;
    };
  }, [training]);
  return (
    <ResourceView resource={training.runs}>
      {runs =>
        runs.length === 0 ? (
          <Empty
            icon={trainingIcon}
            title={trans.__('No training runs yet')}
            text={trans.__('Runs that you start in a notebook of this course are recorded here, and stay.')}
          />
        ) : (
          <ul className="nba-List">
            {runs.map(run => (
              <RunRow key={run.id} run={run} showOwner={open.isStaff} onStop={() => training.stop(run)} />
            ))}
          </ul>
        )
      }
    </ResourceView>
  );
}

interface RunRowProps {
  run: Run;
  showOwner: boolean;
  onStop: () => Promise<void>;
}

function RunRow({ run, showOwner, onStop }: RunRowProps): React.JSX.Element {
  const { showRun, trans, locale } = useTools();
  const now = useNow();
  const { tone, words } = runState(run, trans);
  return (
    <li className="nba-Run">
      <button type="button" className="nba-Item" onClick={() => showRun(run)} data-testid={`run-${run.id}`}>
        <span className="nba-Item-words">
          <span className="nba-Title">{run.name}</span>
          <span className="nba-Meta">
            <span>{run.algorithm}</span>
            <span>{run.environment}</span>
            {showOwner && <span>{run.user.name}</span>}
            <span>{relative(run.created_at, now, locale)}</span>
          </span>
          <span className={`nba-Badge nba-mod-${tone}`}>
            <span className="nba-Dot" aria-hidden="true" />
            <span>{words}</span>
          </span>
          <span className={`nba-Bar nba-mod-${tone}`} aria-hidden="true">
            <span style={{ width: `${runShare(run) * 100}%` }} />
          </span>
        </span>
        {run.evaluation && <Reward mean={run.evaluation.mean_reward} />}
      </button>
      {isLive(run.status) && !run.stop_requested && (
        <ActionButton
          icon={stopIcon}
          label={trans.__('Stop')}
          title={trans.__('Stop “%1”', run.name)}
          onAct={onStop}
          testId={`run-${run.id}-stop`}
        />
      )}
    </li>
  );
}

function Reward({ mean }: { mean: number }): React.JSX.Element {
  const { trans } = useTools();
  return (
    <span className="nba-Reward" title={trans.__('Mean reward of the newest evaluation')}>
      {Math.abs(mean) >= 100 ? mean.toFixed(0) : mean.toFixed(1)}
      <small>{trans.__('reward')}</small>
    </span>
  );
}
