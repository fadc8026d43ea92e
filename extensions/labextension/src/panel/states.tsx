import type { LabIcon } from '@jupyterlab/ui-components';
import { offlineBoltIcon, refreshIcon } from '@jupyterlab/ui-components';
import React from 'react';

import type { AcademyError } from '../api/errors';
import { relative } from '../logic/moments';
import type { Loaded, Resource } from '../model/resource';
import { ActionButton } from './action-button';
import { useNow, useObservable, useTools } from './tools';

export interface ResourceViewProps<T> {
  resource: Resource<T>;
  children: (data: T) => React.ReactNode;
}

/** A resource as it is: loading, failed with Retry, or there; with the last state kept under a note when asking failed. */
export function ResourceView<T>({ resource, children }: ResourceViewProps<T>): React.JSX.Element {
  const { model } = useTools();
  const state = useObservable(resource);
  // What else is shown failed for the same reason, most likely.
  const retry = async (): Promise<void> => {
    const answer = resource.refresh();
    model.refreshPlace();
    await answer;
  };
  if (state.data === null) {
    return state.error ? <Failure error={state.error} onRetry={retry} /> : <Skeleton />;
  }
  return (
    <>
      {state.error && <StaleNote state={state} onRetry={retry} />}
      {children(state.data)}
    </>
  );
}

interface FailureProps {
  error: AcademyError;
  onRetry: () => Promise<void>;
}

function Failure({ error, onRetry }: FailureProps): React.JSX.Element {
  const { trans } = useTools();
  return (
    <div className="nba-State" role="alert" data-testid="failure">
      <offlineBoltIcon.react tag="span" className="nba-State-icon" width="32px" height="32px" />
      <p className="nba-State-title">
        {error.unreachable ? trans.__('The academy service cannot be reached') : trans.__('This could not be loaded')}
      </p>
      <p className="nba-State-text">
        {error.unreachable ? trans.__('Your files and your work are safe. Try again in a moment.') : error.text}
      </p>
      <ActionButton label={trans.__('Retry')} icon={refreshIcon} onAct={onRetry} testId="retry" />
    </div>
  );
}

function StaleNote<T>({ state, onRetry }: { state: Loaded<T>; onRetry: () => Promise<void> }): React.JSX.Element {
  const { trans, locale } = useTools();
  const now = useNow();
  const age = state.loadedAt ? relative(state.loadedAt.toISOString(), now, locale) : '';
  const words = state.error?.unreachable
    ? trans.__('The academy service cannot be reached. Last update: %1.', age)
    : trans.__('This could not be refreshed. Last update: %1.', age);
  return (
    <div className="nba-Stale" role="status" data-testid="stale" title={state.error?.text}>
      <span>{words}</span>
      <ActionButton look="quiet" label={trans.__('Retry')} onAct={onRetry} testId="retry" />
    </div>
  );
}

/** Grey lines where the content will be; they appear only if it takes a while. */
export function Skeleton(): React.JSX.Element {
  const { trans } = useTools();
  return (
    <div className="nba-Skeleton" role="status" aria-label={trans.__('Loading')}>
      {[70, 92, 84, 60].map(width => (
        <span key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  );
}

export interface EmptyProps {
  icon: LabIcon;
  title: string;
  text?: string;
}

export function Empty({ icon, title, text }: EmptyProps): React.JSX.Element {
  return (
    <div className="nba-State">
      <icon.react tag="span" className="nba-State-icon" width="32px" height="32px" />
      <p className="nba-State-title">{title}</p>
      {text && <p className="nba-State-text">{text}</p>}
    </div>
  );
}
