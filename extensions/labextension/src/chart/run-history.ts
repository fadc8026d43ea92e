import type { RunEvent } from './event';
import { MovingWindow } from './moving-window';
import { MEAN_REWARD, METRICS, REWARD, SPEED, ownPanel } from './panels';
import type { PanelSpec } from './panels';
import { Series } from './series';

export const WINDOW_EPISODES = 50;
const RATE_SECONDS = 1;
const LIMIT_OWN_PANELS = 24;

/** Mean and standard deviation of the rewards of a window of episodes. */
export interface Rewards {
  readonly mean: number;
  readonly deviation: number;
}

/** What a run's events say, as series ready to be drawn. Events come in order, each once. */
export class RunHistory {
  /** By panel key; a panel whose key is missing has nothing to show. */
  readonly series = new Map<string, Series>();
  /** The names of all metrics that came. */
  readonly names = new Set<string>();
  step = 0;
  seconds = 0;
  episodes = 0;
  stepsPerSecond: number | null = null;
  evaluation: { readonly mean: number; readonly deviation: number; readonly episodes: number } | null = null;
  /** Rewards of the first full window, of the best and of the latest one; null before there is a full one. */
  rewards: { readonly first: Rewards; readonly best: Rewards; readonly latest: Rewards } | null = null;

  private readonly window = new MovingWindow(WINDOW_EPISODES);
  private readonly own: PanelSpec[] = [];
  private meansOnly = true;
  private rated = { step: 0, seconds: 0 };

  /** The panels in the order in which they are shown. */
  get panels(): readonly PanelSpec[] {
    return [REWARD, ...METRICS, ...this.own, SPEED];
  }

  add(event: RunEvent): void {
    this.step = Math.max(this.step, event.step);
    this.seconds = event.seconds;
    if (event.kind === 'status' && (event.status === 'started' || event.status === 'resumed')) {
      this.rated = { step: event.step, seconds: event.seconds };
    } else if (event.kind === 'evaluation') {
      this.addEvaluation(event);
    } else if (event.kind === 'episode' || event.kind === 'metrics') {
      this.addEpisode(event);
      this.addMetrics(event);
      // Evaluations and the end take time without training steps: only training has a speed.
      this.rate(event);
    }
  }

  private addEpisode(event: RunEvent): void {
    const name = REWARD.names.find(each => each in event.values);
    const reward = name === undefined ? null : (event.values[name] ?? null);
    this.meansOnly &&= name === undefined || name === MEAN_REWARD;
    if (reward === null || (name === MEAN_REWARD && !this.meansOnly)) {
      return;
    }
    const latest = this.window.push(reward);
    const { mean, deviation } = latest;
    this.at(REWARD.key, 4).push(event.step, [reward, mean, mean - deviation, mean + deviation]);
    this.episodes += 1;
    if (this.episodes >= WINDOW_EPISODES) {
      const { first, best } = this.rewards ?? { first: latest, best: latest };
      this.rewards = { first, best: mean > best.mean ? latest : best, latest };
    }
  }

  private addMetrics(event: RunEvent): void {
    for (const name of Object.keys(event.values)) {
      this.learnName(name);
    }
    for (const panel of [...METRICS, ...this.own]) {
      const name = panel.names.find(each => each in event.values);
      if (name !== undefined) {
        const value = event.values[name] ?? null;
        const sign = panel.negated?.includes(name) ? -1 : 1;
        this.at(panel.key, 1).push(event.step, [value === null ? null : sign * value]);
      }
    }
  }

  private learnName(name: string): void {
    if (this.names.has(name)) {
      return;
    }
    this.names.add(name);
    const panel = ownPanel(name);
    if (panel !== null && this.own.length < LIMIT_OWN_PANELS) {
      this.own.push(panel);
    }
  }

  private addEvaluation(event: RunEvent): void {
    const mean = event.values['evaluation/mean_reward'] ?? null;
    if (mean !== null) {
      const deviation = event.values['evaluation/std_reward'] ?? 0;
      this.evaluation = { mean, deviation, episodes: event.values['evaluation/episodes'] ?? 0 };
    }
  }

  private rate(event: RunEvent): void {
    const seconds = event.seconds - this.rated.seconds;
    const steps = event.step - this.rated.step;
    if (seconds >= RATE_SECONDS && steps > 0) {
      this.stepsPerSecond = steps / seconds;
      this.at(SPEED.key, 1).push(event.step, [this.stepsPerSecond]);
      this.rated = { step: event.step, seconds: event.seconds };
    }
  }

  private at(key: string, width: number): Series {
    const series = this.series.get(key) ?? new Series(width);
    this.series.set(key, series);
    return series;
  }
}
