"""The line to the post: one HTTP exchange with limits of time and size, and our token on it.

Every exchange takes a connection of its own: one that is kept open and has just been closed by the other side cannot
be told from a lost answer, and each of those may cost a person's time. Nothing is taken from the environment: a
``.netrc`` would replace our token, ``REQUESTS_CA_BUNDLE`` the certificate authority. Redirects are not followed.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from integrations.post.orders.account import Account
from integrations.post.orders.ends import Sent, ended, ends, retry_after

MAX_REPLY_BYTES = 16 * 1024 * 1024
CHUNK_BYTES = 64 * 1024
EARLY_S = 30.0  # a token is renewed this long before its end
SHORTEST_S = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer, read to its end."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    encoding: str = "utf-8"

    def json(self) -> Any:
        """The body as JSON; ``ValueError`` if it is none."""
        return json.loads(self.content.decode("utf-8-sig"))


class Line:
    """Exchanges of one account; raises what requests raises."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = account.ca_file or True
        self.session.headers["Connection"] = "close"
        if account.proxy:
            self.session.proxies = {"http": account.proxy, "https": account.proxy}

    def send(self, method: str, url: str, **options: Any) -> Reply:
        """One request and its whole answer, within ``whole_timeout_s``."""
        account = self._account
        until = time.monotonic() + account.whole_timeout_s
        limits = (account.connect_timeout_s, account.read_timeout_s)
        with self.session.request(
            method, url, timeout=limits, allow_redirects=False, stream=True, **options
        ) as response:
            content = bytearray()
            for chunk in response.iter_content(CHUNK_BYTES):
                content += chunk
                if time.monotonic() > until or len(content) > MAX_REPLY_BYTES:
                    raise requests.exceptions.ReadTimeout("the answer is too slow or too large")
            return Reply(response.status_code, response.headers, bytes(content))


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and its kind, as the post names it."""

    text: str = field(repr=False)
    kind: str
    until: float


class Authorised:
    """A line with the account's token on it: fetched when needed, and once more when the post says 401."""

    def __init__(self, account: Account, header: str = "Authorization") -> None:
        self._account, self._header = account, header
        self.line = Line(account)
        self._token: Token | None = None
        self._lock = threading.Lock()

    def send(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, **options: Any) -> Reply:
        """One request. After a 401 nothing was carried out, so it is sent again, once, under a fresh token."""
        token = self._current(None)
        reply = self.line.send(method, url, headers={**(headers or {}), **self._shown(token)}, **options)
        if reply.status_code != 401:
            return reply
        token = self._current(refused=token)
        return self.line.send(method, url, headers={**(headers or {}), **self._shown(token)}, **options)

    def _shown(self, token: Token) -> dict[str, str]:
        return {self._header: f"{token.kind} {token.text}" if self._header == "Authorization" else token.text}

    def _current(self, refused: Token | None) -> Token:
        with self._lock:
            if self._token is None or self._token is refused or self._token.until < time.monotonic():
                with ends(changes=False):
                    self._token = self._fetched()
            return self._token

    def _fetched(self) -> Token:
        """Client credentials (OAuth 2.0, RFC 6749, 4.4)."""
        account = self._account
        reply = self.line.send(
            "POST", account.urls["token"], data={"grant_type": "client_credentials"}, auth=(account.key, account.secret)
        )
        if reply.status_code != 200:
            wait = retry_after(reply.headers.get("Retry-After"))
            raise ended(Sent.NO, False, detail=f"token: HTTP {reply.status_code}", retry_after_s=wait)
        answer = reply.json()
        text = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(text, str) or not text.isascii() or not text.isprintable() or not text:
            raise ended(Sent.NO, False, detail="token: none in the answer")
        lasts = answer.get("expires_in")
        lasts = float(lasts) if isinstance(lasts, int | float) else SHORTEST_S
        until = time.monotonic() + max(lasts - EARLY_S, SHORTEST_S / 2)
        return Token(text, str(answer.get("token_type") or "Bearer"), until)
