import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';

import { Controls } from '../src/chart/controls';
import { asCsv } from '../src/chart/copying';
import type { RunEvent, Wish } from '../src/chart/event';
import { RULES, hintsOf } from '../src/chart/hints';
import { hyperparameterTable } from '../src/chart/hyperparameter-table';
import { RunHistory } from '../src/chart/run-history';
import { Videos } from '../src/chart/videos';

const TOTAL = 10_000;

/** A run of 100 updates, 100 steps and two episodes each; `values` gives an update's metrics by its share of the run. */
function history(values: (share: number) => Record<string, number | null>, share = 1): RunHistory {
  const made = new RunHistory();
  for (let update = 1; update <= 100 * share; update++) {
    const { reward = update, ...metrics } = values(update / 100);
    const event = { sequence: 0, step: 100 * update, seconds: 2 * update };
    for (const noise of [-1, 1]) {
      add(made, { ...event, kind: 'episode', values: { 'episode/reward': (reward ?? 0) + noise } });
    }
    add(made, { ...event, kind: 'metrics', values: metrics });
  }
  return made;
}

function add(to: RunHistory, event: RunEvent): void {
  to.add(event);
}

function keys(run: RunHistory, targetKl: number | null = null): string[] {
  return hintsOf({ history: run, totalTimesteps: TOTAL, targetKl }).map(hint => hint.key);
}

const flat = { reward: 20 };
/** A healthy update of PPO. */
const well = {
  'train/approx_kl': 0.01,
  'train/clip_fraction': 0.1,
  'train/explained_variance': 0.6,
  'train/value_loss': 3,
  'train/policy_gradient_loss': -0.01
};

describe('hints', () => {
  it('say nothing of a run that goes well', () => {
    expect(keys(history(share => ({ ...well, 'train/entropy_loss': -0.69 * (1 - share / 2) })))).toEqual([]);
  });

  it.each<[string, (share: number) => Record<string, number | null>]>([
    ['nan', share => ({ ...flat, ...well, 'train/value_loss': share < 0.9 ? 3 : null })],
    ['kl', () => ({ ...well, 'train/approx_kl': 0.08, 'train/clip_fraction': 0.6 })],
    ['clip', () => ({ ...well, 'train/clip_fraction': 0.5 })],
    ['collapse', share => ({ ...flat, 'train/entropy_loss': -0.69 * Math.exp(-8 * share) })],
    ['fall', share => ({ ...well, reward: share < 0.7 ? 100 * share : 10 })],
    ['random', () => ({ ...flat, ...well, 'train/entropy_loss': -0.69 })],
    ['value', () => ({ ...well, 'train/explained_variance': -0.3 })],
    ['flat', () => ({ ...flat, ...well })]
  ])('find %s, and nothing that only follows from it', (key, values) => {
    expect(keys(history(values))).toEqual([key]);
  });

  it('find updates that change nothing, but not where the learning rate has fallen to nothing by plan', () => {
    const timid = (): Record<string, number> => ({ ...flat, 'train/approx_kl': 1e-5 });
    expect(keys(history(timid, 0.6))).toEqual(['timid']);
    expect(keys(history(timid, 0.9))).toEqual(['flat']);
  });

  it('find a machine that has become slow', () => {
    const run = history(() => well);
    for (let update = 1; update <= 6; update++) {
      add(run, { sequence: 0, step: TOTAL + update, seconds: 200 + 2 * update, kind: 'metrics', values: well });
    }
    expect(keys(run)).toEqual(['slow']);
  });

  it("take the run's own target for KL, and name the numbers", () => {
    const run = history(() => ({ ...well, 'train/approx_kl': 0.04 }));
    expect(keys(run)).toEqual([]);
    const [hint] = hintsOf({ history: run, totalTimesteps: TOTAL, targetKl: 0.02 });
    expect(hint?.seen).toBe('KL 0.04 is above 0.03: the step is too large.');
  });

  it('need five updates, and one that stands out is none of their business', () => {
    expect(keys(history(() => ({ ...well, 'train/approx_kl': 1 }), 0.04))).toEqual([]);
    expect(keys(history(share => ({ ...well, 'train/approx_kl': share === 0.98 ? 5 : 0.01 })))).toEqual([]);
  });

  it('do not take the entropy of continuous actions for a share of anything', () => {
    const values = (share: number): Record<string, number> => ({
      reward: 20,
      'train/std': 1,
      'train/entropy_loss': -1.4 * (1 - share)
    });
    expect(keys(history(values, 0.4))).toEqual([]);
  });

  it('are all in the documentation, rule, advice and source', () => {
    const page = readFileSync('../../docs/training.md', 'utf8');
    for (const { when, advice, source } of RULES) {
      expect(page).toContain(`| ${when} | ${advice} | ${source} |`);
    }
  });
});

