"""An OpenID Connect provider for tests: discovery, keys and tokens over real HTTP, with faults on demand.

async with oidc_provider() as provider:
    provider.claims = {"sub": "42", "roles": ["qa-team"]}
    back = provider.sign_in(location)        # what the browser is sent back to, after the person said yes
"""

import asyncio
import base64
import hashlib
import json
import secrets
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "front-desk", "a-secret-of-this-test"


class OidcProvider:
    """What it says, and what it was asked."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.claims: dict[str, Any] = {"sub": "42", "name": "Vera Stone", "roles": ["qa-team"]}
        self.override: dict[str, Any] = {}
        """Claims, or parts of the token's header, that replace the right ones."""
        self.discovery: dict[str, Any] = {}
        self.status = 200
        self.signs_with = self.key = new_key()
        self.algorithm = "RS256"
        self.codes: dict[str, dict[str, str]] = {}
        """Handed out, and not redeemed yet."""
        self.discovered = 0
        """How often it said where it is asked."""

    def sign_in(self, location: str, **answer: str) -> str:
        """Let the person whom `claims` describe in; the path and query the browser is sent back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        assert query["client_id"] == CLIENT and query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe()
        self.codes[code] = query
        back = urlsplit(query["redirect_uri"]).path
        return f"{back}?{urlencode({'code': code, 'state': query['state'], **answer})}"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discover),
                Route("/keys", self._keys),
                Route("/token", self._token, methods=["POST"]),
            ]
        )

    async def _discover(self, request: Request) -> Response:
        self.discovered += 1
        found = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return JSONResponse(found | self.discovery, self.status)

    async def _keys(self, request: Request) -> Response:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return JSONResponse({"keys": [key | {"kid": "one", "use": "sig"}]})

    async def _token(self, request: Request) -> Response:
        form = await request.form()
        asked = self.codes.pop(str(form["code"]), None)
        if asked is None or form["client_id"] != CLIENT or form["client_secret"] != SECRET:
            return JSONResponse({"error": "invalid_grant"}, 400)
        proof = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if proof.rstrip(b"=").decode() != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": asked["nonce"]}
        secret: Any = "x" * 40 if self.algorithm == "HS256" else self.signs_with
        token = jwt.encode(
            claims | self.claims | self.override, secret, algorithm=self.algorithm, headers={"kid": "one"}
        )
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "id_token": token})


@cache
def new_key(which: str = "the provider's own") -> rsa.RSAPrivateKey:
    """A key; making one takes long, so every test has the same ones."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@asynccontextmanager
async def oidc_provider() -> AsyncIterator[OidcProvider]:
    """Serve a provider on a free port of this machine."""
    listening = socket.create_server(("127.0.0.1", 0))
    provider = OidcProvider(f"http://127.0.0.1:{listening.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        while not server.started:
            if serving.done():
                await serving
                raise RuntimeError("the provider did not start")
            await asyncio.sleep(0)
        yield provider
    finally:
        server.should_exit = True
        await serving
