"""`course.yaml` as data, with the line on which every value stands.

A manifest may come from a stranger's archive, so YAML's features that can do harm are refused: aliases (a few of
them expand to gigabytes), tags of Python objects, and deep nesting.
"""

from typing import Any, Final

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from nbacademy_courses.course import FORMS, Course
from nbacademy_courses.errors import ManifestError, Problem

MANIFEST: Final = "course.yaml"
LIMIT_BYTES: Final = 1_000_000
LIMIT_DEPTH: Final = 12

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top, such as ("sections", 0, "title")."""


class Manifest:
    """The parsed file: `data` (plain values) and the line of every place in it."""

    def __init__(self, text: str) -> None:
        self.problems: list[Problem] = []
        self._lines: dict[Place, int] = {(): 1}
        self.data: Any = None
        try:
            _refuse_harmful(text)
            loader = yaml.SafeLoader(text)
            node = loader.get_single_node()
            self.data = self._value(loader, node, ()) if node else {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = "; ".join(part for part in (error.context, error.problem) if part)
            raise ManifestError([Problem(MANIFEST, mark.line + 1 if mark else 1, "", message)]) from error
        except yaml.YAMLError as error:
            raise ManifestError([Problem(MANIFEST, 1, "", f"can't be read as YAML: {error}")]) from error

    def problem(self, place: Place, message: str) -> Problem:
        """A fault at this place, or at the nearest place around it that the file does have."""
        known = place
        while known not in self._lines:
            known = known[:-1]
        return Problem(MANIFEST, self._lines[known], spell(place), message)

    def _value(self, loader: yaml.SafeLoader, node: yaml.Node, place: Place) -> Any:
        self._lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._value(loader, item, (*place, position)) for position, item in enumerate(node.value)]
        return self._scalar(loader, node, place)

    def _scalar(self, loader: yaml.SafeLoader, node: yaml.Node, place: Place) -> Any:
        try:
            return loader.construct_object(node)
        except ValueError as error:  # such as a date whose month is 13
            self.problems.append(self.problem(place, f"can't be read: {error}"))
            return None

    def _mapping(self, loader: yaml.SafeLoader, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            here, line = (*place, key), key_node.start_mark.line + 1
            if key in found:
                self.problems.append(
                    Problem(MANIFEST, line, spell(here), f"stands here twice; first on line {self._lines[here]}")
                )
                continue
            self._lines[here] = line
            found[key] = self._value(loader, value_node, here)
        return found


def _refuse_harmful(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        reason = "is nested too deeply" if depth > LIMIT_DEPTH else None
        if isinstance(event, yaml.AliasEvent):
            reason = "uses an alias (*name), which is not allowed"
        if reason:
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise ManifestError([Problem(MANIFEST, line, "", reason)])


def parse(text: str) -> tuple[Course, Manifest]:
    """The course that a manifest's text describes, and the manifest for naming lines. Raises ManifestError."""
    manifest = Manifest(text)
    try:
        course = Course.model_validate(manifest.data)
    except ValidationError as error:
        found = [manifest.problem(_place(detail), _plain(detail)) for detail in error.errors()]
        raise ManifestError([*manifest.problems, *found]) from error
    if manifest.problems:
        raise ManifestError(manifest.problems)
    return course, manifest


def spell(place: Place) -> str:
    """A place as people write it: `sections[0].materials[2].file`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


def _place(detail: ErrorDetails) -> Place:
    return detail["loc"]


_PLAIN: Final = {
    "missing": "is missing",
    "extra_forbidden": "is not a field that is known here",
    "string_type": "must be text (put it in quotes if it looks like a number, a date or yes/no)",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a number",
    "tuple_type": "must be a list",
    "model_type": "must be a mapping of fields to values",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "literal_error": "must be {expected}",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "string_pattern_mismatch": "must be {form}",
    "timezone_aware": "needs its offset from UTC, as in 2027-01-31T23:59:00Z",
    "value_error": "{error}",
}


def _plain(detail: ErrorDetails) -> str:
    if detail["type"].startswith(("datetime_", "date_")):
        return "must be a date and time such as 2027-01-31T23:59:00Z, or null"
    context = detail.get("ctx", {})
    sentence = _PLAIN.get(detail["type"])
    return sentence.format(**context, form=FORMS.get(context.get("pattern", ""))) if sentence else detail["msg"]
