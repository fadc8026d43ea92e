"""Usual mistakes in problem set 5."""

BOTH = "((advantages > 0) & (ratios < 1 + epsilon)) | ((advantages < 0) & (ratios > 1 - epsilon))"
ACTIVE = "np.where(advantages > 0, r < 1 + epsilon, r > 1 - epsilon)"
MISTAKES = {
    "the clip alone": (
        "np.minimum(ratios * advantages, np.clip(ratios, 1 - epsilon, 1 + epsilon) * advantages)",
        "np.clip(ratios, 1 - epsilon, 1 + epsilon) * advantages",
        ["test_clipped_surrogate"],
    ),
    "an optimist": ("np.minimum(ratios", "np.maximum(ratios", ["test_clipped_surrogate"]),
    "the product clipped": (
        "np.clip(ratios, 1 - epsilon, 1 + epsilon) * advantages",
        "np.clip(ratios * advantages, 1 - epsilon, 1 + epsilon)",
        ["test_clipped_surrogate"],
    ),
    "no clip below": ("np.clip(ratios, 1 - epsilon,", "np.clip(ratios, None,", ["test_clipped_surrogate"]),
    "only the band pulls": (BOTH, "(np.abs(ratios - 1) < epsilon) & (advantages != 0)", ["test_pulls"]),
    "good and bad exchanged": (
        BOTH,
        "((advantages < 0) & (ratios < 1 + epsilon)) | ((advantages > 0) & (ratios > 1 - epsilon))",
        ["test_pulls"],
    ),
    "no advantage pulls": ("((advantages > 0) & ", "((advantages >= 0) & ", ["test_pulls"]),
    "the loss ascends": ("return -(active", "return (active", ["test_policy_loss_gradient"]),
    "the loss summed": ("advantages) / len(r)", "advantages)", ["test_policy_loss_gradient"]),
    "the ratio's own derivative left out": ("-(active * r * adv", "-(active * adv", ["test_policy_loss_gradient"]),
    "a sample outside never returns": (ACTIVE, "np.abs(r - 1) < epsilon", ["test_policy_loss_gradient"]),
    "no sample is clipped": (ACTIVE, "1.0", ["test_policy_loss_gradient"]),
    "probabilities that underflow": (
        "r = np.exp(log_probs - old_log_probs)",
        "r = np.exp(log_probs) / np.exp(old_log_probs)",
        ["test_policy_loss_gradient"],
    ),
    "only ratios above": ("np.abs(ratios - 1) > epsilon", "ratios - 1 > epsilon", ["test_clip_fraction"]),
    "the share inside": ("np.abs(ratios - 1) > epsilon", "np.abs(ratios - 1) < epsilon", ["test_clip_fraction"]),
    "a count in place of a share": ("np.mean(np.abs(ratios", "np.sum(np.abs(ratios", ["test_clip_fraction"]),
    "the penalty the wrong way": ("return beta / 2", "return beta * 2", ["test_adapt_penalty"]),
    "no band below": ("kl < target / 1.5", "kl < target", ["test_adapt_penalty"]),
    "a wider band above": ("kl > target * 1.5", "kl > target * 2", ["test_adapt_penalty"]),
    "the last alarm": ("too_far[0]", "too_far[-1]", ["test_epochs_done"]),
    "one step too many": ("int(too_far[0])", "int(too_far[0]) + 1", ["test_epochs_done"]),
    "no tolerance": ("divergences > 1.5 * target", "divergences > target", ["test_epochs_done"]),
    "goes on after the stop": (
        "return int(too_far[0]) if len(too_far) else len(divergences)",
        "return len(divergences) - len(too_far)",
        ["test_epochs_done"],
    ),
}
