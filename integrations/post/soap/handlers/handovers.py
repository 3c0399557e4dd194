"""Handover lists: opened, scanned, looked at, and confirmed in one call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app import handover
from app.domain.handover import said
from app.domain.handover.count import Difference, DifferenceKind
from app.domain.handover.item import KINDS_VI, ROUTES, Totals
from app.domain.handover.life import STATES_VI
from app.domain.handover.lists import Signatory
from app.handover import Handover, Result
from app.handover.confirming import FOUND
from app.handover.parties import WORKING
from app.security.principals import Principal
from app.store.handovers import Line
from integrations.post.soap import shapes
from integrations.post.soap.handlers.papers import file_of
from integrations.post.soap.handlers.request import SOURCE, Handler, Request, Values, is_true, told, told_together

if TYPE_CHECKING:
    from app.context import Context


def open_handover(request: Request, principal: Principal, context: Context) -> Values:
    """A new list with the other side, or with that of a signed list that it puts right."""
    principal.require(*WORKING)
    values, request_id = request.values, request.values.get("request_id", "")
    with told(request.faults):
        opening = said.read_opening(values, context.clock.now(), request.faults)
        if corrects := values.get("corrects"):
            labels = (opening.bag_no, opening.seal_no)
            way, other = opening.direction, opening.other_side
            kept, repeat = handover.correct(
                corrects, labels, principal, context, request_id=request_id, direction=way, other_side=other
            )
        else:
            kept, repeat = handover.begin(opening, principal, context, request_id=request_id)
    return {"handover": _brief(kept, context), "repeat": repeat}


def scan_handover(request: Request, principal: Principal, context: Context) -> Values:
    """Codes onto an open list, or off it; a result for each."""
    principal.require(*WORKING)
    values = request.valid()
    codes = [each.get("code", "") for each in values["codes"]]
    with told(request.faults):
        asked = said.read_codes({"codes": codes, "reason": values.get("reason")}, context.clock.now())
    if is_true(values, "reopen"):
        handover.reopen(values["list_no"], principal, context)
    use_case = handover.take_out if is_true(values, "take_out") else handover.scan_in
    done = use_case(values["list_no"], asked, principal, context)
    return {"handover": _brief(done.handover, context), "results": [_result(each) for each in done.results]}


def get_handover(request: Request, principal: Principal, context: Context) -> Values:
    """A list with all that stands on it, and its paper where that is asked for."""
    values = request.valid()
    kept = handover.find(values["list_no"], principal, context)
    paper = handover.manifest(values["list_no"], principal, context) if is_true(values, "with_paper") else None
    return {
        "handover": _brief(kept, context),
        "listed": _totals(kept.listed.totals),
        "received": _totals(kept.listed.received),
        "items": [_item(line) for line in kept.lines],
        "differences": [_difference(each) for each in kept.listed.differences],
    } | (file_of(paper) if paper else {})


def get_handovers(request: Request, principal: Principal, context: Context) -> Values:
    """The lists of the office, a page at a time."""
    values = request.valid()
    with told(request.faults):
        page = handover.listed(principal, context, after=values.get("after"))
    return {"handovers": [_brief(each, context) for each in page.items], "next": page.next}


def confirm_handover(request: Request, principal: Principal, context: Context) -> Values:
    """Count, close and sign for one side, or nothing of it."""
    principal.require(*WORKING)
    values, now = request.values, context.clock.now()
    with told_together(request.faults):
        asked = said.read_confirmation(values, now, request.faults, shapes.spell)
    request_id = values["request_id"]
    done = handover.confirm(values["list_no"], asked, principal, context, SOURCE, request_id=request_id)
    names = ("code", "outcome", "dossier_no", "kind")
    items = [{**{name: getattr(each, name) for name in names}, "text": each.text_vi} for each in done.items]
    return {
        "list_no": done.list_no,
        "state": done.state,
        "state_text": done.state_vi,
        "manifest_url": _manifest_url(done.list_no, context),
        "repeat": done.repeat,
        "items": items,
        "signed_at": done.signed_at,
        **{name: done.count(name) for name in (FOUND, *DifferenceKind)},
    }


def _brief(kept: Handover, context: Context) -> Values:
    listed = kept.listed
    return {
        "list_no": listed.number,
        "direction": listed.direction,
        "direction_text": ROUTES[listed.direction].vi,
        "state": listed.state,
        "state_text": STATES_VI[listed.state],
        "post_office": kept.post_office_id,
        "opened_at": kept.opened_at,
        "count": kept.count,
        "manifest_url": _manifest_url(listed.number, context),
        "desk_office": kept.desk_office_id,
        "bag_no": listed.bag_no or None,
        "seal_no": listed.seal_no or None,
        "corrects": listed.corrects or None,
        "counted_at": kept.counted_at,
        "signed_at": kept.signed_at,
        "giver": _signatory(listed.giver),
        "receiver": _signatory(listed.receiver),
    }


def _signatory(signed: Signatory | None) -> Values | None:
    return {"name": signed.name, "at": signed.at, "role": signed.role or None} if signed else None


def _result(result: Result) -> Values:
    item = result.line.item if result.line else None
    return {
        "outcome": result.outcome,
        "code": result.shown or None,
        "dossier_no": item.dossier_no if item else None,
        "kind": item.kind if item else None,
        "why": result.code or None,
        "text": result.text_vi or None,
    }


def _item(line: Line) -> Values:
    item = line.item
    papers: dict[str, Any] = {name: getattr(item.papers, name) for name in ("originals", "certified", "copies")}
    known = {"kind": item.kind, "kind_text": KINDS_VI[item.kind], "code": item.code.text, "dossier_no": item.dossier_no}
    return papers | known | {"fee_vnd": item.fee_vnd, "by_post": item.by_post, "reason": line.reason or None}


def _difference(each: Difference) -> Values:
    known = {"outcome": each.kind, "code": each.code.text, "text": each.text_vi}
    return known | {"dossier_no": each.dossier_no or None}


def _totals(totals: Totals) -> Values:
    return {name: getattr(totals, name) for name in ("items", "originals", "copies", "fee_vnd", "by_post")}


def _manifest_url(list_no: str, context: Context) -> str:
    return f"{context.settings.public_url}/api/v1/handovers/{list_no}/manifest.pdf"


HANDLERS: dict[str, Handler] = {
    "OpenHandover": open_handover,
    "ScanHandover": scan_handover,
    "GetHandover": get_handover,
    "ConfirmHandover": confirm_handover,
    "GetHandovers": get_handovers,
}
