"""Running a submission's notebook in a sandbox: which code is sent when, and what became of it."""

from nbacademy_graders.judging.judge import Judge, Verdict
from nbacademy_graders.judging.late import LateJudge

__all__ = ["Judge", "LateJudge", "Verdict"]
