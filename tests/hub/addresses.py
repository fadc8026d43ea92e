"""What stands in the paths of a world."""

from __future__ import annotations

from functools import cache

from .world import COURSE, World


@cache
def names_in(world: World) -> dict[str, str]:
    """What stands for each parameter of a path."""
    given = {name: world.ids[name.removesuffix("_id")] for name in (
        "post_id", "run_id", "user_id", "material_id", "quiz_id", "section_id", "submission_id", "regrade_id",
        "request_id", "thread_id", "group_id", "mark_id", "attempt_id", "question_id", "category_id", "session_id",
        "enrollment_id", "pair_id", "evaluation_id", "user", "group",
    )}  # fmt: skip
    return given | {
        "course": COURSE, "name": "ps1", "grade_id": "essay", "number": "1", "comment_id": world.ids["rubric"],
        "invitation_id": world.spare_invitation(), "report_id": world.spare_report(),
        "notification_id": world.spare_notification(),
    }  # fmt: skip
