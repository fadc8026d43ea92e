"""The page of one's own account: what to be told of, password, address, second factor, sign-ins elsewhere."""

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
from nbacademy_hub.accounts import credentials, linking, second_factor, service
from nbacademy_hub.http.refusals import invalid

from .fields import choice_fields
from .page import Page, page

S = TypeVar("S", bound=Shape)


class AccountPage(Page):
    @page
    async def get(self) -> None:
        """What the account is, and the forms that change it."""
        await self.show_account()

    async def show_account(self, factor: SecondFactor | None = None, drawing: str = "") -> None:
        """The page, with what is shown only once of a new second factor, and a drawing of its secret."""
        me, sign_ins = await self.call(service.me), await self.call(linking.mine)
        settings = self.context.settings
        names = {settings.oidc_issuer: settings.oidc_name} if settings.oidc_issuer else {}
        shown = {"sign_ins": sign_ins, "names": names, "choices": choice_fields(me.notifications)}
        self.show("account.html", me=me, factor=factor, drawing=drawing, **shown)

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


class AccountUnlinkPage(AccountPage):
    @page
    async def post(self) -> None:
        """Has a sign-in elsewhere open the account no more; the browser has to sign in anew."""
        await self.call(linking.unlink, self.form(linking.Unlink))
        self.redirect(f"{self.hub_auth.hub_prefix}logout")
