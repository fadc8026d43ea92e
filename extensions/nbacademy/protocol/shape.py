"""What all wire shapes have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside of the years 1 to 9999 in UTC") from error


Moment = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""A point in time, RFC 3339 on the wire, UTC in memory."""

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9](?:[a-z0-9-]{0,28}[a-z0-9])?$")]
"""A course's short name: 1 to 30 lowercase letters, digits and hyphens; nbgrader's course id."""

AssignmentName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,62}[A-Za-z0-9])?$")]
"""An nbgrader assignment id: it names a folder, so it has no `/` and no leading dot."""

Line = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
"""One line of text for people: a title or a name."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000, pattern=r"^[^\x00]*$")]
"""Text of several lines, such as the Markdown of a post."""

Percentage = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]

Pending = Literal["new", "changed"]
"""What staff see of what waits to be published: students see nothing of it, or what it was before."""


class Shape(BaseModel):
    """The base of every body: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Item = TypeVar("Item", bound=Shape)


class Page(Shape, Generic[Item]):
    """One page of a list; `page` counts from 1."""

    items: tuple[Item, ...]
    page: int
    limit: int
    total: int


class Person(Shape):
    """Somebody as others see them: no e-mail address, no sign-in name."""

    id: UUID
    name: str
