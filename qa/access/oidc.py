"""Sign-in through a clinic's own OpenID Connect provider: authorization code with PKCE, state and nonce."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from engine.extraction import Record
from engine.settings import Settings
from qa.access.rights import Role

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA")
"""Signatures with a public key only: with HS256 a client's secret would sign, with `none` anybody."""
LEEWAY = 60
"""Seconds that the provider's clock may differ by."""
PATIENCE = 10.0
KNOWN_FOR = 3600.0
"""Seconds for which a provider's addresses are believed; they hardly ever change."""
ADDRESSES = ("authorization_endpoint", "token_endpoint", "jwks_uri")
BIGGEST = 512 * 1024
_RANKS = tuple(Role)


class OidcFault(Exception):
    """The provider, or what it says of somebody, can't be used; the text is for the person who signs in."""


class Pending(Record, frozen=True):
    """A sign-in that has gone to the provider; the browser keeps it until it comes back."""

    state: str
    nonce: str
    verifier: str
    next: str = ""


class Identity(Record, frozen=True):
    """Whom the provider vouches for."""

    subject: str
    """Issuer and subject: no other claim stays the same for ever."""
    login: str
    name: str
    role: Role


class Provider:
    """One provider, as the settings name it. Keys are read for every sign-in, addresses hourly."""

    def __init__(
        self,
        settings: Settings,
        redirect_uri: str,
        now: Callable[[], float],
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """`now` is in seconds, from any beginning."""
        self._issuer = settings.oidc_issuer
        self._id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._claim = settings.oidc_role_claim
        self._roles = roles_of(settings.oidc_roles)
        self._redirect = redirect_uri
        self._now = now
        self._addresses: dict[str, str] = {}
        self._known_at = 0.0
        self._client = client
        self._authorities = httpx.create_ssl_context()  # takes 20 ms, in which calls wait

    async def begin(self, next_page: str) -> tuple[str, Pending]:
        """The address to send the browser to, and what has to come back with it."""
        pending = Pending(
            state=secrets.token_urlsafe(24),
            nonce=secrets.token_urlsafe(24),
            verifier=secrets.token_urlsafe(48),
            next=next_page,
        )
        address = (await self._discover())["authorization_endpoint"]
        challenge = base64.urlsafe_b64encode(hashlib.sha256(pending.verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._id,
            "redirect_uri": self._redirect,
            "scope": "openid profile email",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", pending

    async def finish(self, answer: Mapping[str, str], pending: Pending | None) -> Identity:
        """Whom the provider's answer vouches for; raises `OidcFault` in words."""
        if pending is None or not secrets.compare_digest(
            answer.get("state", "").encode(), pending.state.encode()
        ):
            raise OidcFault("This sign-in was not begun in this browser, or took too long. Begin again.")
        if "error" in answer:
            raise OidcFault("Your organisation's sign-in did not let you in, or you cancelled it.")
        if answer.get("iss", self._issuer) != self._issuer:
            raise OidcFault("The answer came from another sign-in service than this server's.")
        form = {
            "grant_type": "authorization_code",
            "code": answer.get("code", ""),
            "redirect_uri": self._redirect,
            "client_id": self._id,
            "code_verifier": pending.verifier,
        }
        if self._secret:
            form["client_secret"] = self._secret
        tokens, keys = await self._redeem(form)
        claims = self._claims(str(tokens.get("id_token", "")), keys)
        if not secrets.compare_digest(str(claims.get("nonce", "")).encode(), pending.nonce.encode()):
            raise OidcFault("The sign-in service answered another sign-in than this one. Begin again.")
        return self._identity(claims)

    async def _redeem(self, form: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The tokens for a code, and the keys that may have signed them."""
        found = await self._discover()
        try:
            tokens = await self._ask("POST", found["token_endpoint"], form)
            return tokens, await self._ask("GET", found["jwks_uri"])
        except OidcFault:
            self._addresses = {}  # it may have moved; whoever tries again finds out
            raise

    def _claims(self, token: str, keys: Mapping[str, Any]) -> dict[str, Any]:
        """The claims of an ID token that the provider signed for this client, now."""
        import jwt

        try:
            header = jwt.get_unverified_header(token)
            signing = [
                key
                for key in jwt.PyJWKSet.from_dict(dict(keys)).keys
                if key.key_id == header.get("kid") and key.public_key_use in ("sig", None)
            ]
            if len(signing) != 1 or header.get("alg") not in ALGORITHMS:
                raise OidcFault("The sign-in service's answer is signed with a key it does not publish.")
            claims: dict[str, Any] = jwt.decode(
                token,
                signing[0],
                algorithms=[header["alg"]],
                audience=self._id,
                issuer=self._issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise OidcFault(
                f"The sign-in service's answer can't be trusted ({type(error).__name__})."
            ) from None
        several = isinstance(claims.get("aud"), list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self._id) != self._id:
            raise OidcFault("The sign-in service's answer was made for another program.")
        return claims

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        login = str(claims.get("preferred_username") or claims.get("email") or claims["sub"])
        given = claims.get(self._claim, ())
        groups = {given} if isinstance(given, str) else {str(group) for group in given or ()}
        roles = [role for group, role in self._roles.items() if group in groups]
        if not roles:
            raise OidcFault("You are known, but nobody has given you a role here. Ask an administrator.")
        role = max(roles, key=_RANKS.index)
        name = str(claims.get("name") or login)
        return Identity(subject=f"{self._issuer} {claims['sub']}", login=login, name=name, role=role)

    async def _discover(self) -> dict[str, str]:
        now = self._now()
        if self._addresses and now < self._known_at + KNOWN_FOR:
            return self._addresses
        address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        found = await self._ask("GET", address)
        if found.get("issuer") != self._issuer:
            raise OidcFault("The sign-in service calls itself by another name than OIDC_ISSUER.")
        self._addresses, self._known_at = {name: _address(found, name) for name in ADDRESSES}, now
        return self._addresses

    async def _ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        """One request to the provider; raises `OidcFault` for every answer that is none."""
        client = self._client or httpx.AsyncClient(
            timeout=PATIENCE, follow_redirects=False, verify=self._authorities
        )
        try:
            answer = await client.request(method, address, data=form)
            if answer.status_code != httpx.codes.OK or len(answer.content) > BIGGEST:
                raise OidcFault(f"The sign-in service answered {answer.status_code}.")
            found = json.loads(answer.content)
        except (httpx.HTTPError, httpx.InvalidURL):
            raise OidcFault("The sign-in service does not answer. Try again in a moment.") from None
        except ValueError:
            raise OidcFault("The sign-in service answered something that can't be read.") from None
        finally:
            if self._client is None:
                await client.aclose()
        if not isinstance(found, dict):
            raise OidcFault("The sign-in service answered something that can't be read.")
        return found


def roles_of(setting: str) -> dict[str, Role]:
    """Read `group=role, group=role`; raises ValueError where that can't be read."""
    pairs = [part.rpartition("=") for part in setting.split(",") if part.strip()]
    return {group.strip(): Role(role.strip()) for group, _, role in pairs}


def _address(found: Mapping[str, Any], name: str) -> str:
    address = found.get(name)
    if not isinstance(address, str) or not address.startswith(("https://", "http://")):
        raise OidcFault("The sign-in service does not say where it is asked.")
    return address
