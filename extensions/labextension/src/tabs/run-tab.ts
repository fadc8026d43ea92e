import { MainAreaWidget } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import type { AcademyApi } from '../api/api';
import type { Run } from '../api/types';
import { trainingIcon } from '../icons';
import { isLive } from '../model/training-model';

/** A training run as its recorded events tell it: what was, then what comes. Needs no kernel. */
class RunView extends Widget {
  constructor(
    private readonly api: AcademyApi,
    private readonly run: Run,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.addClass('nba-RunView');
    this.node.dataset['testid'] = `run-view-${run.id}`;
  }

  override dispose(): void {
    this.close_?.();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (!this.started) {
      this.started = true;
      void this.start();
    }
  }

  /** The chart is loaded with the first run that is looked at, so that Lab starts without it. */
  private async start(): Promise<void> {
    const { RunChart, RunStream } = await import('../chart');
    if (this.isDisposed) {
      return;
    }
    const { api, run, trans } = this;
    const chart = new RunChart(this.node, {
      title: `${run.name} · ${run.algorithm} · ${run.environment}`,
      totalTimesteps: run.total_timesteps,
      ...(isLive(run.status) && { onStop: () => api.stopRun(run.id) })
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
    this.close_ = () => {
      stream.close();
      chart.dispose();
    };
  }

  private started = false;
  private close_: (() => void) | null = null;
}

export function runTab(api: AcademyApi, run: Run, trans: TranslationBundle): MainAreaWidget {
  const tab = new MainAreaWidget({ content: new RunView(api, run, trans) });
  tab.id = runTabId(run);
  tab.title.label = run.name;
  tab.title.caption = trans.__('Training run: %1', run.name);
  tab.title.icon = trainingIcon;
  tab.title.closable = true;
  tab.toolbar.hide();
  return tab;
}

export function runTabId(run: Run): string {
  return `nbacademy-run-${run.id}`;
}
