"""Taking a shift file over, durably.

The same bytes from the same sender are the same file; sent again after its end, what was not taken in is tried again.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from app.context import Context
from app.domain.errors import Conflict, NotReady
from app.domain.local_time import LOCAL
from app.domain.post import shift_file
from app.domain.post.shift_file import ShiftFile
from app.security.principals import Principal, Role
from app.shift_files.formats import Format
from app.shift_files.looking import on_one_clock
from app.store import cash_shifts
from app.store import database as db
from app.store import shift_files as store

KIND = "shiftfiles"  # the folder of the files


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is safe; ``repeat`` if it was before."""

    file: ShiftFile
    repeat: bool


def take_in(content: bytes, kind: Format, principal: Principal, context: Context, name: str | None = None) -> Taken:
    """Keep a file for a worker. ``name`` is the sender's own for it.

    :class:`InvalidMessage` for what is no such file at all: nothing of it is kept; :class:`Conflict` where the sender
    has given that name to another file.
    """
    principal.require(Role.SUBMIT)
    sheet = kind.read(content)
    digest = hashlib.sha256(content).digest()
    if repeat := _again(digest, content, principal, context):
        return repeat
    now = context.clock.now()
    key = f"{KIND}/{now.astimezone(LOCAL):%Y%m%d}/{secrets.token_hex(16)}"
    context.files.put({key: content})  # before the row that names it: a file that no row names is swept away
    file = ShiftFile("", kind.media_type, sheet.dialect, len(sheet.lines), now, name=name)
    try:
        return Taken(_added(file, principal, context, sha256=digest, file_key=key), repeat=False)
    except db.Taken as taken:
        context.files.delete(key)
        rule = taken.rule
    if repeat := _again(digest, content, principal, context):  # the same bytes, at the same moment, were quicker
        return repeat
    raise Conflict if rule == store.ONE_PER_NAME else NotReady


def _added(file: ShiftFile, principal: Principal, context: Context, **columns: Any) -> ShiftFile:
    """The file under its number."""
    whose = {name: getattr(principal, name) for name in ("sender", "agency_id", "office_id", "key_id", "account_id")}
    place, day = principal.office_id or principal.agency_id, file.taken_at.astimezone(LOCAL).date()
    with context.database.begin() as connection:
        number = cash_shifts.next_number(connection, shift_file.FILE, place, day)
        store.add(connection, file, file_no=number, channels=list(principal.channels), **whose, **columns)
        kept = store.find(connection, number)
    if kept is None:
        raise NotReady
    return kept.file


def _again(digest: bytes, content: bytes, principal: Principal, context: Context) -> Taken | None:
    """The file that these bytes are already, opened again for what was not taken in."""
    with context.database.begin() as connection:
        whose = (principal.sender, principal.agency_id, principal.office_id)
        known = store.same(connection, digest, *whose)
        if known is None:
            return None
        if store.reopen(connection, known.id) and context.files.get(known.file_key) is None:
            context.files.put({known.file_key: content})  # emptied since, or a backup came back without its files
        kept = store.find(connection, known.file.file_no)
    return Taken(on_one_clock(kept.file if kept else known.file, context), repeat=True)
