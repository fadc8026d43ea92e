"""Usual mistakes in problem set 10."""

ALL_WORLDS = ["test_swing_up", "test_other_physics", "test_noise_and_delay"]
MISTAKES = {
    "the constant forgotten": (" + 0.5 * np.log(2 * np.pi), axis=1)", ", axis=1)", ["test_gaussian_log_prob"]),
    "the variance for the deviation": (
        "standard = (actions - means) / np.exp(log_std)\n    return -np.sum",
        "standard = (actions - means) / np.exp(2 * log_std)\n    return -np.sum",
        ["test_gaussian_log_prob"],
    ),
    "the mean's score divided once": (
        "return standard / np.exp(log_std), standard**2 - 1",
        "return standard, standard**2 - 1",
        ["test_gaussian_scores"],
    ),
    "a hint is paid at the end, too": (
        "np.where(terminated, 0.0, next_potentials)",
        "next_potentials",
        ["test_shaped"],
    ),
    "the hint is not discounted": ("rewards + gamma * np", "rewards + np", ["test_shaped"]),
    "only ways there and straight back": (
        "for k in range(len(best)):\n        best = np.maximum(best, best[:, k, None] + best[None, k, :])",
        "best = np.maximum(np.diag(np.diag(best)), best + best.T)",
        ["test_can_be_milked"],
    ),
    "nothing is done": ("np.clip(np.where(cosine > 0.85, balance, pump), -2.0, 2.0)", "0.0 * cosine", ALL_WORLDS),
    "it swings and never holds": ("np.where(cosine > 0.85, balance, pump)", "pump", ALL_WORLDS),
}
