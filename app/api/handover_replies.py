"""How REST answers with a handover list, its items, and what became of the codes that were scanned."""

from __future__ import annotations

from typing import Any

from app.api.replies import facts
from app.context import Context
from app.domain.handover.count import Difference, DifferenceKind
from app.domain.handover.item import KINDS_VI, ROUTES, Totals
from app.domain.handover.life import STATES_VI
from app.domain.handover.lists import Signatory
from app.handover import Confirmed, Handover, Result, Scanned
from app.handover.confirming import FOUND
from app.store.handovers import Line


def links(list_no: str, context: Context) -> dict[str, str]:
    """Where a list and its paper are."""
    itself = f"{context.settings.public_url}/api/v1/handovers/{list_no}"
    return {"self": itself, "manifest": f"{itself}/manifest.pdf"}


def brief(kept: Handover, context: Context) -> dict[str, Any]:
    """A list without its items."""
    listed = kept.listed
    return {
        "list_no": listed.number,
        "direction": listed.direction,
        "direction_vi": ROUTES[listed.direction].vi,
        "state": listed.state,
        "state_vi": STATES_VI[listed.state],
        "post_office": kept.post_office_id,
        "desk_office": kept.desk_office_id,
        "bag_no": listed.bag_no,
        "seal_no": listed.seal_no,
        "corrects": listed.corrects or None,
        "opened_at": kept.opened_at,
        "counted_at": kept.counted_at,
        "signed_at": kept.signed_at,
        "giver": _signatory(listed.giver),
        "receiver": _signatory(listed.receiver),
        "count": kept.count,
        "links": links(listed.number, context),
    }


def whole(kept: Handover, context: Context, *, repeat: bool = False) -> dict[str, Any]:
    """A list with all that stands on it."""
    listed = kept.listed
    return brief(kept, context) | {
        "items": [_item(line) for line in kept.lines],
        "differences": [_difference(each) for each in listed.differences],
        "totals": _totals(listed.totals),
        "received": _totals(listed.received),
        "repeat": repeat,
    }


def scanned(done: Scanned, context: Context) -> dict[str, Any]:
    """A result for each code."""
    return {
        "results": [_result(each) for each in done.results],
        "handover": brief(done.handover, context),
        "differences": len(done.handover.listed.differences),
    }


def confirmed(done: Confirmed, context: Context) -> dict[str, Any]:
    """What was confirmed, item by item."""
    values = facts(done, ("list_no", "state", "state_vi", "signed_at", "repeat"))
    counts = {name: done.count(name) for name in (FOUND, *DifferenceKind)}
    items = [
        {"code": i.code, "outcome": i.outcome, "text": i.text_vi, "dossier_no": i.dossier_no, "kind": i.kind}
        for i in done.items
    ]
    return values | counts | {"items": items, "links": links(done.list_no, context)}


def _result(result: Result) -> dict[str, Any]:
    shown: dict[str, Any] = {"outcome": result.outcome, "code": result.shown}
    if result.line:
        shown |= {"dossier_no": result.line.item.dossier_no, "kind": result.line.item.kind}
    if result.code:
        shown |= {"why": result.code, "text": result.text_vi}
    return shown


def _item(line: Line) -> dict[str, Any]:
    item = line.item
    return {
        "kind": item.kind,
        "kind_vi": KINDS_VI[item.kind],
        "code": item.code.text,
        "dossier_no": item.dossier_no,
        "originals": item.papers.originals,
        "certified": item.papers.certified,
        "copies": item.papers.copies,
        "fee_vnd": item.fee_vnd,
        "by_post": item.by_post,
        "reason": line.reason or None,
    }


def _difference(each: Difference) -> dict[str, Any]:
    return {"kind": each.kind, "code": each.code.text, "dossier_no": each.dossier_no or None, "text": each.text_vi}


def _totals(totals: Totals) -> dict[str, Any]:
    return facts(totals) | {"by_kind": {str(kind): number for kind, number in totals.by_kind}}


def _signatory(signed: Signatory | None) -> dict[str, Any] | None:
    return facts(signed, ("name", "role", "at")) if signed else None
