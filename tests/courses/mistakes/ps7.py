"""Usual mistakes in problem set 7."""

BEYOND = ["test_surrogate_beyond", "test_update"]
MISTAKES = {
    "steps of all environments are mixed": (
        "np.swapaxes(array, 0, 1).reshape(",
        "array.reshape(",
        ["test_minibatches"],
    ),
    "the last, shorter minibatch is dropped": (
        "for start in range(0, n, size)]",
        "for start in range(0, n - size + 1, size)]",
        ["test_minibatches", "test_update"],
    ),
    "the gradient of the sum": (" / len(logits)", "", ["test_surrogate_inside", *BEYOND]),
    "the ratio forgotten": ("0.0, ratios * advantages)", "0.0, advantages)", ["test_surrogate_inside", *BEYOND]),
    "no clip": ("np.where(held, 0.0, ratios * advantages)", "(ratios * advantages)", BEYOND),
    "clipped on both sides": (
        "np.where(advantages > 0, ratios > 1 + clip, ratios < 1 - clip)",
        "np.abs(ratios - 1) > clip",
        BEYOND,
    ),
    "each array is limited by itself": (
        "[gradient * factor for gradient in gradients]",
        "[gradient * min(1.0, longest / (np.linalg.norm(gradient) + 1e-12)) for gradient in gradients]",
        ["test_limit_length", "test_update"],
    ),
    "moments not corrected": ("m / (1 - 0.9**t)", "m", ["test_adam_step", "test_update"]),
    "Adam climbs": ("theta - alpha * step", "theta + alpha * step", ["test_adam_step", "test_update"]),
    "epsilon within the root": (
        "(np.sqrt(v / (1 - 0.999**t)) + 1e-5)",
        "np.sqrt(v / (1 - 0.999**t) + 1e-5)",
        ["test_adam_step", "test_update"],
    ),
    "the population's standard deviation": ("a.std(ddof=1)", "a.std()", ["test_update"]),
    "every epoch in the same order": ("seed + epoch)", "seed)", ["test_update"]),
}
