"""Usual mistakes in problem set 4."""

MISTAKES = {
    "old over new": (
        "np.exp(log_probs - old_log_probs)",
        "np.exp(old_log_probs - log_probs)",
        ["test_importance_ratios"],
    ),
    "probabilities that underflow": (
        "np.exp(log_probs - old_log_probs)",
        "np.exp(log_probs) / np.exp(old_log_probs)",
        ["test_importance_ratios"],
    ),
    "the logarithm of the ratio": (
        "np.exp(log_probs - old_log_probs)",
        "log_probs - old_log_probs",
        ["test_importance_ratios"],
    ),
    "the size overflows": ("log_ratios - np.max(log_ratios)", "log_ratios", ["test_effective_sample_size"]),
    "ratios not squared": ("np.sum(ratios**2)", "np.sum(ratios)", ["test_effective_sample_size"]),
    "a share in place of a size": (
        "/ np.sum(ratios**2)",
        "/ np.sum(ratios**2) / len(ratios)",
        ["test_effective_sample_size"],
    ),
    "the divergence the wrong way round": (
        "np.exp(old) * (old - new)",
        "np.exp(new) * (new - old)",
        ["test_mean_kl"],
    ),
    "weighed by the new policy": ("np.exp(old) * (old - new)", "np.exp(new) * (old - new)", ["test_mean_kl"]),
    "the divergence summed over states": ("float(np.mean(np.sum(", "float(np.sum(np.sum(", ["test_mean_kl"]),
    "the divergence averaged over actions": ("float(np.mean(np.sum(", "float(np.mean(np.mean(", ["test_mean_kl"]),
    "logits taken for logarithms": (
        "z - np.log(np.sum(np.exp(z), axis=1, keepdims=True)) for z",
        "z for z",
        ["test_mean_kl"],
    ),
    "the divergence overflows": ("z - np.max(z, axis=1, keepdims=True) for z", "z for z", ["test_mean_kl"]),
    "k1 with the wrong sign": ("np.mean(-log_ratios)", "np.mean(log_ratios)", ["test_kl_estimates"]),
    "k2 in place of k3": ("np.expm1(log_ratios) - log_ratios", "log_ratios**2 / 2", ["test_kl_estimates"]),
    "k3 without its logarithm": ("np.expm1(log_ratios) - log_ratios", "np.expm1(log_ratios)", ["test_kl_estimates"]),
    "the ratio left out": ("(advantages * ratios)[:, None]", "advantages[:, None]", ["test_surrogate_gradient"]),
    "the gradient of the sum": ("* scores / len(actions)", "* scores", ["test_surrogate_gradient"]),
    "the score with the wrong sign": (
        "np.eye(logits.shape[1])[actions] - np.exp(log_policy)",
        "np.exp(log_policy) - np.eye(logits.shape[1])[actions]",
        ["test_surrogate_gradient"],
    ),
    "only the action taken moves": (
        "np.eye(logits.shape[1])[actions] - np.exp(log_policy)",
        "np.eye(logits.shape[1])[actions]",
        ["test_surrogate_gradient"],
    ),
    "the gradient overflows": (
        "shifted = logits - np.max(logits, axis=1, keepdims=True)",
        "shifted = logits",
        ["test_surrogate_gradient"],
    ),
    "the plain gradient": ("np.linalg.solve(fisher, gradient)", "gradient", ["test_natural_step"]),
    "half of the divergence": ("np.sqrt(2 * delta", "np.sqrt(delta", ["test_natural_step"]),
    "a length in parameters": ("(gradient @ natural)", "(natural @ natural)", ["test_natural_step"]),
    "no gradient, no number": (
        "    if not np.any(gradient):\n        return np.zeros(len(gradient))\n",
        "",
        ["test_natural_step"],
    ),
}
