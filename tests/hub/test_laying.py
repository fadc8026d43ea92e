"""What was accepted as a source comes into the course's nbgrader folder, whatever happens in between."""

from __future__ import annotations

from nbacademy_hub.assignments import laying
from nbacademy_hub.assignments.laying import ToLay

from ..e2e.waiting import wait_for
from .classroom import ASSIGNMENT, Classroom
from .world import COURSE, World


def waiting(classroom: Classroom) -> list[ToLay]:
    with classroom.database.transaction(writes=False) as session:
        return laying.waiting(session)


def lay(classroom: Classroom, found: ToLay) -> str:
    """Lays a version, as the loop does; what then stands in the folder."""
    gradebooks = classroom.platform.gradebooks
    laying.lay(gradebooks, classroom.files, found)
    with classroom.database.transaction() as session:
        laying.done(session, found)
    return (gradebooks / COURSE / "source" / ASSIGNMENT / "text").read_text()


def test_a_source_waits_to_be_laid_until_the_newest_version_is(classroom: Classroom) -> None:
    (first,) = waiting(classroom)
    classroom.publish("second")
    assert lay(classroom, first) == "first"
    (second,) = waiting(classroom)
    assert (first.number, second.number) == (1, 2), "one that came meanwhile is not forgotten"
    assert lay(classroom, second) == "second"
    assert waiting(classroom) == []
    classroom.publish("second")
    assert waiting(classroom) == [second], "who sends the same again wants to have it there"


def test_the_service_lays_what_it_has_accepted(world: World) -> None:
    folder = world.academy.folder / "nbgrader" / "beta"
    wait_for(lambda: all((folder / part / "warm" / "warm.ipynb").exists() for part in ("source", "release")))
