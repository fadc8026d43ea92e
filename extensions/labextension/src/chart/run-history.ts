import type { RunEvent } from './event';
import { MovingWindow } from './moving-window';
import { METRICS, REWARD, SPEED } from './panels';
import { Series } from './series';

const WINDOW_EPISODES = 50;
const RATE_SECONDS = 1;

/** What a run's events say, as series ready to be drawn. Events come in order, each once. */
export class RunHistory {
  /** By panel key; a panel whose key is missing has nothing to show. */
  readonly series = new Map<string, Series>();
  step = 0;
  seconds = 0;
  stepsPerSecond: number | null = null;
  evaluation: { readonly mean: number; readonly deviation: number; readonly episodes: number } | null = null;

  private readonly window = new MovingWindow(WINDOW_EPISODES);
  private rated = { step: 0, seconds: 0 };

  add(event: RunEvent): void {
    this.step = Math.max(this.step, event.step);
    this.seconds = event.seconds;
    if (event.kind === 'status' && event.status === 'started') {
      this.rated = { step: event.step, seconds: event.seconds };
    } else if (event.kind === 'episode') {
      this.addEpisode(event);
    } else if (event.kind === 'metrics') {
      this.addMetrics(event);
    } else if (event.kind === 'evaluation') {
      this.addEvaluation(event);
    }
    // Evaluations and the end take time without training steps: only training has a speed.
    if (event.kind === 'episode' || event.kind === 'metrics') {
      this.rate(event);
    }
  }

  private addEpisode(event: RunEvent): void {
    const reward = event.values['episode/reward'] ?? null;
    if (reward === null) {
      return;
    }
    const { mean, deviation } = this.window.push(reward);
    this.at(REWARD.key, 4).push(event.step, [reward, mean, mean - deviation, mean + deviation]);
  }

  private addMetrics(event: RunEvent): void {
    for (const panel of METRICS) {
      const name = panel.names.find(each => each in event.values);
      if (name !== undefined) {
        const value = event.values[name] ?? null;
        this.at(panel.key, 1).push(event.step, [value === null ? null : value * (panel.sign ?? 1)]);
      }
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