describe("a run's history", () => {
  it("knows cleanrl's names, and shows what is the student's own as panels of its own", () => {
    const run = new RunHistory();
    const values = { 'charts/episodic_return': 7, 'losses/entropy': 0.5, temperature: 3, 'time/fps': 9 };
    add(run, { sequence: 0, step: 1, seconds: 1, kind: 'metrics', values });
    expect(run.series.get('reward')?.latest).toBe(7);
    expect(run.series.get('entropy')?.latest).toBe(0.5);
    const shown = run.panels.filter(panel => run.series.has(panel.key)).map(panel => panel.title);
    expect(shown).toEqual(['Episode reward', 'Entropy', 'temperature', 'Steps per second']);
  });

  it('does not take the time of a pause for training', () => {
    const run = history(() => well, 0.1);
    const before = run.stepsPerSecond;
    add(run, { sequence: 0, step: 1000, seconds: 20, kind: 'status', values: {}, status: 'paused' });
    add(run, { sequence: 0, step: 1000, seconds: 920, kind: 'status', values: {}, status: 'resumed' });
    add(run, { sequence: 0, step: 1100, seconds: 922, kind: 'metrics', values: well });
    expect(run.stepsPerSecond).toBe(before);
  });

  it('leaves as CSV, quoted where a name needs it', () => {
    const run = new RunHistory();
    add(run, { sequence: 0, step: 5, seconds: 1, kind: 'metrics', values: { 'my "own", metric': 0.5, other: null } });
    expect(asCsv(run).split('\r\n')).toEqual([
      'metric,step,value',
      '"my ""own"", metric",5,0.5',
      'other,5,',
      'Steps per second,5,5',
      ''
    ]);
  });
});

describe('what stands around a chart', () => {
  const all: readonly Wish[] = ['stop', 'pause', 'resume', 'checkpoint'];

  function texts(controls: Controls): (string | null)[] {
    return [...controls.element.querySelectorAll('button')].filter(each => !each.hidden).map(each => each.textContent);
  }

  it('offers to pause what goes on, to resume what is paused, and nothing of what has ended', () => {
    const controls = new Controls({ wishes: all, onWish: () => Promise.resolve(), onFailure: () => undefined });
    controls.setStatus('running');
    expect(texts(controls)).toEqual(['Save checkpoint', 'Pause', 'Stop']);
    controls.setStatus('paused');
    expect(texts(controls)).toEqual(['Save checkpoint', 'Resume', 'Stop']);
    controls.setStatus('finished');
    expect(controls.element.hidden).toBe(true);
  });

  it('says when a wish could not be passed on, and can be asked again', async () => {
    const failures: string[] = [];
    const onWish = vi.fn(() => Promise.reject(new Error('no connection')));
    const controls = new Controls({ wishes: ['stop'], onWish, onFailure: words => failures.push(words) });
    controls.setStatus('running');
    const button = controls.element.querySelector('button');
    button?.click();
    expect(button?.textContent).toBe('Stopping…');
    button?.click();
    await vi.waitFor(() => expect(failures).toEqual(['The run could not be asked: no connection']));
    expect(onWish).toHaveBeenCalledTimes(1);
    expect(button?.textContent).toBe('Stop');
  });

  it('fetches a video when it is looked at, and keeps showing the one that was chosen', () => {
    const videos = new Videos();
    const [picture, choice] = [videos.element.querySelector('img'), videos.element.querySelector('select')];
    videos.add(1000, '/1.gif');
    expect(picture?.getAttribute('src')).toBeNull();
    videos.element.open = true;
    videos.add(2000, '/2.gif');
    expect([picture?.getAttribute('src'), picture?.alt]).toEqual([
      '/2.gif',
      'One episode of the agent after 2,000 steps'
    ]);
    choice!.selectedIndex = 0;
    choice?.dispatchEvent(new Event('change'));
    videos.add(3000, '/3.gif');
    expect(picture?.getAttribute('src')).toBe('/1.gif');
  });

  it('puts the hyperparameters beside the tuned ones, and marks where they differ', () => {
    const table = hyperparameterTable({ gamma: 0.9, n_envs: 8 }, { gamma: 0.98, n_envs: 8, normalize: true });
    const rows = [...(table?.querySelectorAll('tbody tr') ?? [])];
    expect(rows.map(row => [...row.children].map(cell => cell.textContent))).toEqual([
      ['gamma', '0.9', '0.98'],
      ['n_envs', '8', '8'],
      ['normalize', 'default', 'true']
    ]);
    expect(rows.map(row => row.className)).toEqual(['nba-run-differs', '', 'nba-run-differs']);
    expect(hyperparameterTable({}, {})).toBeNull();
  });
});
