/** The widget that shows a training run in a notebook. Bundled into one module, which anywidget loads. */
import type { AnyModel, Render } from '@anywidget/types';

import { RunChart, RunStream } from '../chart';
import { KernelFeed } from './kernel-feed';
import { findServer } from './server';
import type { Server } from './server';

interface Traits {
  run_id: string;
  title: string;
  total_timesteps: number;
  recorded: boolean;
}

/** A service that does not answer at all is given up soon: the kernel can tell too. */
const ATTEMPTS = 3;

/** Where a run's events come from, and what stops the run. */
interface Source {
  close(): void;
  stop(): Promise<void>;
}

const render: Render<Traits> = ({ model, el }) => {
  const server = model.get('recorded') ? findServer() : null;
  const chart: RunChart = new RunChart(el, {
    title: model.get('title'),
    totalTimesteps: model.get('total_timesteps'),
    onStop: () => source.stop()
  });
  const source: Source = server === null ? followKernel(model, chart) : followService(model, chart, server);
  return () => {
    source.close();
    chart.dispose();
  };
};

function followKernel(model: AnyModel<Traits>, chart: RunChart): Source {
  const feed = new KernelFeed(model, events => chart.append(events));
  return {
    close: () => feed.close(),
    stop: () => {
      model.send({ type: 'stop' });
      return Promise.resolve();
    }
  };
}

/** The browser follows the run by itself, so that it is live while the kernel is busy, restarted or gone. */
function followService(model: AnyModel<Traits>, chart: RunChart, server: Server): Source {
  const runId = model.get('run_id');
  let kernel: Source | null = null;
  const stream = new RunStream({
    url: server.streamUrl(runId),
    attempts: ATTEMPTS,
    onEvents: events => chart.append(events),
    onRun: run => chart.setStatus(run.status, run.reason ?? ''),
    onState: state => {
      if (state === 'unavailable') {
        kernel = followKernel(model, chart);
      } else if (state === 'waiting') {
        chart.setNote('The connection is lost; trying again.');
      } else if (state === 'live') {
        chart.setNote('');
      }
    }
  });
  return {
    close: () => {
      stream.close();
      kernel?.close();
    },
    stop: () => kernel?.stop() ?? server.stop(runId)
  };
}

export default { render };
