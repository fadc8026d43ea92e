"""Usual mistakes in problem set 3."""

K_STEPS = ["test_k_step_inside", "test_k_step_end"]
MISTAKES = {
    "the own return counts": (
        "(np.sum(returns) - returns) / (len(returns) - 1)",
        "np.full(len(returns), np.mean(returns))",
        ["test_leave_one_out"],
    ),
    "the others divided by all": ("(len(returns) - 1)", "len(returns)", ["test_leave_one_out"]),
    "lengths not squared": ("np.sum(scores**2, axis=1)", "np.sum(np.abs(scores), axis=1)", ["test_best_baseline"]),
    "lengths over the samples": ("np.sum(scores**2, axis=1)", "np.sum(scores**2, axis=0)", ["test_best_baseline"]),
    "the plain mean": ("np.sum(rewards * lengths) / np.sum(lengths)", "np.mean(rewards)", ["test_best_baseline"]),
    "TD errors not discounted": ("gamma**ahead * deltas[ahead:]", "deltas[ahead:]", K_STEPS),
    "one step too many": ("range(min(k, len(rewards)))", "range(min(k + 1, len(rewards)))", K_STEPS),
    "the last value forgotten": ("np.append(values[1:], last_value)", "np.append(values[1:], 0.0)", K_STEPS),
    "nothing near the end": (
        "return advantages",
        "return np.where(np.arange(len(rewards)) <= len(rewards) - k, advantages, 0.0)",
        ["test_k_step_end"],
    ),
    "k beyond the end": ("range(min(k, len(rewards)))", "range(k)", ["test_k_step_end"]),
    "advantages kept as integers": ("np.zeros(len(rewards))", "np.zeros_like(rewards)", ["test_k_step_end"]),
    "the last weight not topped up": (
        "    weights[-1] = lam ** (len(estimates) - 1)\n",
        "",
        ["test_lambda_average"],
    ),
    "weights do not add up": ("(1 - lam) * lam ** np", "lam ** np", ["test_lambda_average"]),
    "weights begin with lambda": (
        "lam ** np.arange(len(estimates))",
        "lam ** (1 + np.arange(len(estimates)))",
        ["test_lambda_average"],
    ),
    "no ridge": ("ridge * np.eye(d)", "1e-12 * np.eye(d)", ["test_fit_critic"]),
    "the ridge in every entry": ("ridge * np.eye(d)", "ridge", ["test_fit_critic"]),
    "the ridge for each sample": ("ridge * np.eye(d)", "len(targets) * ridge * np.eye(d)", ["test_fit_critic"]),
    "the variance that is left": ("float(1 - np.var(", "float(np.var(", ["test_explained_variance"]),
    "errors in place of their variance": (
        "np.var(returns - values)",
        "np.mean((returns - values) ** 2)",
        ["test_explained_variance"],
    ),
    "divided by no variance": ('float("nan") if spread == 0 else ', "", ["test_explained_variance"]),
    "the variance of the values": ("spread = np.var(returns)", "spread = np.var(values)", ["test_explained_variance"]),
}
