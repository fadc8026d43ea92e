"""Usual mistakes in problem set 8."""

MISTAKES = {
    "the error's square for its variance": (
        "np.var(returns - values)",
        "np.mean((returns - values) ** 2)",
        ["test_explained_variance"],
    ),
    "a variance of 0 divides": (
        'float("nan") if variance == 0 else float(1 - np.var(returns - values) / variance)',
        "float(1 - np.var(returns - values) / (variance + 1e-8))",
        ["test_explained_variance"],
    ),
    "the first estimator": (
        "np.mean(np.exp(log_ratios) - 1 - log_ratios)",
        "np.mean(-log_ratios)",
        ["test_approximate_kl"],
    ),
    "only growing ratios count": ("np.abs(ratios - 1) > clip", "ratios - 1 > clip", ["test_approximate_kl"]),
    "the mean in place of the median": (
        "(np.median(curves[name][-5:])",
        "(np.mean(curves[name][-5:])",
        ["test_diagnose"],
    ),
    "the rules in another order": (
        "next((name for name, holds in rules.items() if holds)",
        "next((name for name, holds in reversed(rules.items()) if holds)",
        ["test_diagnose"],
    ),
    "two actions assumed": ("0.1 * np.log(actions)", "0.1 * np.log(2)", ["test_diagnose"]),
    "the ratio upside down": (
        "np.exp(new_log_probs - old_log_probs)\n    ### END",
        "np.exp(old_log_probs - new_log_probs)\n    ### END",
        ["test_ratios"],
    ),
    "every value against every return": ("np.reshape(values, np.shape(returns))", "values", ["test_value_loss"]),
    "no future after the time limit": (
        "np.where(terminated, 0.0, next_values)",
        "np.where(terminated | truncated, 0.0, next_values)",
        ["test_targets"],
    ),
    "the likeliest action's log-probability": (
        "probabilities[np.arange(len(actions)), actions]",
        "probabilities.max(axis=1)",
        ["test_draw_actions"],
    ),
}
