"""The two pages of handover lists at the desk: all of them with the form that opens one, and one with its forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from app import handover
from app.console import links
from app.console.pages import new_request_id, show
from app.console.session import person
from app.context import Context
from app.domain.errors import InvalidDossier
from app.domain.handover.item import KINDS_VI, ROUTES, Direction
from app.domain.handover.life import STATES_VI, State
from app.domain.handover.lists import HandoverList
from app.domain.local_time import LOCAL
from app.handover import Handover, parties

PAGE = 50
_DONE_VI = {
    "opened": "Đã lập bảng kê.",
    "scanned": "Đã ghi các mã vào bảng kê.",
    "removed": "Đã bỏ các mục đã chọn.",
    "counted": "Đã ghi nhận kiểm đếm.",
    "packed": "Đã ghi số túi, số niêm phong.",
    "closed": "Đã chốt kiểm đếm.",
    "reopened": "Đã mở lại bảng kê.",
    "signed": "Đã ghi nhận chữ ký.",
    "cancelled": "Đã hủy bảng kê.",
}
SIDES_VI = {"giver": "Bên giao", "receiver": "Bên nhận"}
_DIRECTIONS_VI = {Direction.TO_POST: "Giao kết quả cho bưu cục", Direction.TO_DESK: "Bưu cục giao cho bộ phận một cửa"}


def all_lists(context: Context, status: int = 200, faults: Mapping[str, str] | None = None) -> Response:
    """``faults`` are those of the form that opens one."""
    who = person()
    try:
        page = handover.listed(who, context, after=request.args.get("sau"), limit=PAGE)
    except InvalidDossier:
        page = handover.listed(who, context, limit=PAGE)
    others = {office.office_id: office.name_vi for office in parties.others(who, context)}
    if parties.is_post(who, context):
        others = {"": context.rules.agency(who.agency_id).name_vi, **others}
    return show(
        "handovers.html",
        status,
        page=page,
        names=_Names(context),
        directions=_DIRECTIONS_VI,
        others=others,
        may_work=_may_work(),
        state_vi=state_vi,
        typed=request.form,
        request_id=request.form.get("request_id") or new_request_id(),
        faults=faults or {},
    )


def one_list(list_no: str, context: Context, status: int = 200, **values: Any) -> Response:
    """``values`` are what came of the form that was sent: refusal, faults, results of a scan."""
    kept = handover.find(list_no, person(), context)
    listed = kept.listed
    given: dict[str, Any] = {
        "kept": kept,
        "listed": listed,
        "names": _Names(context),
        "route_vi": ROUTES[listed.direction].vi,
        "state_vi": state_vi(listed),
        "paper_vi": _paper_vi(kept, context),
        "is_open": listed.state is State.OPEN,
        "is_signed": listed.state is State.SIGNED,
        "is_cancelled": listed.state is State.CANCELLED,
        "to_desk": listed.direction is Direction.TO_DESK,
        "differences": listed.differences if listed.found else (),
        "kinds": KINDS_VI,
        "by_number": all(line.item.code.text == line.item.dossier_no for line in kept.lines),
        "may_work": _may_work(),
        "focus": "count" if listed.found else "scan",
        "sides": SIDES_VI,
        "links": links.of([line.dossier_id for line in kept.lines], context),
        "own_side": _own_side(kept),
        "has_signed": _has_signed(listed),
        "typed": request.form,
        "request_id": new_request_id(),
        "faults": {},
    }
    done = _DONE_VI.get(request.args.get("xong", ""), "")
    return show("handover.html", status, **{**given, "notice": done, **values})


def state_vi(listed: HandoverList) -> str:
    """How far it is; of a counted one that one side has signed, whose signature is waited for."""
    missing = [words.lower() for side, words in SIDES_VI.items() if getattr(listed, side) is None]
    return f"chờ {missing[0]} ký" if listed.state is State.COUNTED and len(missing) == 1 else STATES_VI[listed.state]


def _paper_vi(kept: Handover, context: Context) -> str:
    """What the paper is called, as it stands at its head."""
    form = context.rules.form(ROUTES[kept.listed.direction].form, kept.opened_at.astimezone(LOCAL).date())
    return form.title_vi.lower()


class _Names:
    """The two sides in words, for the templates."""

    def __init__(self, context: Context) -> None:
        self.context = context

    def giver(self, kept: Handover) -> str:
        return self._both(kept)[0]

    def receiver(self, kept: Handover) -> str:
        return self._both(kept)[1]

    def _both(self, kept: Handover) -> tuple[str, str]:
        agency, post, desk = parties.names(kept, self.context)
        both = (post.name_vi, (desk or agency).name_vi)
        return both if kept.listed.direction is Direction.TO_DESK else both[::-1]


def _own_side(kept: Handover) -> str:
    """The side that an office signs for, and the one that is left where the other has signed; empty where who speaks
    for the whole authority may choose.
    """
    who, listed = person(), kept.listed
    if who.office_id is None:
        unsigned = [side for side in SIDES_VI if getattr(listed, side) is None]
        return unsigned[0] if len(unsigned) == 1 else ""
    post = parties.post_side(kept.listed.direction)
    at_the_post = who.office_id == kept.post_office_id
    return next(side for side in ("giver", "receiver") if (side == post) == at_the_post)


def _has_signed(listed: HandoverList) -> bool:
    """Nobody signs twice, and no office for both sides."""
    signed = [each for each in (listed.giver, listed.receiver) if each is not None]
    return any(each.by == person().collector for each in signed)


def _may_work() -> bool:
    return not person().roles.isdisjoint(parties.WORKING)
