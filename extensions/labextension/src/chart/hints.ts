/**
 * Rules that explain what a run's curves show. Each is a pure function of the series; docs/training.md lists them all,
 * which a test compares. The limits are medians of the latest updates, so that a single outlier says nothing.
 */
import { short } from './format';
import { SPEED } from './panels';
import type { RunHistory } from './run-history';
import { WINDOW_EPISODES } from './run-history';

const LATEST = 5;
const SPINNING_UP = 'OpenAI Spinning Up, PPO';
const DETAILS = 'Huang et al. 2022, The 37 Implementation Details of PPO';

/** What a rule looks at. `targetKl` is the hyperparameter of that name, if the run has one. */
export interface Evidence {
  readonly history: RunHistory;
  readonly totalTimesteps: number;
  readonly targetKl: number | null;
}

export interface Rule {
  readonly key: string;
  /** When the hint is shown, as the documentation says it. */
  readonly when: string;
  /** What is seen, with its numbers; null if the rule does not hold. */
  readonly seen: (evidence: Evidence) => string | null;
  readonly advice: string;
  /** Where to read on. */
  readonly source: string;
  /** Rules that would only say the same again. */
  readonly covers?: readonly string[];
}

export interface Hint {
  readonly key: string;
  readonly seen: string;
  readonly advice: string;
  readonly source: string;
}

/** In the order in which they matter. */
export const RULES: readonly Rule[] = [
  {
    key: 'nan',
    when: 'the newest loss or KL is not a number',
    seen: ({ history }) =>
      ['policy', 'value', 'kl'].some(key => history.series.get(key)?.columns[0]?.at(-1) === null)
        ? 'A loss is not a number: nothing is learned from here on.'
        : null,
    advice: 'Look for a division by zero or a logarithm of zero in the environment, then lower the learning rate.',
    source: 'Stable-Baselines3, Dealing with NaNs and infs',
    covers: ['kl', 'clip', 'timid', 'random', 'flat']
  },
  {
    key: 'kl',
    when: 'KL above 0.05, or above 1.5 times `target_kl` where that is set',
    seen: evidence => {
      const limit = evidence.targetKl === null ? 0.05 : 1.5 * evidence.targetKl;
      return above(evidence, 'kl', limit, value => `KL ${value} is above ${short(limit)}: the step is too large.`);
    },
    advice: 'Lower the learning rate or n_epochs.',
    source: SPINNING_UP,
    covers: ['clip']
  },
  {
    key: 'clip',
    when: 'clip fraction above 0.4',
    seen: evidence =>
      above(
        evidence,
        'clip',
        0.4,
        value => `${value} of the samples are clipped: the updates reach beyond their data.`
      ),
    advice: 'Lower the learning rate or n_epochs, or take larger batches.',
    source: DETAILS
  },
  {
    key: 'collapse',
    when: 'entropy below a tenth of what it was at first, with discrete actions, and a reward that is not higher',
    seen: evidence => {
      const share = entropyShare(evidence);
      return share !== null && share < 0.1 && unimproved(evidence)
        ? `Entropy fell to ${short(100 * share)} % while the reward did not rise: the policy made up its mind too soon.`
        : null;
    },
    advice: 'Raise ent_coef, or lower the learning rate.',
    source: 'Ahmed et al. 2019, Understanding the Impact of Entropy on Policy Optimization',
    covers: ['flat']
  },
  {
    key: 'fall',
    when: 'more than half of the best gain in reward is lost again',
    seen: ({ history: { rewards } }) => {
      const gain = rewards === null ? 0 : rewards.best.mean - rewards.first.mean;
      return rewards !== null && gain > noise(rewards.first) && rewards.best.mean - rewards.latest.mean > gain / 2
        ? `The mean reward fell from ${short(rewards.best.mean)} to ${short(rewards.latest.mean)}.`
        : null;
    },
    advice: 'Let the learning rate fall over the run (lin_0.0003), and compare a few seeds: one may just be unlucky.',
    source: 'Henderson et al. 2018, Deep Reinforcement Learning that Matters',
    covers: ['flat']
  },
  {
    key: 'timid',
    when: 'KL below 0.0005 between a tenth and four fifths of the run, and a reward that is not higher',
    seen: evidence => {
      const kl = latest(evidence, 'kl');
      const within = progress(evidence) > 0.1 && progress(evidence) < 0.8;
      return kl !== null && kl < 0.0005 && within && unimproved(evidence)
        ? `KL ${short(kl)} is close to nothing: the updates hardly change the policy.`
        : null;
    },
    advice: 'Raise the learning rate or n_epochs.',
    source: SPINNING_UP,
    covers: ['random', 'flat']
  },
  {
    key: 'random',
    when: 'entropy above 97 % of what it was at first after half of the run, with discrete actions, and a reward that is not higher',
    seen: evidence => {
      const share = entropyShare(evidence);
      return share !== null && share > 0.97 && progress(evidence) > 0.5 && unimproved(evidence)
        ? 'Entropy has not fallen: the policy still acts at random.'
        : null;
    },
    advice: 'Lower ent_coef or raise the learning rate; where reward is rare, explore differently or shape it.',
    source: 'Ahmed et al. 2019, Understanding the Impact of Entropy on Policy Optimization',
    covers: ['flat']
  },
  {
    key: 'value',
    when: 'explained variance below 0 after a quarter of the run',
    seen: evidence => {
      const variance = latest(evidence, 'variance');
      return variance !== null && variance < 0 && progress(evidence) > 0.25
        ? `Explained variance ${short(variance)}: the value function predicts worse than a constant would.`
        : null;
    },
    advice: 'Normalise rewards (normalize), take longer rollouts (n_steps) or a larger network.',
    source: 'Stable-Baselines3, Logger'
  },
  {
    key: 'flat',
    when: 'after half of the run the reward is not higher than in the first 50 episodes',
    seen: evidence =>
      progress(evidence) > 0.5 && unimproved(evidence)
        ? `After ${evidence.history.episodes} episodes the mean reward is no higher than in the first ${WINDOW_EPISODES}.`
        : null,
    advice: 'Is the reward ever reached by chance? Try tuned hyperparameters first, then a few seeds, then more steps.',
    source: 'Stable-Baselines3, Reinforcement Learning Tips and Tricks'
  },
  {
    key: 'slow',
    when: 'steps per second below half of their median in the run',
    seen: evidence => {
      const speeds = values(evidence, SPEED.key);
      const now = latest(evidence, SPEED.key);
      const usual = speeds.length >= 4 * LATEST ? median(speeds) : null;
      return now !== null && usual !== null && now < usual / 2
        ? `${short(now)} steps per second, where ${short(usual)} were usual.`
        : null;
    },
    advice: 'Something else uses this machine: stop other runs, or shut down kernels that are not needed.',
    source: 'docs/training.md, Limits'
  }
];

