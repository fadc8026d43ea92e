"""People who sign up at a running service, and read their mail."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from nbacademy_hub.accounts.sign_in import Attempt, SignedIn, sign_in
from nbacademy_hub.audit.recording import Origin
from nbacademy_hub.errors import Unauthenticated

from ..mailbox import mailed_token, mails
from .world import HOSTILE, World

PASSWORD = "  pass <'&\"> word "
_numbers = count(1)


@dataclass
class Newcomer:
    """Somebody with an account and a mailbox."""

    world: World
    username: str
    email: str
    password: str = PASSWORD

    @property
    def browser(self) -> httpx.Client:
        return self.world.client(f"grade:{self.username}")

    def sign_in(self, password: str | None = None, **given: Any) -> SignedIn | None:
        """Signs in with a browser that nobody knows, from an address of their own."""
        attempt = Attempt(self.email, self.password if password is None else password, **given)
        origin = Origin("test", "test", f"2001:db8::{next(_numbers):x}", "test")
        try:
            return sign_in(self.world.database, attempt, origin)
        except Unauthenticated:
            return None

    def token(self, page: str) -> str:
        """The token in the newest link to a page that was mailed to them."""
        return mailed_token(self.world.academy.folder, self.email, page)

    def mail(self, about: str) -> list[str]:
        """The mails to them that have these words."""
        return mails(self.world.academy.folder, self.email, about)


def newcomer(world: World, **asked: Any) -> Newcomer:
    """Somebody who signs up by the API."""
    email = f"newcomer.{next(_numbers)}-{id(world) % 1000}@example.org"
    body = {"email": email, "password": PASSWORD, "name": HOSTILE, **asked}
    made = world.stranger.post("/auth/register", json=body)
    assert made.status_code == 201, made.text
    return Newcomer(world, made.json()["username"], email)
