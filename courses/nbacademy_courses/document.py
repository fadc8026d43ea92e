"""A YAML file of a course folder as data, with the line on which every value stands.

A file may come from a stranger's archive, so YAML's features that can do harm are refused: aliases (a few of
them expand to gigabytes), tags of Python objects, and deep nesting.
"""

from typing import Any, Final, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from nbacademy_courses.course import FORMS, Shape
from nbacademy_courses.errors import ManifestError, Problem

ShapeT = TypeVar("ShapeT", bound=Shape)
LIMIT_BYTES: Final = 1_000_000
LIMIT_DEPTH: Final = 12

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top, such as ("sections", 0, "title")."""


class Document:
    """A parsed file: `data` (plain values) and the line of every place in it; `name` is its path in the folder."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self._lines: dict[Place, int] = {(): 1}
        self.data: Any = None
        try:
            self._refuse_harmful(text)
            loader = yaml.SafeLoader(text)
            node = loader.get_single_node()
            self.data = self._value(loader, node, ()) if node else {}
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            message = "; ".join(part for part in (error.context, error.problem) if part)
            raise ManifestError([Problem(self.name, mark.line + 1 if mark else 1, "", message)]) from error
        except yaml.YAMLError as error:
            raise ManifestError([Problem(self.name, 1, "", f"can't be read as YAML: {error}")]) from error

    def problem(self, place: Place, message: str) -> Problem:
        """A fault at this place, or at the nearest place around it that the file does have."""
        known = place
        while known not in self._lines:
            known = known[:-1]
        return Problem(self.name, self._lines[known], spell(place), message)

    def _refuse_harmful(self, text: str) -> None:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            reason = "is nested too deeply" if depth > LIMIT_DEPTH else None
            if isinstance(event, yaml.AliasEvent):
                reason = "uses an alias (*name), which is not allowed"
            if reason:
                line = event.start_mark.line + 1 if event.start_mark else 1
                raise ManifestError([Problem(self.name, line, "", reason)])

    def place_of(self, detail: ErrorDetails) -> Place:
        """Where a fault stands, without the names of types that pydantic puts between."""
        place: Place = ()
        for part in detail["loc"]:
            if (*place, part) in self._lines:
                place = (*place, part)
        named = detail["type"] == "missing"
        return (*place, detail["loc"][-1]) if named else place

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
                    Problem(self.name, line, spell(here), f"stands here twice; first on line {self._lines[here]}")
                )
                continue
            self._lines[here] = line
            found[key] = self._value(loader, value_node, here)
        return found


def parse(shape: type[ShapeT], name: str, text: str) -> tuple[ShapeT, Document]:
    """What the text of the file `name` describes, and the document for naming lines. Raises ManifestError."""
    document = Document(name, text)
    try:
        parsed = shape.model_validate(document.data)
    except ValidationError as error:
        found = [document.problem(document.place_of(detail), _plain(detail)) for detail in error.errors()]
        raise ManifestError([*document.problems, *found]) from error
    if document.problems:
        raise ManifestError(document.problems)
    return parsed, document


def spell(place: Place) -> str:
    """A place as people write it: `sections[0].materials[2].file`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place)
    return text.removeprefix(".")


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
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "too_short": "must have at least {min_length} of them",
    "too_long": "must have at most {max_length} of them",
    "union_tag_invalid": "has a type that is not known; it is one of {expected_tags}",
    "union_tag_not_found": "needs a type",
    "value_error": "{error}",
}


def _plain(detail: ErrorDetails) -> str:
    if detail["type"].startswith(("datetime_", "date_")):
        return "must be a date and time such as 2027-01-31T23:59:00Z, or null"
    context = detail.get("ctx", {})
    sentence = _PLAIN.get(detail["type"])
    return sentence.format(**context, form=FORMS.get(context.get("pattern", ""))) if sentence else detail["msg"]
