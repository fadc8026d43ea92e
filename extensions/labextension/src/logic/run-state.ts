import type { TranslationBundle } from '@jupyterlab/translation';

import type { Run } from '../api/types';
import type { StateWords } from './assignment-state';

/** The state of a training run in words. */
export function runState(run: Run, trans: TranslationBundle): StateWords {
  const steps = trans.__('%1 of %2 steps', grouped(run.step), grouped(run.total_timesteps));
  if (run.stop_requested && (run.status === 'running' || run.status === 'starting')) {
    return { tone: 'busy', words: trans.__('Stopping, %1', steps) };
  }
  switch (run.status) {
    case 'starting':
      return { tone: 'busy', words: trans.__('Starting') };
    case 'running':
      return { tone: 'busy', words: trans.__('Running, %1', steps) };
    case 'finished':
      return { tone: 'good', words: trans.__('Finished, %1 steps', grouped(run.step)) };
    case 'stopped':
      return { tone: 'quiet', words: trans.__('Stopped, %1', steps) };
    case 'failed':
      return { tone: 'bad', words: trans.__('Failed: %1', run.reason ?? trans.__('no reason was given')) };
    case 'lost':
      return { tone: 'warn', words: trans.__('Nothing heard of it since, %1', steps) };
  }
}

/** How much of a run is behind it, from 0 to 1. */
export function runShare(run: Run): number {
  return run.total_timesteps > 0 ? Math.min(1, run.step / run.total_timesteps) : 0;
}

/** 50000 as "50 000" (with narrow spaces): the same in every language. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}
