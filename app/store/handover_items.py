"""What a handover list must know of the dossiers that are scanned into it: many at once, in a few statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from app.domain import dossier_number
from app.domain.dossier import Dossier
from app.domain.errors import InvalidFormat
from app.domain.life import State
from app.domain.money.fees import Kind, Payment
from app.domain.paper_check import Counts
from app.domain.scan import Code, CodeKind
from app.domain.submission import FeeMethod, FeePlace
from app.store import came_to, tables
from app.store.dossiers import VIEW, as_dossier, of_agency, seen_by

_d, _e, _p, _m = tables.dossier.c, tables.event.c, tables.paper.c, tables.payment.c
HANDED_OVER = "papers_handed_over"


@dataclass(frozen=True, slots=True)
class Handed:
    """Which list brought a dossier's papers to the desk last; ``seq`` of its event and of the last supplement, or 0.

    ``at_the_post``: papers of what was filed elsewhere were brought to a post office.
    """

    seq: int = 0
    list_no: str = ""
    supplemented_seq: int = 0
    at_the_post: bool = False


def by_codes(
    connection: Connection, codes: Collection[Code], agency_id: str, office_id: str | None
) -> dict[Code, list[Dossier]]:
    """The dossiers that each code means, as far as this office may list them; more than one where two issuers gave it.

    An office lists what it sees, what it has signed for, and by its item code what came to it to be delivered. An item
    code means the dossier that had it last: the post gives the same codes out again after years. That may be one whose
    code it is no more.
    """
    texts = {kind: {code.text for code in codes if code.kind is kind} for kind in CodeKind}
    ids = {id_ for text in texts[CodeKind.ALIAS] if (id_ := _id_of(text))}
    numbers, had = texts[CodeKind.DOSSIER], _last_had(connection, texts[CodeKind.ITEM])
    same = or_(_d.dossier_no.in_(numbers), _d.code.in_(numbers), _d.id.in_(ids | had.keys()))
    found: dict[Code, list[Dossier]] = {}
    unseen: dict[Code, list[Dossier]] = {}
    for row in of_agency(connection, same, agency_id, office_id, *_given_to(office_id, had)):
        dossier = as_dossier(row)
        if not row.is_seen:
            unseen[Code(CodeKind.DOSSIER, dossier.dossier_no)] = [dossier]
            continue
        for code in (*_codes_of(dossier), *had.get(dossier.id, ())):
            found.setdefault(code, []).append(dossier)
    return {code: unseen.get(code, []) + _own_first(code, found[code]) for code in codes if code in found}


def seen(connection: Connection, ids: Sequence[int], agency_id: str, office_id: str | None) -> set[int]:
    """Those of these dossiers that an office has founded, brought or signed for; all of the agency's without one."""
    seen = or_(and_(*seen_by(agency_id, office_id)), *_given_to(office_id))
    return set(connection.execute(select(_d.id).where(_d.id.in_(ids), _d.agency_id == agency_id, seen)).scalars())


def _given_to(office_id: str | None, had: Collection[int] = ()) -> list[ColumnElement[bool]]:
    """What it may list besides its own; ``had`` are the dossiers whose item codes were scanned."""
    if office_id is None:
        return []
    carried = and_(_d.id.in_(list(had)), _d.state == State.HANDED_TO_POST)
    return [came_to.desk(office_id), carried]


def lock(connection: Connection, ids: Sequence[int]) -> dict[int, Dossier]:
    """These dossiers as they stand now, locked in the order of their ids: two lists that share some cannot deadlock."""
    connection.execute(select(_d.id).where(_d.id.in_(ids)).order_by(_d.id).with_for_update())
    return {row.id: as_dossier(row) for row in connection.execute(VIEW.where(_d.id.in_(ids)))}


def handed(connection: Connection, ids: Sequence[int]) -> dict[int, Handed]:
    """Where the papers of each dossier are, as far as lists tell."""
    told: dict[int, Handed] = dict.fromkeys(ids, Handed())
    kinds = (HANDED_OVER, "supplemented", "joined")
    statement = select(_e.dossier_id, _e.seq, _e.kind, _e.details).where(_e.dossier_id.in_(ids), _e.kind.in_(kinds))
    for row in connection.execute(statement.order_by(_e.dossier_id, _e.seq)):
        told[row.dossier_id] = replace(told[row.dossier_id], **_news(row))
    return told


def _news(row: Any) -> dict[str, Any]:
    if row.kind == HANDED_OVER:
        return {"seq": row.seq, "list_no": row.details["list_no"]}
    brought = {"at_the_post": True} if "post_office" in row.details else {}
    return brought | ({"supplemented_seq": row.seq} if brought or row.kind == "supplemented" else {})


def papers(connection: Connection, since: dict[int, int]) -> dict[int, Counts]:
    """What lies in each dossier's envelope: the papers that came behind an event, behind 0 all of them."""
    columns = (_p.dossier_id, _p.seq, func.sum(_p.originals), func.sum(_p.certified), func.sum(_p.copies))
    grouped = select(*columns).where(_p.dossier_id.in_(since)).group_by(_p.dossier_id, _p.seq)
    sums: dict[int, list[int]] = {dossier_id: [0, 0, 0] for dossier_id in since}
    for dossier_id, seq, *numbers in connection.execute(grouped):
        if seq > since[dossier_id]:
            sums[dossier_id] = [before + more for before, more in zip(sums[dossier_id], numbers, strict=True)]
    return {dossier_id: Counts(*numbers) for dossier_id, numbers in sums.items()}


def paid(connection: Connection, ids: Sequence[int]) -> dict[int, list[Payment]]:
    """The payments of each dossier, in order."""
    found: dict[int, list[Payment]] = {id_: [] for id_ in ids}
    for row in connection.execute(select(tables.payment).where(_m.dossier_id.in_(ids)).order_by(_m.id)):
        how = (FeePlace(row.place), FeeMethod(row.method))
        found[row.dossier_id].append(Payment(Kind(row.kind), row.amount_vnd, *how, row.voucher, row.at, row.seq))
    return found


def _codes_of(dossier: Dossier) -> Iterable[Code]:
    """All but item codes by which it can be scanned."""
    yield Code(CodeKind.DOSSIER, dossier.dossier_no)
    yield Code(CodeKind.ALIAS, dossier_number.alias(dossier.id))
    if dossier.code and dossier.code != dossier.dossier_no:
        yield Code(CodeKind.DOSSIER, dossier.code)


def _last_had(connection: Connection, item_codes: Collection[str]) -> dict[int, list[Code]]:
    """Which of these item codes each dossier had last, void or not."""
    c = tables.item_code.c
    rows = connection.execute(select(c.code, c.dossier_id).where(c.code.in_(item_codes)).order_by(c.taken_at))
    last = {row.code: row.dossier_id for row in rows}
    found: dict[int, list[Code]] = {}
    for code, dossier_id in last.items():
        found.setdefault(dossier_id, []).append(Code(CodeKind.ITEM, code))
    return found


def _own_first(code: Code, found: list[Dossier]) -> list[Dossier]:
    """Our own number means one dossier, whatever others carry."""
    own = [dossier for dossier in found if dossier.dossier_no == code.text]
    return own or found


def _id_of(alias: str) -> int | None:
    with suppress(InvalidFormat):
        return dossier_number.from_alias(alias)
    return None
