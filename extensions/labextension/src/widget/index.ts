/** The widget that shows a training run in a notebook. Bundled into one module, which anywidget loads. */
import type { AnyModel, Render } from '@anywidget/types';

import { RunChart, RunStream } from '../chart';
import type { Wish } from '../chart';
import { KernelFeed } from './kernel-feed';
import { findServer } from './server';
import type { Server } from './server';

interface Traits {
  run_id: string;
  title: string;
  total_timesteps: number;
  recorded: boolean;
  wishes: Wish[];
  hyperparameters: Record<string, unknown>;
  tuned: Record<string, unknown>;
}

/** A service that does not answer at all is given up soon: the kernel can tell too. */
const ATTEMPTS = 3;

/** Where a run's events come from. */
interface Source {
  close(): void;
}

const render: Render<Traits> = ({ model, el }) => {
  const server = findServer();
  const chart: RunChart = new RunChart(el, {
    title: model.get('title'),
    totalTimesteps: model.get('total_timesteps'),
    wishes: model.get('wishes'),
    onWish: wish => ask(model, server, wish),
    ...(server !== null && { fileUrl: name => server.videoUrl(model.get('run_id'), name) }),
    hyperparameters: model.get('hyperparameters'),
    tuned: model.get('tuned')
  });
  const followed = server !== null && model.get('recorded');
  const source: Source = followed ? followService(model, chart, server) : followKernel(model, chart);
  return () => {
    source.close();
    chart.dispose();
  };
};

/** By way of the notebook server, whose home the run lives in; else of the service; else of the kernel, when it is idle. */
async function ask(model: AnyModel<Traits>, server: Server | null, wish: Wish): Promise<void> {
  const runId = model.get('run_id');
  if (await server?.ask(runId, wish)) {
    return;
  }
  if (server !== null && wish === 'stop' && model.get('recorded')) {
    await server.stop(runId);
  } else {
    model.send({ type: wish });
  }
}

function followKernel(model: AnyModel<Traits>, chart: RunChart): Source {
  return new KernelFeed(model, events => chart.append(events));
}

/** The browser follows the run by itself, so that it is live while the kernel is busy, restarted or gone. */
function followService(model: AnyModel<Traits>, chart: RunChart, server: Server): Source {
  let kernel: Source | null = null;
  const stream = new RunStream({
    url: server.streamUrl(model.get('run_id')),
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
    }
  };
}

export default { render };
