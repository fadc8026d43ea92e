"""Trains for a while in a sandbox, from where a checkpoint left off to the next one."""

from nbacademy_graders.training.training import train

__all__ = ["train"]
