"""An OpenID provider and an LTI 1.3 platform on loopback, which sign what they say; and what others could send instead.

Both know the same people by the same keys, under two issuers.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

CLIENT_ID, CLIENT_SECRET, DEPLOYMENT = "nbacademy <'&\">", "s3cret & <more>", "1:a"
KEY_ID = "key-1"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"

Claims = dict[str, Any]
Sign = Callable[[Claims], str]


class Provider:
    """The two, in a thread. `person` are the claims of who is signed in there; `sign` makes their ID tokens.

    While it is `away`, nobody gets its keys.
    """

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        (listener,) = self._sockets = bind_sockets(0, "127.0.0.1")
        self.issuer = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self.lti_issuer = f"{self.issuer}/lms"
        self.person: Claims = {}
        self.sign: Sign = self.signed
        self.away = False
        self.codes: dict[str, dict[str, str]] = {}
        self.tokens: dict[str, Claims] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def settings(self) -> dict[str, str]:
        """What a platform is told of the two."""
        return {
            "OIDC_ISSUER": self.issuer, "OIDC_CLIENT_ID": CLIENT_ID, "OIDC_CLIENT_SECRET": CLIENT_SECRET,
            "OIDC_NAME": "<b>Campus & 'co'", "LTI_ISSUER": self.lti_issuer, "LTI_CLIENT_IDS": f"other, {CLIENT_ID}",
            "LTI_AUTHORIZE_URL": f"{self.lti_issuer}/authorize", "LTI_JWKS_URL": f"{self.issuer}/jwks",
            "LTI_DEPLOYMENT_IDS": DEPLOYMENT,
        }  # fmt: skip

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def signed(self, claims: Claims, **header: Any) -> str:
        """A token with the provider's signature."""
        return jwt.encode(claims, self.key, "RS256", headers={"kid": KEY_ID, **header})

    def claims(self, issuer: str, **more: Any) -> Claims:
        """What a token of this moment says of the person."""
        now = int(time.time())
        return {"iss": issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, **self.person, **more}

    def keys(self) -> Claims:
        """The public key, as the standard publishes it."""
        key = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**key, "kid": KEY_ID, "use": "sig", "alg": "RS256"}]}

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.call_soon(self._listen)
        self._loop.run_forever()

    def _listen(self) -> None:
        routes = [
            (r"/\.well-known/openid-configuration", Configuration), (r"/jwks", Keys), (r"/authorize", Authorize),
            (r"/token", Token), (r"/userinfo", UserInfo), (r"/lms/authorize", Launch),
        ]  # fmt: skip
        HTTPServer(Application(routes, provider=self, log_function=lambda _: None)).add_sockets(self._sockets)


class Handler(RequestHandler):
    @property
    def provider(self) -> Provider:
        found: Provider = self.settings["provider"]
        return found

    def need(self, **wanted: str) -> None:
        """Refuses a request that says something else."""
        for name, value in wanted.items():
            if self.get_argument(name, "") != value:
                raise HTTPError(400, f"{name} is {self.get_argument(name, '')}")


class Configuration(Handler):
    def get(self) -> None:
        issuer = self.provider.issuer
        self.finish({
            "issuer": issuer, "authorization_endpoint": f"{issuer}/authorize", "token_endpoint": f"{issuer}/token",
            "userinfo_endpoint": f"{issuer}/userinfo", "jwks_uri": f"{issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_post"], "response_types_supported": ["code"],
        })  # fmt: skip


class Keys(Handler):
    def get(self) -> None:
        if self.provider.away:
            raise HTTPError(500)
        self.finish(self.provider.keys())


class Authorize(Handler):
    def get(self) -> None:
        self.need(client_id=CLIENT_ID, response_type="code", code_challenge_method="S256")
        assert "openid" in self.get_argument("scope").split()
        code, redirect_uri = secrets.token_urlsafe(), self.get_argument("redirect_uri")
        assert redirect_uri.endswith("/hub/oauth_callback")
        challenge = self.get_argument("code_challenge")
        self.provider.codes[code] = {"code_challenge": challenge, "redirect_uri": redirect_uri}
        self.redirect(f"{redirect_uri}?{urlencode({'code': code, 'state': self.get_argument('state')})}")


class Token(Handler):
    def post(self) -> None:
        self.need(client_id=CLIENT_ID, client_secret=CLIENT_SECRET, grant_type="authorization_code")
        asked = self.provider.codes.pop(self.get_argument("code"), None)
        if asked is None:
            raise HTTPError(400, "no such code")
        proof = hashlib.sha256(self.get_argument("code_verifier").encode()).digest()
        assert base64.urlsafe_b64encode(proof).decode().rstrip("=") == asked["code_challenge"]
        self.need(redirect_uri=asked["redirect_uri"])
        token = secrets.token_urlsafe()
        self.provider.tokens[token] = dict(self.provider.person)
        id_token = self.provider.sign(self.provider.claims(self.provider.issuer))
        self.finish({"access_token": token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token})


class UserInfo(Handler):
    def get(self) -> None:
        self.finish(self.provider.tokens[self.request.headers["Authorization"].removeprefix("Bearer ")])


class Launch(Handler):
    """Answers what the form would send that a browser is given."""

    def get(self) -> None:
        self.need(response_type="id_token", response_mode="form_post", prompt="none", scope="openid")
        self.need(client_id=CLIENT_ID, login_hint="hint <'&\">", lti_message_hint="message")
        token = self.provider.sign(launch(self.provider, nonce=self.get_argument("nonce")))
        form = {"id_token": token, "state": self.get_argument("state")}
        self.finish({"action": self.get_argument("redirect_uri"), "form": form})


def launch(provider: Provider, **more: Any) -> Claims:
    """What a launch says of the person; `context`, `roles`, `custom` and the like of theirs are LTI's claims."""
    said = {
        "message_type": "LtiResourceLinkRequest", "version": "1.3.0", "deployment_id": DEPLOYMENT,
        "target_link_uri": "https://x.example/hub/home", "roles": [LEARNER], "resource_link": {"id": "7"},
    }  # fmt: skip
    person = dict(provider.person)
    said |= {name: person.pop(name) for name in (*said, "context", "custom") if name in person}
    claims = {
        name: value
        for name, value in provider.claims(provider.lti_issuer, **more).items()
        if name in person or name not in provider.person
    }
    return claims | {f"{LTI}{name}": value for name, value in said.items()}
