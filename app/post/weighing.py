"""Weighing (cập nhật trạng thái bưu gửi): where a parcel stands by all that was reported of it.

Each parcel with news is weighed in a transaction of its own: where it stands hangs on the set of its reports alone
(:func:`app.domain.post.tracking.standing`), and what it means for its dossier follows (:mod:`app.post.ending`).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import Connection

from app.context import Context
from app.custody import watching
from app.domain.dossier import Dossier
from app.domain.post.parcel import OPEN_ENDED, Finding, OrderState, Parcel
from app.domain.post.tracking import ENDS, Standing, Status, standing
from app.logs import where
from app.post import ending, owing
from app.post.written import calm, write
from app.store import dossiers, postal_items, tracking

BATCH = 500
_TAKEN = OPEN_ENDED | {OrderState.READY, OrderState.REFUSED}  # what shows in the feed was accepted
_TOLD_WRONGLY = (Finding.COD_OTHERWISE, Finding.CODE_OF_ANOTHER)
log = logging.getLogger(__name__)


def weigh_news(context: Context) -> int:
    """Weigh every parcel with news; how many. One that fails stays news, and fails no other."""
    weighed = last = 0
    while True:
        with context.database.begin() as connection:
            batch = postal_items.unsettled(connection, last, BATCH)
        if not batch:
            return weighed
        weighed += weigh(batch, context)
        last = batch[-1][0]


def weigh(parcels: Iterable[tuple[int, int]], context: Context) -> int:
    """Weigh these, each given with its dossier; how many. One that fails stays news, and fails no other."""
    weighed = 0
    for item_id, dossier_id in parcels:
        try:
            with context.database.begin() as connection:
                _weigh(connection, item_id, dossiers.lock(connection, dossier_id), context)
            weighed += 1
        except Exception as e:  # noqa: BLE001  one bad parcel never fails the others
            log.error("parcel failed", extra={"problem": where(e)})
    return weighed


def _weigh(connection: Connection, item_id: int, dossier: Dossier, context: Context) -> None:
    """Where the parcel stands by all reports; the order shows in the feed, so it was accepted."""
    item, now = postal_items.lock_all(connection, dossier.id)[item_id], context.clock.now()
    found = standing(tracking.of_parcels(connection, [item_id])[item_id])
    if found.status is Status.CANCELLED and item.state is not OrderState.CANCELLED:
        dossier = write(connection, dossier, item, OrderState.CANCELLED, now)
    elif item.state in _TAKEN and owing.of_leg(connection, dossier, item.leg)[-1].id == item.id:
        write(connection, dossier, item, OrderState.ACCEPTED, now)
    if found.status in (Status.DELIVERED, Status.RETURNED):
        calm(connection, dossier, item)
    item = postal_items.lock(connection, item_id)
    finding = item.finding
    if _is_news(item, found):
        finding = ending.moved(connection, dossier, item, found, context) or _still_open(item, found)
    postal_items.change(
        connection,
        item,
        unsettled=False,
        status=found.status,
        reason=found.reason,
        status_at=found.at,
        disputed=found.disputed,
        finding=finding,
    )
    watching.refresh(connection, [dossier.id], context)


def _still_open(item: Parcel, found: Standing) -> Finding | None:
    """What the post was told wrongly stays a person's matter until the parcel has come to its end.

    An envelope without a code cannot have left: that stays one until the post reports to have it.
    """
    if item.finding is Finding.CODE_UNUSABLE:
        return None if replace(item, status=found.status).is_under_way else item.finding
    return item.finding if item.finding in _TOLD_WRONGLY and found.status not in ENDS else None


def _is_news(item: Parcel, found: Standing) -> bool:
    """Whether it stands elsewhere than when it was last weighed: what came late moves nothing twice."""
    return (item.status, item.disputed) != (found.status, found.disputed)
