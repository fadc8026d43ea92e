"""`nbgrader fetch_assignment`."""

from __future__ import annotations

from nbgrader.exchange import abc
from traitlets import Enum

from ..client import Platform
from ..workspace import assignments
from ..workspace.bodies import AssignmentFetch
from ..workspace.errors import LocalChangesError
from .exchange import Exchange

_WORDS = {
    "created": "Fetched",
    "updated": "Updated",
    "kept": "Nothing newer; your changes stay as they are:",
    "unchanged": "Nothing newer:",
}


class ExchangeFetchAssignment(Exchange, abc.ExchangeFetchAssignment):  # type: ignore[misc]
    """Fetches again as often as one likes: missing files come back, and changed ones are never overwritten unasked."""

    on_conflict = Enum(
        ("ask", "keep_mine", "take_new", "keep_both"),
        default_value="ask",
        help="What happens to a file that was changed here when there is a newer one: `ask` refuses and "
        "changes nothing, `keep_mine`, `take_new`, or `keep_both`, which writes the new one beside.",
    ).tag(config=True)

    def act(self, platform: Platform) -> None:
        wanted = AssignmentFetch.model_validate(self.ref().model_dump() | {"on_conflict": self.on_conflict})
        try:
            fetched = assignments.fetch(platform, self.root, wanted)
        except LocalChangesError as error:
            again = "--ExchangeFetchAssignment.on_conflict=keep_both (or keep_mine, take_new)"
            self.fail(f"{error} Run this again with {again}.")
        else:
            words, where = _WORDS[fetched.state], self.root / fetched.path
            self.log.info("%s %s %s in %s", words, wanted.course, wanted.assignment, where)
