"""Looking after a shift file: how far it has come, what came of its lines, which were sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from app.context import Context
from app.domain import text
from app.domain.errors import Fault, InvalidDossier, InvalidFormat, NotFound
from app.domain.post.shift_file import LineResult, ShiftFile
from app.security.principals import Principal, Role
from app.shift_files.formats import Format, Formats
from app.store import shift_file_lines
from app.store import shift_files as store
from app.store.shift_files import Kept

PAGE, MAX_PAGE = 50, 200


@dataclass(frozen=True, slots=True)
class Page:
    """``next`` is what ``after`` of the next page must be; None on the last."""

    items: tuple[ShiftFile, ...]
    next: str | None


def find(file_no: str, principal: Principal, context: Context) -> ShiftFile:
    """How far a file of its own, or of its own office, has come; :class:`NotFound`."""
    return on_one_clock(_seen(file_no, principal, context).file, context)


def result(
    file_no: str, kind: str | None, formats: Formats, principal: Principal, context: Context
) -> tuple[ShiftFile, Format, bytes]:
    """What came of the lines that are done so far, as a file of the ``kind`` asked for, else as it was sent."""
    kept = _seen(file_no, principal, context)
    with context.database.begin() as connection:
        done = shift_file_lines.results(connection, kept.id)
    file = on_one_clock(kept.file, context)
    answer = formats.of(kind or file.media_type)
    return file, answer, answer.write(file, done)


def progress(file_no: str, principal: Principal, context: Context) -> tuple[ShiftFile, list[LineResult]]:
    """How far a file has come, with what came of the lines that are done."""
    kept = _seen(file_no, principal, context)
    with context.database.begin() as connection:
        return on_one_clock(kept.file, context), shift_file_lines.results(connection, kept.id)


def listed(principal: Principal, context: Context, after: str | None = None, limit: int = PAGE) -> Page:
    """Its files, the newest first; those before the file ``after``, where a page went before.

    :class:`InvalidDossier` for an ``after`` that is no file of its own.
    """
    principal.require(Role.SUBMIT)
    own = _own(principal)
    with context.database.begin() as connection:
        mark = store.find(connection, _number(after), *own) if after else None
        if after and mark is None:
            raise InvalidDossier([Fault("after", "TYPE_INVALID")])
        found = store.newest(connection, limit + 1, *own, after=mark.id if mark else None)
    items = tuple(on_one_clock(each, context) for each in found[:limit])
    return Page(items, items[-1].file_no if len(found) > limit else None)


def on_one_clock(file: ShiftFile, context: Context) -> ShiftFile:
    """The file with all its times by the business clock: work is measured, and emptied, by real time."""
    of = context.clock.of
    return replace(file, ended_at=of(file.ended_at), parked_at=of(file.parked_at), emptied_at=of(file.emptied_at))


def _seen(file_no: str, principal: Principal, context: Context) -> Kept:
    principal.require(Role.SUBMIT)
    with context.database.begin() as connection:
        kept = store.find(connection, _number(file_no), *_own(principal))
    if kept is None:
        raise NotFound
    return kept


def _number(given: str) -> str:
    """A file's number as it is kept; an empty one, which no file has, for what cannot be one."""
    try:
        return text.clean(given).upper()
    except InvalidFormat:
        return ""


def _own(principal: Principal) -> list[Any]:
    return store.seen_by(principal.sender, principal.agency_id, principal.office_id)
