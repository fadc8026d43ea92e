"""Plays episodes with a trained policy: the policy in one box, the environment and its seeds in another."""

from nbacademy_graders.evaluating.evaluation import evaluate

__all__ = ["evaluate"]
