/** The small multiples: what each shows, under which of its names the algorithms report it, and what it means. */

export interface PanelSpec {
  readonly key: string;
  readonly title: string;
  readonly help: string;
  /** The first of these that an event has is shown: stable-baselines3's name, then cleanrl's. */
  readonly names: readonly string[];
  /** Those of the names whose values are shown with the other sign. */
  readonly negated?: readonly string[];
  /** The y axis always takes this in. */
  readonly include?: number;
}

/** Stands for the rewards of single episodes where these are not there, as in TensorBoard's files. */
export const MEAN_REWARD = 'rollout/ep_rew_mean';

export const REWARD: PanelSpec = {
  key: 'reward',
  title: 'Episode reward',
  help: 'Each dot is one episode; the line is the mean of the last 50, the band one standard deviation around it.',
  names: ['episode/reward', 'charts/episodic_return', MEAN_REWARD]
};

export const SPEED: PanelSpec = {
  key: 'speed',
  title: 'Steps per second',
  help: 'Environment steps in each second, updates included.',
  names: [],
  include: 0
};

export const METRICS: readonly PanelSpec[] = [
  {
    key: 'policy',
    title: 'Policy loss',
    help: 'The loss of the policy: the clipped surrogate for PPO. It hovers around zero and is no measure of success.',
    names: ['train/policy_gradient_loss', 'train/policy_loss', 'train/actor_loss', 'losses/policy_loss']
  },
  {
    key: 'value',
    title: 'Value loss',
    help: 'How far the value estimates are from the returns, squared.',
    names: ['train/value_loss', 'train/critic_loss', 'train/loss', 'losses/value_loss'],
    include: 0
  },
  {
    key: 'kl',
    title: 'Approximate KL',
    help: 'How far one update moved the policy. Above 0.05 the steps are likely too large.',
    names: ['train/approx_kl', 'losses/approx_kl'],
    include: 0
  },
  {
    key: 'clip',
    title: 'Clip fraction',
    help: 'The part of the samples whose probability ratio was clipped.',
    names: ['train/clip_fraction', 'losses/clipfrac'],
    include: 0
  },
  {
    key: 'entropy',
    title: 'Entropy',
    help: 'How random the policy is. It falls as the policy makes up its mind.',
    names: ['train/entropy_loss', 'losses/entropy'],
    negated: ['train/entropy_loss']
  },
  {
    key: 'variance',
    title: 'Explained variance',
    help: 'How much of the returns the value function predicts: 1 is all, 0 no more than a constant would.',
    names: ['train/explained_variance', 'losses/explained_variance'],
    include: 1
  },
  {
    key: 'scale',
    title: 'Value scale',
    help: 'What the value function expects, on average over a rollout. It should come near the discounted return.',
    names: ['rollout/value_mean'],
    include: 0
  },
  {
    key: 'exploration',
    title: 'Exploration rate',
    help: 'How often a random action is taken.',
    names: ['rollout/exploration_rate'],
    include: 0
  },
  {
    key: 'temperature',
    title: 'Entropy coefficient',
    help: 'How much randomness is worth beside reward.',
    names: ['train/ent_coef'],
    include: 0
  }
];

/** What the libraries log beside all that, and what says nothing new. */
const UNSHOWN = /^(train|rollout|time|episode|evaluation)\/|^charts\/(SPS|learning_rate|episodic_length)$/;

/** A metric of the student's own, which no other panel shows; null for one that is not shown. */
export function ownPanel(name: string): PanelSpec | null {
  return UNSHOWN.test(name) || KNOWN.has(name) ? null : { key: `own ${name}`, title: name, help: name, names: [name] };
}

const KNOWN: ReadonlySet<string> = new Set([REWARD, ...METRICS].flatMap(panel => panel.names));
