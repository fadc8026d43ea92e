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

const render: Render<Traits> = ({ model, el }) => {
  const runId = model.get('run_id');
  const server = model.get('recorded') ? findServer() : null;
  const chart = new RunChart(el, {
    title: model.get('title'),
    totalTimesteps: model.get('total_timesteps'),
    onStop: () => stop(model, server)
  });
  const feed = server === null ? followKernel(model, chart) : followService(model, chart, server, runId);
  return () => {
    feed.close();
    chart.dispose();
  };
};

function followKernel(model: AnyModel<Traits>, chart: RunChart): { close: () => void } {
  return new KernelFeed(model, events => chart.append(events));
}

/** The browser follows the run by itself, so that it is live while the kernel is busy, restarted or gone. */
function followService(model: AnyModel<Traits>, chart: RunChart, server: Server, runId: string): { close: () => void } {
  let other: { close: () => void } | null = null;
  const stream = new RunStream({
    url: server.streamUrl(runId),
    attempts: ATTEMPTS,
    onEvents: events => chart.append(events),
    onRun: run => chart.setStatus(run.status, run.reason ?? ''),
    onState: state => {
      if (state === 'unavailable') {
        other = followKernel(model, chart);
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
      other?.close();
    }
  };
}

async function stop(model: AnyModel<Traits>, server: Server | null): Promise<void> {
  if (server === null) {
    model.send({ type: 'stop' });
    return;
  }
  await server.stop(model.get('run_id'));
}

export default { render };