/** What the rules say of a run, what matters most first. */
export function hintsOf(evidence: Evidence): Hint[] {
  const hints: Hint[] = [];
  const covered = new Set<string>();
  for (const { key, seen, advice, source, covers } of RULES) {
    const words = covered.has(key) ? null : seen(evidence);
    if (words !== null) {
      hints.push({ key, seen: words, advice, source });
      covers?.forEach(each => covered.add(each));
    }
  }
  return hints;
}

function progress({ history, totalTimesteps }: Evidence): number {
  return history.step / totalTimesteps;
}

function values({ history }: Evidence, key: string): number[] {
  return (history.series.get(key)?.columns[0] ?? []).filter(value => value !== null);
}

/** The median of the latest updates; null while there are too few. It is asked ten times a second, for long series. */
function latest({ history }: Evidence, key: string): number | null {
  const column = history.series.get(key)?.columns[0] ?? [];
  const found: number[] = [];
  for (let index = column.length - 1; index >= 0 && found.length < LATEST; index--) {
    const value = column[index] ?? null;
    if (value !== null) {
      found.push(value);
    }
  }
  return found.length < LATEST ? null : median(found);
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return ((low ?? NaN) + (high ?? NaN)) / 2;
}

function above(evidence: Evidence, key: string, limit: number, say: (value: string) => string): string | null {
  const value = latest(evidence, key);
  return value !== null && value > limit ? say(short(value)) : null;
}

/** The entropy now, as a share of the first; null for continuous actions, whose entropy has no zero to compare with. */
function entropyShare(evidence: Evidence): number | null {
  const all = values(evidence, 'entropy');
  const now = latest(evidence, 'entropy');
  const first = all.length < 2 * LATEST ? null : median(all.slice(0, LATEST));
  const continuous = evidence.history.names.has('train/std');
  return now === null || first === null || first <= 0 || continuous ? null : now / first;
}

/** Whether the mean reward is no higher than it was at first, but for chance. */
function unimproved({ history: { rewards, episodes } }: Evidence): boolean {
  return (
    rewards !== null &&
    episodes >= 2 * WINDOW_EPISODES &&
    rewards.latest.mean <= rewards.first.mean + noise(rewards.first)
  );
}

/** Two standard errors of a window's mean. */
function noise({ deviation }: { readonly deviation: number }): number {
  return (2 * deviation) / Math.sqrt(WINDOW_EPISODES);
}
