"""Signing in for a token, over HTTP: JupyterHub makes and revokes tokens, we say how long they can be exchanged."""

from __future__ import annotations

from tornado.ioloop import IOLoop

from nbacademy.protocol.accounts import Login, Refresh, Tokens
from nbacademy_hub.audit import recording
from nbacademy_hub.caller import GRADE_SCOPE, LEARN_SCOPE
from nbacademy_hub.errors import Unauthenticated
from nbacademy_hub.http.audience import PEOPLE
from nbacademy_hub.http.declaration import LEARN, allow, public
from nbacademy_hub.http.handler import ApiHandler

from . import tokens
from .handlers import SignedOutHandler
from .sign_in import Attempt, sign_in

TOKEN_SECONDS = 3600
SCOPES = ("access:services!service=academy", LEARN_SCOPE, GRADE_SCOPE)


class LoginHandler(SignedOutHandler):
    @public(takes=Login, gives=Tokens)
    async def post(self) -> None:
        """Signs in for a token of JupyterHub's."""
        values, context = self.body(Login), self.context
        attempt = Attempt(
            values.email, values.password, values.otp, verified_only=context.settings.verified_email_only
        )  # fmt: skip
        source = recording.origin.get()
        assert source is not None
        who = await IOLoop.current().run_in_executor(context.threads, sign_in, context.database, attempt, source)
        hub_token_id, token = await context.hub.issue_token(who.username, SCOPES, TOKEN_SECONDS)
        refresh = await self.run(tokens.begin, who.account_id, hub_token_id)
        self.reply(
            Tokens(
                token=token, refresh_token=refresh, expires_in=TOKEN_SECONDS, user_id=who.account_id,
                role=who.role,
            )
        )  # fmt: skip


class RefreshHandler(SignedOutHandler):
    @public(takes=Refresh, gives=Tokens)
    async def post(self) -> None:
        """Exchanges a refresh token, once, for the next and a new token of JupyterHub's."""
        done = await self.run(tokens.exchange, self.body(Refresh).refresh_token)
        for stale in done.stale:
            await self.context.revoke_token(done.username, stale)
        if done.next_token is None or done.account_id is None:
            raise Unauthenticated("This refresh token is worth nothing any more: sign in again.")
        hub_token_id, token = await self.context.hub.issue_token(done.username, SCOPES, TOKEN_SECONDS)
        if not await self.run(tokens.attach, done.next_token, hub_token_id):
            # Meanwhile the family was ended: this token must not outlive it.
            await self.context.revoke_token(done.username, hub_token_id)
        self.reply(
            Tokens(
                token=token, refresh_token=done.next_token, expires_in=TOKEN_SECONDS, user_id=done.account_id,
                role=done.role,
            )
        )  # fmt: skip


class LogoutHandler(ApiHandler):
    @allow(LEARN, to=PEOPLE, status=204)
    async def post(self) -> None:
        """Revokes the token at hand, and the refresh token that came with it."""
        model = await self.hub_auth.get_user(self, sync=False)
        token_id = str(model["token_id"])
        for stale in await self.call(tokens.end_of, token_id):
            await self.context.revoke_token(self.caller.username, stale)
        self.set_status(204)


ROUTES = [(r"auth/login", LoginHandler), (r"auth/refresh", RefreshHandler), (r"auth/logout", LogoutHandler)]
