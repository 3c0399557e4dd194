"""Who speaks: WS-Security UsernameToken, HTTP Basic, or an API key in a header; one principal behind all.

No credentials at all is told apart (:class:`Unauthorised`, HTTP 401), since .NET and Qt send Basic only when asked.
Wrong ones have one text for all causes. Source: OASIS WSS UsernameToken Profile 1.0.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from lxml import etree

from app.domain.errors import NotAuthenticated
from app.security import keys
from app.security.principals import Principal
from integrations.post.soap.faults import Unauthorised

if TYPE_CHECKING:
    from app.context import Context

WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
AS_TEXT = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText"
AS_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
MAX_LENGTH = 256


def principal(security: etree._Element | None, authorization: str, api_key: str, context: Context) -> Principal:
    """The principal of a message; the UsernameToken first, then the headers.

    :class:`Unauthorised` without any credentials, :class:`NotAuthenticated` with wrong ones.
    """
    if security is not None and (token := security.find(f"{WSSE}UsernameToken")) is not None:
        return _by_token(token, context)
    if authorization:
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "basic":
            return _by_password(*_of_basic(value.strip()), context)
        if scheme.lower() == "bearer":
            return keys.by_bearer(_plain(value.strip()), context)
        raise NotAuthenticated
    if api_key:
        return keys.by_bearer(_plain(api_key), context)
    raise Unauthorised


def _by_token(token: etree._Element, context: Context) -> Principal:
    username = token.findtext(f"{WSSE}Username", "").strip()
    password = token.find(f"{WSSE}Password")
    kind = AS_TEXT if password is None else password.get("Type", AS_TEXT)
    sent = "" if password is None else (password.text or "").strip()
    if kind == AS_TEXT:
        return _by_password(username, sent, context)
    if kind != AS_DIGEST:
        raise NotAuthenticated
    nonce, created = (token.findtext(name, "").strip() for name in (f"{WSSE}Nonce", f"{WSU}Created"))
    return keys.by_digest(_plain(username), _plain(sent), _plain(nonce), _plain(created), context)


def _of_basic(value: str) -> tuple[str, str]:
    try:
        username, colon, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as e:
        raise NotAuthenticated from e
    if not colon:
        raise NotAuthenticated
    return username, password


def _by_password(username: str, password: str, context: Context) -> Principal:
    if not username or not password:
        raise NotAuthenticated
    return keys.by_password(_plain(username), _plain(password), context)


def _plain(text: str) -> str:
    if len(text) > MAX_LENGTH or not text.isprintable():
        raise NotAuthenticated
    return text
