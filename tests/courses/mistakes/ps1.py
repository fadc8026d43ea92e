"""Usual mistakes in problem set 1."""

GAE = ["test_gae_one_stretch", "test_gae_boundaries"]
MISTAKES = {
    "the first reward is discounted": (
        "gamma ** np.arange(len(rewards))",
        "gamma ** (1 + np.arange(len(rewards)))",
        ["test_discounted_return"],
    ),
    "no discount": ("np.sum(discounts * rewards)", "np.sum(rewards)", ["test_discounted_return"]),
    "discounts run backwards": (
        "gamma ** np.arange(len(rewards))",
        "gamma ** np.arange(len(rewards))[::-1]",
        ["test_discounted_return"],
    ),
    "returns leak over an end": ("np.where(terminated[t], 0.0, following)", "following", ["test_returns_to_go"]),
    "returns kept as integers": (
        "returns = np.zeros(np.shape(rewards), dtype=float)",
        "returns = np.zeros_like(rewards)",
        ["test_returns_to_go"],
    ),
    "returns run forward": (
        "for t in reversed(range(len(rewards))):\n        following = rewards[t]",
        "for t in range(len(rewards)):\n        following = rewards[t]",
        ["test_returns_to_go"],
    ),
    "returns without discount": ("rewards[t] + gamma *", "rewards[t] +", ["test_returns_to_go"]),
    "the reward at an end is lost": (
        "following = rewards[t] + gamma * np.where(terminated[t], 0.0, following)",
        "following = np.where(terminated[t], 0.0, rewards[t] + gamma * following)",
        ["test_returns_to_go"],
    ),
    "rewards changed in place": (
        "returns = np.zeros(np.shape(rewards), dtype=float)",
        "returns = rewards",
        ["test_returns_to_go"],
    ),
    "a future after termination": (
        "future = np.where(terminated, 0.0, next_values)",
        "future = next_values",
        ["test_td_errors"],
    ),
    "the TD error has the wrong sign": (
        "return rewards + gamma * future - values",
        "return values - rewards - gamma * future",
        ["test_td_errors"],
    ),
    "the future is not discounted": ("rewards + gamma * future", "rewards + future", ["test_td_errors"]),
    "next values are values shifted": (
        "future = np.where(terminated, 0.0, next_values)",
        "future = np.where(terminated, 0.0, np.append(values[1:], next_values[-1:], axis=0))",
        ["test_td_errors"],
    ),
    "advantages flow over a truncation": (
        "np.logical_or(terminated, truncated)",
        "terminated",
        ["test_gae_boundaries"],
    ),
    "truncation taken for termination": (
        "np.where(terminated, 0.0, next_values) - values",
        "np.where(terminated | truncated, 0.0, next_values) - values",
        ["test_gae_boundaries"],
    ),
    "a bootstrap after termination": (
        "gamma * np.where(terminated, 0.0, next_values) - values",
        "gamma * next_values - values",
        ["test_gae_boundaries"],
    ),
    "advantages flow over a termination": (
        "np.logical_or(terminated, truncated)",
        "truncated",
        ["test_gae_boundaries"],
    ),
    "no cut at ends at all": ("np.where(done[t], 0.0, following)", "following", ["test_gae_boundaries"]),
    "the cut comes one step late": (
        "np.where(done[t], 0.0, following)",
        "np.where(done[min(t + 1, len(done) - 1)], 0.0, following)",
        ["test_gae_boundaries"],
    ),
    "lambda forgotten": ("gamma * lam *", "gamma *", GAE),
    "gamma forgotten beside lambda": ("gamma * lam *", "lam *", GAE),
    "returns in place of advantages": ("return advantages", "return advantages + values", GAE),
    "the mean not subtracted": ("(advantages - np.mean(advantages))", "advantages", ["test_normalise"]),
    "divided by the variance": ("np.std(advantages)", "np.var(advantages)", ["test_normalise"]),
    "no epsilon": ("(np.std(advantages) + epsilon)", "np.std(advantages)", ["test_normalise"]),
    "the sample's standard deviation": ("np.std(advantages)", "np.std(advantages, ddof=1)", ["test_normalise"]),
    "each environment by itself": (
        "np.mean(advantages)) / (np.std(advantages)",
        "np.mean(advantages, axis=0)) / (np.std(advantages, axis=0)",
        ["test_normalise"],
    ),
}
