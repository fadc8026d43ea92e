"""Passwords: which may be chosen, and how they are kept and checked."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from nbacademy_hub.errors import Invalid

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 1000
SHORTEST_OWN_WORD = 4
COMMON = frozenset(FREQUENCY_LISTS["passwords"])
"""The 30,000 most common passwords, in lowercase."""

_HASHER = PasswordHasher()
# Checked when there is no such account, so that the time taken tells nothing.
_NOBODY = _HASHER.hash("nobody has this password")


def check(field: str, password: str, *own: str) -> None:
    """Raises Invalid, by `field`, for a password that is too short, common, or `own`: one's name or address."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise Invalid.field(field, f"a password has at least {SHORTEST_PASSWORD} characters")
    if "\0" in password:
        raise Invalid.field(field, "must not contain null characters")
    plain = password.lower().strip()
    if plain in COMMON or len(set(plain)) < SHORTEST_OWN_WORD:
        raise Invalid.field(field, "this password is one of the first that anybody would try")
    if plain in {word.lower().strip() for word in own}:
        raise Invalid.field(field, "take something else than your own name or address")


def hashed(password: str) -> str:
    """The argon2id hash to keep. Takes some time: call it in a thread."""
    return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether a password is the one of which this hash is kept. Takes the same time when none is kept."""
    try:
        _HASHER.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(kept)
