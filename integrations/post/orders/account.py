"""An agency's account at the post (tài khoản khách hàng): who sends, in which shape, to where, with which keys.

Read from a TOML file that the operator writes; nothing in it has an outside address for a default::

    [[accounts]]
    agency_id = "000.00.16.H01"          # "default" serves every agency without one of its own
    shape = "ngsp"                       # ngsp, lgsp or soap
    customer_code = "0843T0001"
    key = "…"
    secret = "…"
    urls = { token = "https://…", create = "…", cancel = "…", tracking = "…", price = "…" }
    sender = { name = "…", phone = "…", address = "…", province = "88", district = "8810" }

``lgsp`` and ``soap`` want ``urls = { token = …, service = … }``; ``lgsp`` may have ``create_without_code`` for orders
whose item code the post shall give. ``push_secret`` lets the post in at ``/webhooks/post``.
Keys never show in a repr, a log or an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.domain.post.order import Party
from integrations.post.codes import End

DEFAULT = "default"


class AccountsError(ValueError):
    """The file is wrong; the text names the entry and quotes no value of it."""


class Shape(StrEnum):
    """Which interface of the post the account uses."""

    NGSP = "ngsp"
    LGSP = "lgsp"
    SOAP = "soap"


URLS = {
    Shape.NGSP: frozenset({"token", "create", "cancel", "tracking", "price"}),
    Shape.LGSP: frozenset({"token", "service"}),
    Shape.SOAP: frozenset({"token", "service"}),
}
MIN_PUSH_SECRET, MAX_PUSH_SECRET = 24, 200  # made by chance, in the post's settings and here
WITHOUT_CODE = "create_without_code"
OPTIONAL_URLS = {Shape.LGSP: frozenset({WITHOUT_CODE})}


@dataclass(frozen=True, slots=True)
class Account:
    """``answers`` corrects the table of answer codes for this account, once the post has said what a code means."""

    agency_id: str
    shape: Shape
    customer_code: str
    sender: Party = field(repr=False)
    urls: Mapping[str, str] = field(repr=False)
    key: str = field(repr=False)
    secret: str = field(repr=False)
    answers: Mapping[str, End] = field(default_factory=dict)
    push_secret: str = field(default="", repr=False)  # what the post shows at our webhook; without one it is shut
    flag_config: int = 2  # FlagConfig of the LGSP variant
    connect_timeout_s: float = 5.0
    read_timeout_s: float = 20.0
    whole_timeout_s: float = 40.0  # below the lease of a job (DOSSIER_LEASE_S)
    proxy: str | None = field(default=None, repr=False)
    ca_file: str | None = None


def read(path: Path) -> dict[str, Account]:
    """The accounts of a file by agency; :class:`AccountsError` for the first thing that is wrong."""
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("accounts", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as e:
        raise AccountsError(f"{path.name}: cannot be read ({type(e).__name__})") from e
    accounts = [_account(f"{path.name}: account {i}", row) for i, row in enumerate(rows, start=1)]
    found = {account.agency_id: account for account in accounts}
    if len(found) < len(accounts):
        raise AccountsError(f"{path.name}: an agency has two accounts")
    return found


def of(accounts: Mapping[str, Account], agency_id: str) -> Account | None:
    """The agency's own account, else the default one."""
    return accounts.get(agency_id, accounts.get(DEFAULT))


def _account(where: str, row: Mapping[str, Any]) -> Account:
    _check_names(where, row, Account)
    _check_names(f"{where}: sender", row.get("sender", {}), Party)
    try:
        account = Account(
            **{
                **row,
                "shape": Shape(row["shape"]),
                "sender": Party(**row["sender"]),
                "answers": {code: End(end) for code, end in row.get("answers", {}).items()},
            }
        )
    except (KeyError, TypeError, ValueError) as e:
        raise AccountsError(f"{where}: a name is missing or has an unknown value") from e
    if account.urls.keys() - OPTIONAL_URLS.get(account.shape, frozenset()) != URLS[account.shape]:
        raise AccountsError(f"{where}: urls must be {', '.join(sorted(URLS[account.shape]))}")
    for name, url in account.urls.items():
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
            raise AccountsError(f"{where}: urls.{name} is no address")
    if account.push_secret and not MIN_PUSH_SECRET <= len(account.push_secret) <= MAX_PUSH_SECRET:
        raise AccountsError(f"{where}: push_secret needs {MIN_PUSH_SECRET} to {MAX_PUSH_SECRET} characters")
    if account.ca_file and not Path(account.ca_file).is_file():
        raise AccountsError(f"{where}: ca_file is no file")
    if not 0 < max(account.connect_timeout_s, account.read_timeout_s) <= account.whole_timeout_s:
        raise AccountsError(f"{where}: time-outs must be above 0 and not above whole_timeout_s")
    return account


def _check_names(where: str, row: Mapping[str, Any], kind: type[Any]) -> None:
    if unknown := row.keys() - {each.name for each in fields(kind)}:
        raise AccountsError(f"{where}: unknown name '{min(unknown)}'")
