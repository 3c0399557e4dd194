"""The sandbox: senders of each kind with their keys, an officer's account, item codes: an integrator can begin.

``var/sandbox.json`` holds what they need. Keys that still open the door are kept from one start to the next.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from app.context import Context
from app.domain.errors import NotAuthenticated, NotFound
from app.domain.submission import Channel
from app.security import accounts, keys, logins, passwords
from app.security.keys import NewKey
from app.security.principals import Role
from app.store import item_codes

AGENCY = "000.00.16.H01"
COUNTER_OFFICE = "881600"  # Bưu cục Chợ Mới
COUNTER_USER = "buucuc-chomoi"
DESK_USER, DESK_NAME = "canbo", "Trần Thị Bảo"
NOW = "2021-11-15T08:00+07:00"
RANGE_SIZE = 100_000
_COUNTER_ROLES = [Role.SUBMIT, Role.READ, Role.COLLECT]
_DESKS = (Channel.POST_COUNTER, Channel.DISTRICT_DESK, Channel.PROVINCIAL_CENTRE, Channel.PORTAL)


_POST_ACCOUNT = """\
[[accounts]]
agency_id = "default"
shape = "soap"
customer_code = "0843T0001"
key = "sandbox"
secret = "sandbox-post"
push_secret = "{push_secret}"
urls = {{ token = "{url}/token", service = "{url}/soap" }}

[accounts.sender]
name = "Trung tâm Phục vụ hành chính công"
phone = "02963883123"
address = "Số 1 Lý Tự Trọng, Long Xuyên"
province = "88"
district = "8810"
"""


def prepare(context: Context, base_url: str) -> Path:
    """Make what is missing and write ``sandbox.json``; its path."""
    path = context.settings.var / "sandbox.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    if not _open(known, context):
        known = _new_keys(context)
    _allocate(context)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        json.dump({**known, "base_url": base_url}, f, indent=1, ensure_ascii=False)
    return path


def write_post_account(path: Path, post_url: str) -> None:
    """Every agency's account at the simulated post that answers there; a new ``push_secret`` each time."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as f:
        f.write(_POST_ACCOUNT.format(url=post_url, push_secret=secrets.token_urlsafe(32)))


def _open(known: dict[str, str], context: Context) -> bool:
    """Whether the keys of an earlier start still open this database's doors, and as far as those of today."""
    try:
        keys.by_bearer(known["api_key"], context)
        counter = keys.by_password(known["soap_username"], known["soap_password"], context)
        logins.log_out(logins.log_in(DESK_USER, known["desk_password"], "", context), context)
        by_key = keys.by_bearer(known["counter_api_key"], context)
        is_webhook_known = any(secret == known["webhook_secret"] for _, secret in keys.webhook_keys(context))
        return is_webhook_known and all(each.roles >= {*_COUNTER_ROLES} for each in (counter, by_key))
    except (KeyError, NotAuthenticated, ValueError):
        return False


def _new_keys(context: Context) -> dict[str, str]:
    for sender in ("sandbox-desk", "sandbox-counter", "sandbox-portal"):
        keys.forget(sender, context)
    return {
        "desk_username": DESK_USER,
        "desk_password": _new_officer(context),
        "api_key": keys.create(NewKey("sandbox-desk", AGENCY, _DESKS, list(Role)), context),
        "soap_username": COUNTER_USER,
        "soap_password": keys.create(_counter(COUNTER_USER), context),
        "counter_api_key": keys.create(_counter(), context),
        "webhook_secret": keys.create(
            NewKey("sandbox-portal", AGENCY, (Channel.PORTAL,), [Role.SUBMIT], webhook=True), context
        ),
    }


def _counter(username: str | None = None) -> NewKey:
    """The post office by SOAP's password, or by the key that REST takes: one sender."""
    channels = (Channel.POST_COUNTER,)
    return NewKey("sandbox-counter", AGENCY, channels, _COUNTER_ROLES, office_id=COUNTER_OFFICE, username=username)


def _new_officer(context: Context) -> str:
    """An account of the agency that may do everything; its password."""
    password = passwords.new_password(DESK_USER)
    try:
        accounts.set_password(DESK_USER, password, context)
    except NotFound:
        accounts.create(accounts.NewAccount(DESK_USER, DESK_NAME, AGENCY, None, list(Role)), password, context)
    return password


def _allocate(context: Context) -> None:
    """A fresh range behind the last one whenever little is left."""
    with context.database.begin() as connection:
        if item_codes.left(connection, AGENCY) < RANGE_SIZE // 10:
            last = item_codes.last_serial(connection)
            item_codes.allocate(connection, AGENCY, "EL", last + 1, last + RANGE_SIZE)
