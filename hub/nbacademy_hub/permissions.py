"""The page `docs/permissions.md`, made of what calls declare.

`python -m nbacademy_hub.permissions > docs/permissions.md` makes it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from nbacademy_hub.app import API
from nbacademy_hub.caller import Power
from nbacademy_hub.http.audience import ROLES, Audience, Outcome, Role
from nbacademy_hub.http.openapi import address, declarations

HEAD = """# Permissions

Who may make which call of the API. This page is made of what the calls declare
(`python -m nbacademy_hub.permissions`), and a test makes each of them as each of these people.

| | |
|---|---|
| ✓ | allowed |
| – | refused: 401 for a stranger, else 403 |
| · | hidden: 404, as if there were nothing |

The `owner` is a student whose own thing (submission, post, run, …) or own account is named, a `student` is another one
of the same course, and the `guardian` is the owner's. An `outsider`, `educator` or `moderator` is no member of the
course; an `instructor elsewhere` teaches another one. A `server` is somebody's notebook server with its own token;
formgrader runs in a course's server.

What is not released or published yet is hidden from students in every call. `health` and `metrics` are only for
callers on the machine itself, and a training run also tells its metrics by a token of its own.
"""

SIGNS: dict[Outcome, str] = {"allowed": "✓", "refused": "–", "hidden": "·"}


@dataclass(frozen=True)
class Permission:
    """A call of a `domain`, `GET /submissions?everyone=true`, and to whom it is."""

    domain: str
    call: str
    power: Power | None
    to: Audience

    def outcome(self, role: Role) -> Outcome:
        """What a role gets from the call."""
        return self.to.outcome(role, self.power)


def permissions() -> Iterator[Permission]:
    """Every call of the API, in the order of its routes; also those with a query that are to others."""
    for pattern, handler in API:
        for verb, declared in declarations(handler).items():
            call, domain = f"{verb.upper()} /{address(pattern, handler)}", handler.__module__.split(".")[1]
            yield Permission(domain, call, declared.power, declared.to)
            for asked, audience in declared.by_query.items():
                yield Permission(domain, f"{call}?{asked}", declared.power, audience)


def permissions_page() -> str:
    """The page, in Markdown."""
    return HEAD + "".join(_part(domain, rows) for domain, rows in groupby(permissions(), lambda row: row.domain))


def _part(domain: str, rows: Iterable[Permission]) -> str:
    title = "The service itself" if domain == "http" else domain.capitalize()
    head = f"\n## {title}\n\n| call | {' | '.join(ROLES)} |\n|---|{':-:|' * len(ROLES)}\n"
    return head + "".join(map(_row, rows))


def _row(row: Permission) -> str:
    return f"| `{row.call}` | {' | '.join(SIGNS[row.outcome(role)] for role in ROLES)} |\n"


if __name__ == "__main__":
    print(permissions_page(), end="")
