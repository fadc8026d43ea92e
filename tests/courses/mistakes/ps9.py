"""Usual mistakes in problem set 9."""

MISTAKES = {
    "nothing is dropped": (
        "dropped = len(ordered) // 4",
        "dropped = 0",
        ["test_interquartile_mean", "test_bootstrap_interval"],
    ),
    "the median": (
        "float(np.mean(ordered[dropped : len(ordered) - dropped]))",
        "float(np.median(ordered))",
        ["test_interquartile_mean", "test_bootstrap_interval"],
    ),
    "one bound for both sides": (
        "((1 - level) / 2, (1 + level) / 2)",
        "(1 - level, level)",
        ["test_bootstrap_interval"],
    ),
    "drawn without replacement": (
        "[interquartile_mean(scores[row]) for row in indices]",
        "[interquartile_mean(np.random.default_rng(row[0]).permutation(scores)) for row in indices]",
        ["test_bootstrap_interval"],
    ),
    "ties count for nobody": ("higher + 0.5 * equal", "higher", ["test_probability_of_improvement"]),
    "one side alone": (
        "np.abs(means - others) >= real - 1e-9",
        "means - others >= real - 1e-9",
        ["test_permutation_p_value"],
    ),
    "the real split does not count": (">= real - 1e-9", "> real + 1e-9", ["test_permutation_p_value"]),
    "one algorithm's variance": ("ceil(2 * (", "ceil((", ["test_seeds_needed"]),
    "a one-sided level": ("1 - alpha / 2", "1 - alpha", ["test_seeds_needed"]),
    "the largest of all": ("np.dot(np.sort(scores), weights)", "np.max(scores)", ["test_expected_best"]),
    "one place off": ("comb(i, k - 1)", "comb(i + 1, k - 1)", ["test_expected_best"]),
    "scores not sorted": ("np.dot(np.sort(scores), weights)", "np.dot(scores, weights)", ["test_expected_best"]),
}
