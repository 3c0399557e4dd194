"""Watching (theo dõi lưu giữ): nothing waits unseen. What must be looked at, and from when on, is written down
whenever something of a dossier's custody changes, so that the list is read by its index; why, is worked out when it is
read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from app.context import Context
from app.custody.names import finding_vi
from app.custody.threads import Threads, left_blank, look_at, threads
from app.domain.custody.thread import Custody
from app.domain.dossier import Dossier
from app.domain.local_time import LOCAL
from app.rules.practice import Keeping
from app.security.principals import Principal, Role
from app.store import custody as store
from app.store import dossiers, events

MAX_LISTED = 200
MOVES = frozenset({"start", "finish", "hand_over", "take_back", "deliver", "return_in_person"})  # that change something


class Why(StrEnum):
    """Why it must be looked at."""

    KEPT_TOO_LONG = "kept_too_long"
    UNSEEN = "unseen"
    FINDING = "finding"
    BLANK_LEFT = "blank_left"

    @property
    def vi(self) -> str:
        return _WHYS[self]


_WHYS = {
    Why.KEPT_TOO_LONG: "quá hạn lưu giữ tại bưu cục mà chưa phát hoặc chuyển hoàn",
    Why.UNSEEN: "đã giao bưu điện nhưng bưu điện chưa ghi nhận",
    Why.FINDING: "việc giao nhận chưa liền mạch",
    Why.BLANK_LEFT: "hồ sơ đã từ chối hoặc dừng giải quyết nhưng phôi đã in chưa được hủy",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """A dossier that must be looked at: the thing that it is about, and why."""

    dossier: Dossier
    about: Custody
    why: Why
    text_vi: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of those of ``total`` dossiers; ``next``: how many to skip for the next one, None on the last."""

    items: tuple[Watched, ...]
    total: int
    next: int | None = None


def refresh(connection: Connection, ids: Sequence[int], context: Context) -> None:
    """Write down from when on these dossiers, which are locked, must be looked at."""
    found, keeping = _threads(connection, ids, context), keeping_now(context)
    looks = {dossier.id: (dossier.agency_id, look_at(dossier, each, keeping)) for dossier, each in found}
    store.watch(connection, looks)


def watched(principal: Principal, context: Context, skip: int = 0) -> Listed:
    """What is kept too long, was not seen by the post, does not fit together, or is a blank that should be void.

    The longest waiting first.
    """
    principal.require(Role.READ)
    with context.database.begin() as connection:
        return due(connection, principal.agency_id, principal.office_id, context, skip)


def due(connection: Connection, agency_id: str, office_id: str | None, context: Context, skip: int = 0) -> Listed:
    """The same of an agency, or of what an office has founded, brought or been given."""
    now, keeping = context.clock.now(), keeping_now(context)
    ids = store.due(connection, agency_id, office_id, now, MAX_LISTED, skip)
    total = store.due_count(connection, agency_id, office_id, now)
    found = _threads(connection, ids, context)
    items = [each for dossier, of in found for each in _whys(dossier, of, now, keeping, context)]
    following = skip + len(ids) if skip + len(ids) < total and ids else None
    return Listed(tuple(items), max(total, len({each.dossier.id for each in items})), following)


def keeping_now(context: Context) -> Keeping:
    """The days by today's rules."""
    return context.rules.keeping(context.clock.now().astimezone(LOCAL).date())


def _threads(connection: Connection, ids: Sequence[int], context: Context) -> list[tuple[Dossier, Threads]]:
    """In the order of the ids."""
    told, reports = events.history(connection, ids), store.reports(connection, ids)
    found, keeping = dossiers.by_ids(connection, ids), keeping_now(context)
    return [(found[id_], threads(found[id_], told[id_], reports[id_], keeping)) for id_ in ids]


def _whys(dossier: Dossier, found: Threads, now: datetime, keeping: Keeping, context: Context) -> list[Watched]:
    look = look_at(dossier, found, keeping)
    if look is None or look >= now:
        return []
    if blank := left_blank(dossier, found):
        return [Watched(dossier, blank, Why.BLANK_LEFT, Why.BLANK_LEFT.vi)]
    listed = [
        Watched(dossier, each, Why.FINDING, finding_vi(finding, context))
        for each in found.both
        for finding in each.findings
    ]
    licence = found.licence
    if licence is not None and licence.is_kept_too_long(now):
        listed.append(Watched(dossier, licence, Why.KEPT_TOO_LONG, Why.KEPT_TOO_LONG.vi))
    elif licence is not None and licence.is_unseen:
        listed.append(Watched(dossier, licence, Why.UNSEEN, Why.UNSEEN.vi))
    return listed
