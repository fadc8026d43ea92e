"""Pages of lists."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from pydantic import Field
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from nbacademy.protocol.shape import Page, Shape

S = TypeVar("S", bound=Shape)
LARGEST_PAGE = 1_000_000


class Paging(Shape):
    """Which page of a list: `page` from 1, `limit` from 1 to 100. Queries of lists inherit from it."""

    page: int = Field(default=1, ge=1, le=LARGEST_PAGE)
    limit: int = Field(default=20, ge=1, le=100)


def page_of(
    session: Session, query: Select[*tuple[Any, ...]], paging: Paging, show: Callable[[Sequence[Any]], Iterable[S]]
) -> Page[S]:
    """One page of an ordered query; `show` makes shapes of the rows of this page only."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    rows = session.execute(query.limit(paging.limit).offset((paging.page - 1) * paging.limit)).all()
    return Page(items=tuple(show(rows)), page=paging.page, limit=paging.limit, total=total)
