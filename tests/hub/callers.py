"""Somebody with each of the roles that calls are declared for, by the token that they send."""

from __future__ import annotations

from nbacademy_hub.http.audience import Role

from .world import COURSE, HOSTILE

CALLERS: dict[Role, str] = {
    "stranger": "", "outsider": "grade:outsider", "educator": "grade:educator", "moderator": "grade:moderator",
    "guardian": "grade:guardian", "owner": f"grade:{HOSTILE}", "student": "grade:classmate",
    "assistant": "grade:assistant", "instructor": "grade:instructor", "instructor elsewhere": "grade:foreigner",
    "admin": "grade:admin", "owner's server": f"learn:{HOSTILE}", "instructor's server": "learn:instructor",
    "admin's server": "learn:admin", "course's server": f"grade:course-{COURSE}",
}  # fmt: skip
