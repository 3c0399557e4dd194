"""A handover list between its rows and the domain: the list itself, its lines, what was found, who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.domain.handover.count import Found
from app.domain.handover.item import Direction, Item, ItemKind
from app.domain.handover.life import State
from app.domain.handover.lists import HandoverList, Signatory
from app.domain.paper_check import Counts
from app.domain.scan import Code, CodeKind
from app.store import tables

_h, _i, _f = tables.handover.c, tables.handover_item.c, tables.handover_found.c
_COLUMNS = [column for column in _h if column.name not in ("opened_by", "request_id")]
_COUNT = select(func.count()).where(_i.handover_id == _h.id).scalar_subquery()
LISTS = select(*_COLUMNS, _COUNT.label("count"))
LINES = select(tables.handover_item, tables.dossier.c.dossier_no).join(
    tables.dossier, tables.dossier.c.id == _i.dossier_id
)
FOUND = select(_f.code_kind, _f.code, _f.kind)


@dataclass(frozen=True, slots=True)
class Line:
    """An item with what the paper shows of it, as it was when it was listed; ``reason`` is why it came back."""

    item: Item
    dossier_id: int
    owner_name: str
    content: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """A list, whose it is, and when it came how far; ``count`` is the number of its items, also where none is read."""

    id: int
    agency_id: str
    post_office_id: str
    desk_office_id: str | None
    opened_at: datetime
    counted_at: datetime | None
    signed_at: datetime | None
    fingerprint: bytes
    listed: HandoverList
    lines: tuple[Line, ...] = ()
    count: int = 0


def handover(row: Any) -> Handover:
    names = [name for name in Handover.__dataclass_fields__ if name not in ("listed", "lines", "count")]
    listed = HandoverList(
        number=row.list_no,
        direction=Direction(row.direction),
        state=State(row.state),
        bag_no=row.bag_no,
        seal_no=row.seal_no,
        giver=_signatory(row.giver),
        receiver=_signatory(row.receiver),
        corrects=row.corrects or "",
    )
    return Handover(**{name: getattr(row, name) for name in names}, listed=listed, count=row._mapping["count"])


def line(row: Any) -> Line:
    item = Item(
        kind=ItemKind(row.kind),
        code=Code(CodeKind(row.code_kind), row.code),
        dossier_no=row.dossier_no,
        papers=Counts(row.originals, row.certified, row.copies),
        fee_vnd=row.fee_vnd,
        by_post=row.by_post,
    )
    return Line(item, row.dossier_id, row.owner_name, row.content, row.reason)


def line_row(line: Line) -> dict[str, Any]:
    item = line.item
    return {
        "dossier_id": line.dossier_id,
        "kind": item.kind,
        "code_kind": item.code.kind,
        "code": item.code.text,
        "originals": item.papers.originals,
        "certified": item.papers.certified,
        "copies": item.papers.copies,
        "fee_vnd": item.fee_vnd,
        "by_post": item.by_post,
        "owner_name": line.owner_name,
        "content": line.content,
        "reason": line.reason,
    }


def found(row: Any) -> Found:
    return Found(Code(CodeKind(row.code_kind), row.code), ItemKind(row.kind) if row.kind else "")


def found_row(found: Found) -> dict[str, Any]:
    return {"code_kind": found.code.kind, "code": found.code.text, "kind": found.kind}


def _signatory(record: dict[str, Any] | None) -> Signatory | None:
    return Signatory(**{**record, "at": datetime.fromisoformat(record["at"])}) if record else None


def signatory_record(signed: Signatory | None) -> dict[str, Any] | None:
    if signed is None:
        return None
    return {"name": signed.name, "role": signed.role, "at": signed.at.isoformat(), "by": signed.by}
