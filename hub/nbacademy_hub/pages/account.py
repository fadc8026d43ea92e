"""The page of one's own account: what to be told of, password, address, second factor."""

from __future__ import annotations

from typing import TypeVar

import segno
from pydantic import ValidationError

from nbacademy.protocol.accounts import (
    EmailChange,
    PasswordChange,
    SecondFactor,
    SecondFactorRemoval,
    SecondFactorUpdate,
)
from nbacademy.protocol.notifications import NotificationChoices
from nbacademy.protocol.shape import Shape
from nbacademy_hub.accounts import credentials, second_factor, service
from nbacademy_hub.http.refusals import invalid

from .fields import choice_fields
from .page import Page, page

S = TypeVar("S", bound=Shape)


class AccountPage(Page):
    @page
    async def get(self) -> None:
        """What the account is, and the forms that change it."""
        await self.show_account(None)

    async def show_account(self, factor: SecondFactor | None, drawing: str = "") -> None:
        """Shows the account; with a new second factor what is shown this once."""
        me = await self.call(service.me)
        self.show("account.html", me=me, factor=factor, drawing=drawing, choices=choice_fields(me.notifications))

    def secrets(self, shape: type[S]) -> S:
        """What the form says, with the spaces that belong to a password. Raises Invalid."""
        given = {name: self.get_body_argument(name, strip=False) for name in self.request.body_arguments}
        try:
            return shape.model_validate({name: value for name, value in given.items() if name != "_xsrf"})
        except ValidationError as error:
            raise invalid(error) from error


class AccountPasswordPage(AccountPage):
    @page
    async def post(self) -> None:
        """Chooses a new password; the browser has to sign in anew."""
        await self.call(credentials.change_password, self.secrets(PasswordChange))
        self.redirect(f"{self.hub_auth.hub_prefix}logout")


class AccountEmailPage(AccountPage):
    @page
    async def post(self) -> None:
        """Has a link mailed to an address."""
        await self.call(credentials.change_email, self.secrets(EmailChange), self.context.settings.address)
        self.go("account", said="mailed")


class AccountNotificationsPage(AccountPage):
    @page
    async def post(self) -> None:
        """Chooses of what to be told, and how."""
        await self.call(service.choose_notifications, self.form(NotificationChoices))
        self.go("account", said="saved")


class AccountSecondFactorPage(AccountPage):
    @page
    async def post(self) -> None:
        """Begins with one-time passwords, or confirms that they work: shows what is shown this once."""
        factor = await self.run(second_factor.put, self.caller, self.secrets(SecondFactorUpdate))
        drawing = segno.make(factor.uri).svg_data_uri(scale=5, border=2) if factor.uri else ""
        self.set_header("Cache-Control", "no-store")
        await self.show_account(factor, drawing)


class AccountRemoveSecondFactorPage(AccountPage):
    @page
    async def post(self) -> None:
        """Does without one-time passwords."""
        await self.call(second_factor.remove, self.secrets(SecondFactorRemoval))
        self.go("account", said="removed")
