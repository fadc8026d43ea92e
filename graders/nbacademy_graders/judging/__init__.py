"""Running a submission's notebook in sandboxes: which code is sent where and when, and what became of it."""

from nbacademy_graders.judging.judge import Case, Judge, Placed, Verdict
from nbacademy_graders.judging.twobox import TwoBoxJudge

__all__ = ["Case", "Judge", "Placed", "TwoBoxJudge", "Verdict"]
