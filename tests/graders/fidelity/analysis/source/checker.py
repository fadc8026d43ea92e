"""Tests that the notebook's cells call."""

import numpy as np


def share(expected, actual):
    """The share of entries that are right, from 0 to 1."""
    return float(np.mean(np.isclose(np.asarray(expected, float), np.asarray(actual, float))))


def check_shape(array, shape):
    """Raise AssertionError unless an array has this shape."""
    assert isinstance(array, np.ndarray), f"expected an array, not {type(array).__name__}"
    assert array.shape == shape, f"expected shape {shape}, not {array.shape}"
