import type { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { AcademyApi } from '../api/api';
import type { Run } from '../api/types';
import { trainingIcon } from '../icons';
import { isLive } from '../model/training-model';
import type { View } from './lazy-pane';
import { LazyPane } from './lazy-pane';
import { mainTab } from './main-area';

/** A training run as its recorded events tell it: what was, then what comes. Needs no kernel. */
class RunPane extends LazyPane {
  constructor(
    private readonly api: AcademyApi,
    private readonly run: Run,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('nba-RunView');
    this.node.dataset['testid'] = `run-view-${run.id}`;
  }

  protected override async load(): Promise<() => View> {
    const { RunChart, RunStream } = await import('../chart');
    const { api, run, trans } = this;
    return () => {
      const chart = new RunChart(this.node, {
        title: `${run.name} · ${run.algorithm} · ${run.environment}`,
        totalTimesteps: run.total_timesteps,
        hyperparameters: run.hyperparameters,
        ...(isLive(run.status) && { wishes: ['stop'], onWish: () => api.stopRun(run.id) })
      });
      const stream = new RunStream({
        url: api.runStreamUrl(run.id),
        onEvents: events => chart.append(events),
        onRun: now => chart.setStatus(now.status, now.reason ?? ''),
        onState: state => {
          if (state === 'waiting') {
            chart.setNote(trans.__('The connection is lost; trying again.'));
          } else if (state === 'live') {
            chart.setNote('');
          }
        }
      });
      return {
        dispose: () => {
          stream.close();
          chart.dispose();
        }
      };
    };
  }
}

export function runTab(api: AcademyApi, run: Run, trans: TranslationBundle): MainAreaWidget {
  return mainTab(new RunPane(api, run, trans), {
    id: runTabId(run),
    label: run.name,
    caption: trans.__('Training run: %1', run.name),
    icon: trainingIcon
  });
}

export function runTabId(run: Run): string {
  return `nbacademy-run-${run.id}`;
}
