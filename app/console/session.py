"""Who looks at a page: the cookie of a log-in, and the token that every form must carry back.

The form's token is an HMAC of the cookie, so it is the session's own and needs no place in the database. Before the
log-in another cookie stands in for it: a form that another site sends carries neither, both are ``SameSite=Strict``.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Any, cast

from flask import Blueprint, Response, g, redirect, request, url_for
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response as Answer

from app.context import Context
from app.domain.errors import NotAuthenticated
from app.security import logins
from app.security.principals import Principal

COOKIE, EARLY_COOKIE = "desk", "desk_early"
PATH = "/console"
SOURCE = "console"  # of the events of this door
MAX_FORM_BYTES = 512 * 1024
_TAKES_FILES = {"console.send_shift_file"}
_OPEN = {"console.static", "console.log_in", "console.log_in_form"}
_TOKEN = re.compile("[A-Za-z0-9_-]{43}")
_OWN_PAGE = re.compile(r"/console(/[A-Za-z0-9._/-]*)?")


def guard(routes: Blueprint, context: Context) -> None:
    """Nobody sees a page but the log-in without one, and no form is taken without its token."""

    @routes.before_request
    def enter() -> Answer | None:
        request.max_form_memory_size = MAX_FORM_BYTES
        takes_files = request.endpoint in _TAKES_FILES
        request.max_content_length = context.settings.max_message_bytes if takes_files else MAX_FORM_BYTES
        if request.endpoint == "console.static":
            return None
        is_open = request.endpoint in _OPEN
        g.token = _cookie(EARLY_COOKIE if is_open else COOKIE)
        g.person = None if is_open else _person(context)
        if g.person is None and not is_open:
            return _to_log_in()
        if request.method == "POST" and not _is_own(request.form.get("csrf", "")):
            raise Forbidden
        return None

    @routes.after_request
    def keep_private(response: Response) -> Response:
        if request.endpoint != "console.static":
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex"
        return response


def person() -> Principal:
    """Who is logged in."""
    return cast("Principal", g.person)


def token() -> str:
    """The log-in behind the page."""
    return cast("str", g.token)


def address(context: Context) -> str:
    """The client's address; behind proxies of ours as the outermost of them tells it."""
    proxies = context.settings.proxies
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",")]
    return told[-proxies] if 0 < proxies <= len(told) else request.remote_addr or ""


def form_token() -> str:
    """What a form on this page carries back."""
    return hmac.new(g.token.encode(), b"form", hashlib.sha256).hexdigest()


def begin(response: Answer, name: str, value: str, context: Context) -> None:
    """Give a cookie that only this browser's own pages send back; it ends with the browser."""
    secure = context.settings.public_url.startswith("https:")
    response.set_cookie(name, value, path=PATH, secure=secure, httponly=True, samesite="Strict")


def end(response: Answer) -> None:
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="Strict")


def early_token() -> str:
    """The token before the log-in, a new one for who has none."""
    g.token = g.token or secrets.token_urlsafe(32)
    return token()


def own_page(path: str) -> str:
    """The path to go on to after the log-in, if it is one of ours; no search, no other host."""
    return path if _OWN_PAGE.fullmatch(path) and "//" not in path else url_for("console.list_open")


def _person(context: Context) -> Principal | None:
    try:
        return logins.principal(g.token, context) if g.token else None
    except NotAuthenticated:
        return None


def _cookie(name: str) -> str:
    value = request.cookies.get(name, "")
    return value if _TOKEN.fullmatch(value) else ""


def _is_own(given: str) -> bool:
    return bool(g.token) and hmac.compare_digest(given.encode(), form_token().encode())


def _to_log_in() -> Answer:
    """The page asked for comes after the log-in; what a form held is lost, and that is said."""
    if request.method == "POST" and request.endpoint != "console.log_out":
        return redirect(url_for("console.log_in_form", het=1), 303)
    asked: dict[str, Any] = {} if request.method == "POST" else {"tiep": request.path}
    return redirect(url_for("console.log_in_form", **asked), 303)
