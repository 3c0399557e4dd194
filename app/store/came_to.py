"""Which offices a dossier's papers or licence have come to: by handover lists, by reports, by what was told of it.

Each is a condition on a row of ``dossier``, looked up by that dossier alone: what it costs does not hang on how much is
stored. A scalar with a limit stays such a look-up; EXISTS may be planned as one scan of everything.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from app.store import tables

_d, _e, _p, _t = (table.c for table in (tables.dossier, tables.event, tables.postal_item, tables.tracking_event))
_h, _i = tables.handover.c, tables.handover_item.c
# Events whose "post_office" is where the post had it, whoever told it.
_AT_THE_POST = (
    "handed_over", "licence_received", "licence_attempted", "licence_kept", "licence_sent_again", "delivered",
)  # fmt: skip
_SIGNED_FOR = ("papers_handed_over", "taken_back")  # events of a list that both have signed; "desk" received it


def post_office(office_id: str) -> ColumnElement[bool]:
    """A list between this post office and a desk names it, signed or not, or what was reported of it names the office.

    Not signed: what is scanned at noon is signed for in the evening.
    """
    return or_(_listed(office_id), _reported(office_id), _told(office_id))


def desk(office_id: str) -> ColumnElement[bool]:
    """This desk has signed for it: papers that came from the post, or a result that came back."""
    return _is_any(
        select(_e.seq).where(_e.dossier_id == _d.id, _e.kind.in_(_SIGNED_FOR), _e.details["desk"].astext == office_id)
    )


def office(office_id: str) -> ColumnElement[bool]:
    """Either: an office is one of the two."""
    return or_(desk(office_id), post_office(office_id))


def _listed(office_id: str) -> ColumnElement[bool]:
    lists = select(_i.position).join(tables.handover, _h.id == _i.handover_id)
    return _is_any(lists.where(_i.dossier_id == _d.id, _h.post_office_id == office_id))


def _reported(office_id: str) -> ColumnElement[bool]:
    reports = select(_t.id).join(tables.postal_item, _p.id == _t.postal_item_id)
    return _is_any(reports.where(_p.dossier_id == _d.id, _t.pos_code == office_id))


def _told(office_id: str) -> ColumnElement[bool]:
    at = _e.details["post_office"].astext == office_id
    return _is_any(select(_e.seq).where(_e.dossier_id == _d.id, _e.kind.in_(_AT_THE_POST), at))


def _is_any(found: Select[Any]) -> ColumnElement[bool]:
    return found.correlate(tables.dossier).limit(1).scalar_subquery().is_not(None)
