"""JupyterHub's REST API, as far as the service needs it."""

from __future__ import annotations

import json
from collections.abc import Set
from typing import Any, Final
from urllib.parse import quote

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest

from .errors import Unavailable

MOST_PER_PAGE: Final = 200
"""Users, as many as JupyterHub gives at once if nobody has told it otherwise."""
FEW: Final = 10
"""Of whom each is asked for, rather than everybody."""
PAGED: Final = "application/jupyterhub-pagination+json"


class HubError(Unavailable):
    """JupyterHub refused or could not be reached. What it said is for the log, not for who asked us."""

    def __init__(self, said: str) -> None:
        super().__init__("JupyterHub cannot do this just now.")
        self._said = said

    def __str__(self) -> str:
        return self._said


class Hub:
    """Calls JupyterHub with the service's own token."""

    def __init__(self, api_url: str, token: str) -> None:
        self._api_url = api_url.rstrip("/")
        self._token = token

    async def set_group(self, group: str, usernames: set[str], known: Set[str] | None = None) -> None:
        """Makes a group's members equal to `usernames`, as far as JupyterHub knows these users.

        `known` are all users that it knows, where somebody has asked already.
        """
        path = f"/groups/{quote(group, safe='')}"
        there = await self.request("GET", path, missing_ok=True)
        if there is None:
            await self.request("POST", path, {})
        have = set(there["users"]) if there else set()
        # Somebody who never signed in is unknown to the hub: the group is mirrored again when they join.
        if new := await self._known(usernames - have, known):
            await self.request("POST", f"{path}/users", {"users": sorted(new)})
        if have - usernames:
            await self.request("DELETE", f"{path}/users", {"users": sorted(have - usernames)})

    async def share_server(self, owner: str, usernames: set[str], known: Set[str] | None = None) -> None:
        """Lets just these users open somebody's default server; nothing happens where that server never ran.

        Shared with each by name: what is shared with a group does not reach its members' tokens in JupyterHub 6.1.
        """
        path = f"/shares/{quote(owner, safe='')}/"
        shares = await self.request("GET", path, missing_ok=True)
        if shares is None:
            return
        have = {item["user"]["name"] for item in shares["items"] if item.get("user")}
        for username in await self._known(usernames - have, known):
            await self.request("POST", path, {"user": username})
        for username in have - usernames:
            await self.request("PATCH", path, {"user": username})

    async def usernames(self) -> frozenset[str]:
        """The names of all users that JupyterHub knows."""
        names: set[str] = set()
        following: dict[str, Any] | None = {"offset": 0}
        while following is not None:
            path = f"/users?offset={following['offset']}&limit={MOST_PER_PAGE}"
            found = await self.request("GET", path) or {}
            names |= {user["name"] for user in found["items"]}
            following = found["_pagination"]["next"]
        return frozenset(names)

    async def _known(self, usernames: Set[str], known: Set[str] | None) -> Set[str]:
        """Those of these names that JupyterHub knows; it is asked for each of a few, and for all at once beyond."""
        if known is None and len(usernames) <= FEW:
            return {username for username in usernames if await self.user(username)}
        return usernames & (await self.usernames() if known is None else known)

    async def ensure_user(self, username: str) -> dict[str, Any]:
        """JupyterHub's user of this name; made when it is not there."""
        path = f"/users/{quote(username, safe='')}"
        user = await self.request("GET", path, missing_ok=True)
        return user or await self.request("POST", path, {}) or {}

    async def issue_token(self, username: str, scopes: tuple[str, ...], seconds: int) -> tuple[str, str]:
        """A new API token of a user's, for so many seconds: its id and the token."""
        await self.ensure_user(username)
        asked = {"note": "signed in by the API", "expires_in": seconds, "scopes": list(scopes)}
        made = await self.request("POST", f"/users/{quote(username, safe='')}/tokens", asked) or {}
        return str(made["id"]), str(made["token"])

    async def revoke_token(self, username: str, token_id: str) -> None:
        """Makes an API token useless; nothing happens where it has expired."""
        path = f"/users/{quote(username, safe='')}/tokens/{quote(token_id, safe='')}"
        await self.request("DELETE", path, missing_ok=True)

    async def user(self, username: str) -> dict[str, Any]:
        """What JupyterHub says of a user, servers included; empty for one that it does not know."""
        return await self.request("GET", f"/users/{quote(username, safe='')}", missing_ok=True) or {}

    async def tokens(self, username: str) -> list[dict[str, Any]]:
        """The API tokens of a user, without what they are."""
        found = await self.request("GET", f"/users/{quote(username, safe='')}/tokens", missing_ok=True) or {}
        tokens: list[dict[str, Any]] = found.get("api_tokens", [])
        return tokens

    async def remove_user(self, username: str) -> None:
        """Stops a user's servers and forgets them with all their tokens; nothing happens for one who is unknown."""
        await self.request("DELETE", f"/users/{quote(username, safe='')}", missing_ok=True)

    async def request(
        self, method: str, path: str, body: object | None = None, *, missing_ok: bool = False
    ) -> dict[str, Any] | None:
        """The JSON answer of one call; None for an empty one, and for a 404 if `missing_ok`. Raises HubError."""
        request = HTTPRequest(
            self._api_url + path, method=method,
            headers={"Authorization": f"token {self._token}", "Accept": PAGED},
            body=None if body is None else json.dumps(body), allow_nonstandard_methods=True, request_timeout=60,
        )  # fmt: skip
        try:
            response = await AsyncHTTPClient().fetch(request)
        except HTTPClientError as error:
            if missing_ok and error.code == 404:
                return None
            detail = error.response.body.decode("utf-8", "replace")[:300] if error.response else ""
            raise HubError(f"JupyterHub answered {error.code} to {method} {path}: {detail}") from error
        except OSError as error:
            raise HubError(f"JupyterHub cannot be reached: {error}") from error
        answer: dict[str, Any] | None = json.loads(response.body) if response.body else None
        return answer
