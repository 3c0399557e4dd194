"""What a day's reconciliation reads of reports: those of nobody's parcels, and those that are of no use.

Each is asked for by its day or by the name of what is still open, so that neither grows with what is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, or_, select, text, true, union
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from app.store.among import among
from app.store.tables import dossier, postal_item, tracking_event

_d, _p, _t = dossier.c, postal_item.c, tracking_event.c
Rows = Sequence[Any]
# As the partial indexes of tracking_event have it.
_NOBODYS = text("tracking_event.postal_item_id IS NULL AND tracking_event.problem IS NULL")
_NOBODYS_KEY = func.coalesce(_t.order_no, _t.item_code)
_USELESS = text(
    "(tracking_event.problem IS NOT NULL"
    " OR (tracking_event.status = 'unknown' AND tracking_event.postal_item_id IS NOT NULL))"
)
_USELESS_NAME = _t.source.concat(" ").concat(_t.raw_code)
_PROBLEM = case((_t.problem.is_not(None), "bad"), else_="unknown").label("problem")


def nobodys(
    connection: Connection,
    agency_id: str,
    tellers: Iterable[str],
    start: datetime,
    end: datetime,
    names: Iterable[str],
) -> Rows:
    """What is reported of parcels that were nobody's when it came: the last of each order number, else item code.

    Of those that were reported of, or whose report came, between these moments, and of these names; with a number of
    this agency, or with none and told through an account or key of these.
    """
    whose = or_(
        _t.order_no.startswith(f"{agency_id}-", autoescape=True),
        _t.order_no.is_(None) & or_(_t.agency_id.is_(None), among(_t.agency_id, tellers)),
    )
    of_day = [select(_NOBODYS_KEY).where(_NOBODYS, whose, at >= start, at < end) for at in (_t.at, _t.recorded_at)]
    keys = union(*of_day, select(func.unnest(cast(list(names), ARRAY(Text))))).subquery()
    statement = (
        select(_t.order_no, _t.item_code, _t.status, _t.at, _t.recorded_at)
        .ext(distinct_on(_NOBODYS_KEY))
        .where(_NOBODYS, whose, _NOBODYS_KEY.in_(select(keys.c[0])))
        .order_by(_NOBODYS_KEY, _t.id.desc())
    )
    return connection.execute(statement).all()


def useless(
    connection: Connection, agency_id: str, tellers: Iterable[str], since: datetime, names: Iterable[str]
) -> Rows:
    """Reports that cannot be used, and those of our parcels with a code that no table knows: the last of each code.

    Of those that came since a moment, and of these names (source, blank, code). Of a parcel the agency is that of its
    dossier; else that whose account or key told of it.
    """
    whose = case(
        (_t.postal_item_id.is_(None), or_(_t.agency_id.is_(None), among(_t.agency_id, tellers))),
        else_=_d.agency_id == agency_id,
    )
    reports = (
        select(_t.id, _PROBLEM, _t.source, _t.raw_code)
        .outerjoin(postal_item, _p.id == _t.postal_item_id)
        .outerjoin(dossier, _d.id == _p.dossier_id)
        .where(_USELESS, whose)
    )
    wanted = select(func.unnest(cast(list(names), ARRAY(Text))).label("name")).subquery()
    last = reports.where(wanted.c.name == _USELESS_NAME).order_by(_t.id.desc()).limit(1).lateral()
    named = select(*last.c).select_from(wanted.join(last, true()))
    found = union(reports.where(_t.recorded_at >= since), named).subquery()
    by = (found.c.problem, found.c.source, found.c.raw_code)
    statement = select(*by, func.max(found.c.id).label("last_id")).group_by(*by).order_by(*by)
    return connection.execute(statement).all()
