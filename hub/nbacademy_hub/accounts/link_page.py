"""The page, among JupyterHub's own, on which somebody links a sign-in elsewhere to the account that they have.

It asks for the password, and sends them to the provider; a cookie remembers for some minutes that they asked. So no
other site can have a browser link what its owner does not want.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from jupyterhub.handlers import BaseHandler

from . import linking
from .hub_pages import AccountPage

COOKIE = "nbacademy-link"
COOKIE_DAYS = 10 / (24 * 60)
ACCOUNT = "services/academy/account?said=linked"


class LinkPage(AccountPage):
    page = "link-account"
    fields = ("current_password",)

    async def prepare(self) -> None:
        await super().prepare()
        if self.current_user is None:
            self.redirect(f"{self.get_login_url()}?{urlencode({'next': self.request.path})}")

    async def take(self, given: Mapping[str, str]) -> None:
        username = self.current_user.name
        await self.transact(linking.confirm, username, given["current_password"])
        self._set_cookie(COOKIE, username, path=self.hub.base_url, expires_days=COOKIE_DAYS, samesite="Lax")
        query = urlencode({"next": f"{self.base_url}{ACCOUNT}"})
        self.redirect(f"{self.authenticator.openid.login_url(self.hub.base_url)}?{query}")


def asked_by(handler: BaseHandler) -> str | None:
    """The user name of who asked in this browser to link what they come back with, and is signed in still."""
    asked = handler.get_secure_cookie(COOKIE, max_age_days=COOKIE_DAYS)
    handler.clear_cookie(COOKIE, path=handler.hub.base_url)
    user = handler.current_user
    return user.name if user is not None and asked == user.name.encode() else None
