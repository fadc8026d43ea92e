"""Sign-in at an OpenID provider, by oauthenticator: the authorization code flow with PKCE.

Beyond what that does, the provider's addresses are those that it publishes, and its ID token is verified: by its
signature, issuer, audience and time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jwt
from jupyterhub.handlers import BaseHandler
from oauthenticator.generic import GenericOAuthenticator
from oauthenticator.oauth2 import OAuthCallbackHandler, OAuthLoginHandler
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy.orm import Session
from tornado.httpclient import HTTPClientError
from tornado.web import HTTPError
from traitlets import Unicode

from nbacademy_hub.errors import Invalid
from nbacademy_hub.settings import Settings

from . import identities, linking
from .elsewhere import Elsewhere
from .identities import Claims
from .link_page import LinkPage, asked_by
from .sign_in import SignedIn

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that only the provider has."""
REFUSALS = (400, 401, 403)
LEEWAY_SECONDS = 60
PAGE = "oauth_callback"


class Provider(BaseModel):
    """What of its OpenID configuration is needed here; the names are the standard's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class OpenIDHandler(BaseHandler):  # type: ignore[misc]
    """A step of the sign-in, for which the provider's addresses must be known."""

    @property
    def authenticator(self) -> OpenIDAuthenticator:
        found: OpenIDAuthenticator = self.settings["authenticator"].openid
        return found

    async def prepare(self) -> None:
        await super().prepare()
        await self.authenticator.discover()


class LoginHandler(OpenIDHandler, OAuthLoginHandler):  # type: ignore[misc]
    """Leads to the provider."""


class CallbackHandler(OpenIDHandler, OAuthCallbackHandler):  # type: ignore[misc]
    """To which the provider leads back."""


class OpenIDAuthenticator(Elsewhere, GenericOAuthenticator):  # type: ignore[misc]
    """Knows people by the OpenID provider of the settings."""

    login_handler = LoginHandler
    callback_handler = CallbackHandler

    issuer = Unicode(help="The provider's issuer.")
    jwks_url = Unicode(help="Where its public keys are; empty until it was asked.")

    @classmethod
    def of(cls, parent: Any, settings: Settings) -> OpenIDAuthenticator:
        """The authenticator that the settings describe."""
        return cls(
            parent=parent, issuer=settings.oidc_issuer, client_id=settings.oidc_client_id,
            client_secret=settings.oidc_secret, login_service=settings.oidc_name, username_claim="sub",
            scope=["openid", "profile", "email"], allow_all=True, auth_refresh_age=parent.auth_refresh_age,
            oauth_callback_url=f"{settings.address}/hub/{PAGE}",
        )  # fmt: skip

    def get_handlers(self, app: Any) -> list[tuple[str, type[BaseHandler]]]:
        steps = [("/oauth_login", self.login_handler), (f"/{PAGE}", self.callback_handler)]
        return [*steps, (f"/{LinkPage.page}", LinkPage)]

    async def discover(self) -> None:
        """Asks the provider for its addresses, once. Raises HTTPError where it does not tell them."""
        if self.jwks_url:
            return
        answer = await self.httpfetch(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        try:
            found = Provider.model_validate(answer)
        except ValidationError as error:
            raise self.unavailable(str(error)) from error
        if found.issuer != self.issuer:
            raise self.unavailable(f"its issuer is {found.issuer}, not {self.issuer}")
        self.authorize_url, self.token_url = found.authorization_endpoint, found.token_endpoint
        self.userdata_url = found.userinfo_endpoint
        self.basic_auth = "client_secret_post" not in found.token_endpoint_auth_methods_supported
        self.jwks_url = found.jwks_uri

    async def authenticate(self, handler: BaseHandler, data: Any = None, **_: Any) -> dict[str, Any]:
        """JupyterHub's user model for who comes back from the provider, to sign in or to link the account they have."""
        model = await super().authenticate(handler, data)
        try:
            claims = Claims.of(model["auth_state"][self.user_auth_state_key])
        except Invalid as error:
            raise self.unconfirmed(error.message) from error
        known: dict[str, Any] = await self.parent.enter(handler, PAGE, self.door(claims, asked_by(handler)))
        return known

    def door(self, claims: Claims, username: str | None) -> Callable[[Session], SignedIn]:
        """How somebody comes in: to the account of `username`, who asked to link it, or to their own."""
        if username is not None:
            return partial(linking.link, claims=claims, username=username)
        settings = self.parent.platform
        return partial(
            identities.enter, claims=claims, links_email=settings.oidc_links_email, public_url=settings.address
        )

    async def token_to_user(self, token_info: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of the ID token, and those that the provider tells besides of the same person."""
        claims = self.verified(str(token_info.get("id_token", "")), await self.httpfetch(self.jwks_url))
        if not self.userdata_url:
            return claims
        told = await super().token_to_user(token_info)
        if told.get("sub") != claims["sub"]:
            raise self.unconfirmed("its user info is of somebody else")
        return {**told, **claims}

    def verified(self, id_token: str, keys: Any) -> dict[str, Any]:
        """The claims of an ID token that the provider has signed, for us. Raises HTTPError."""
        try:
            claims: dict[str, Any] = jwt.decode(
                id_token, _key_of(id_token, keys), ALGORITHMS, audience=self.client_id, issuer=self.issuer,
                leeway=LEEWAY_SECONDS, options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )  # fmt: skip
        except jwt.PyJWTError as error:
            raise self.unconfirmed(str(error)) from error
        if claims.get("azp", self.client_id) != self.client_id:
            raise self.unconfirmed("its ID token is for another client")
        return claims

    async def httpfetch(self, url: str, *args: Any, **kwargs: Any) -> Any:
        """What the provider answers. Raises HTTPError where it refuses, or does not answer."""
        try:
            return await super().httpfetch(url, *args, **kwargs)
        except HTTPClientError as error:
            fault = self.unconfirmed if error.code in REFUSALS else self.unavailable
            raise fault(str(error)) from error
        except (OSError, ValueError) as error:
            raise self.unavailable(str(error)) from error

    def unconfirmed(self, reason: str) -> HTTPError:
        """The refusal of who can't show who they are; the log has the reason."""
        self.log.warning("Sign-in at %s refused: %s", self.issuer, reason)
        return HTTPError(403, f"{self.login_service} did not confirm who you are: begin again on the sign-in page.")

    def unavailable(self, reason: str) -> HTTPError:
        """What is said when the provider is away or makes no sense; the log has the reason."""
        self.log.error("No sign-in at %s: %s", self.issuer, reason)
        return HTTPError(503, f"{self.login_service} can't be asked just now: try again in a while.")


def _key_of(id_token: str, keys: Any) -> jwt.PyJWK:
    """The public key by which an ID token says that it is signed. Raises PyJWTError."""
    named = jwt.get_unverified_header(id_token).get("kid")
    signing = [key for key in jwt.PyJWKSet.from_dict(keys).keys if key.public_key_use != "enc"]
    found = [key for key in signing if named in (None, key.key_id)]
    if len(found) != 1:
        raise jwt.InvalidKeyError("the ID token is signed by none of the provider's keys")
    return found[0]
