"""What a launch from an LTI platform does here: it signs somebody in, and students join the course of its context."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from nbacademy_hub.courses.tables import Course
from nbacademy_hub.learning import service as learning

from . import identities
from .identities import Claims
from .sign_in import SignedIn

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


def claims_of(launch: Mapping[str, Any], *, trusts_email: bool) -> Claims:
    """Who launches. LTI does not say whether an address is verified: administrators do. Raises Invalid for nobody."""
    return Claims.of({**launch, "email_verified": trusts_email})


def courses_of(launch: Mapping[str, Any], course_of: Mapping[str, str]) -> frozenset[str]:
    """The courses, by slug, that somebody who launches is to join: none for who is no learner in the launch's context.

    `course_of` has those that administrators gave to contexts, by a context's id or label, or by what stands in the
    launch's own parameter `course`.
    """
    if LEARNER not in launch.get(f"{CLAIM}roles", ()):
        return frozenset()
    context, custom = (launch.get(f"{CLAIM}{name}") or {} for name in ("context", "custom"))
    named = {str(context.get("id")), str(context.get("label")), str(custom.get("course"))}
    return frozenset(course_of[name] for name in named if name in course_of)


def enter(session: Session, claims: Claims, courses: Iterable[str], *, links_email: bool, public_url: str) -> SignedIn:
    """Signs in who launches, as a student of these courses unless they have another role there.

    A course that is not there, or not open, is left out. Raises as `identities.enter` does.
    """
    done = identities.enter(session, claims, links_email=links_email, public_url=public_url)
    open_ones = (Course.slug.in_(courses), Course.published, Course.archived_at.is_(None))
    for course in session.scalars(select(Course).where(*open_ones).order_by(Course.id)).all():
        if learning.find_enrollment(session, done.account_id, course.id) is None:
            learning.add_member(session, done.account_id, course, "student")
    return done
