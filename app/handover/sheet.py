"""A handover list as paper (biên bản giao nhận hồ sơ, phiếu bàn giao kết quả): a draft until both have signed.

It shows what was true when it was listed, counted and signed: printed again it is the same paper.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.context import Context
from app.domain.errors import LayoutError, NotFound
from app.domain.handover.count import DIFFERENCES_VI, Difference, DifferenceKind
from app.domain.handover.item import KINDS_VI, ROUTES, Direction
from app.domain.handover.life import State
from app.domain.handover.lists import Signatory
from app.domain.local_time import LOCAL
from app.domain.scan import Code, CodeKind
from app.handover import parties
from app.papers.documents import PrintedPaper
from app.store.handovers import Handover, Line
from pdf.manifest import Manifest, ManifestDifference, ManifestLine, render

NOTES_VI = {
    DifferenceKind.MISSING: "Đã kê {listed}, không có khi kiểm đếm",
    DifferenceKind.WRONG_KIND: "Đã kê {listed}, khi kiểm đếm là {found}",
    DifferenceKind.SURPLUS: "Có khi kiểm đếm, không có trong danh sách",
}
_SAMPLE = ManifestLine(dossier_no="", owner_name="", content="")


def printed(kept: Handover, context: Context) -> PrintedPaper:
    """The list of now; :class:`NotFound` while it is empty, :class:`LayoutError` names what does not fit."""
    if not kept.lines:
        raise NotFound
    content = render(record(kept, context))
    return PrintedPaper(content, "application/pdf", f"{kept.listed.number}.pdf", hashlib.sha256(content).hexdigest())


def printable(kept: Handover, context: Context) -> None:
    """:class:`LayoutError` where head, signatures or differences would not fit; its lines were tried one by one."""
    render(replace(record(kept, context), lines=(_SAMPLE,)))


def unprintable(lines: Sequence[Line]) -> dict[int, LayoutError]:
    """Those of these lines that have no room on the paper, by their place among them."""
    wrong: dict[int, LayoutError] = {}
    waiting = dict(enumerate(map(_line, lines)))
    while waiting:
        try:
            render(replace(_BARE, lines=tuple(waiting.values())))
            return wrong
        except LayoutError as e:
            place = str(e.params.get("path", "")).partition("[")[2].partition("]")[0]
            nth = list(waiting)[int(place)] if place.isdigit() else next(iter(waiting))
            wrong[nth] = e
            del waiting[nth]
    return wrong


def record(kept: Handover, context: Context) -> Manifest:
    """What stands on the list."""
    listed, direction = kept.listed, kept.listed.direction
    issued = (kept.signed_at or kept.counted_at or kept.opened_at).astimezone(LOCAL)
    form = context.rules.form(ROUTES[direction].form, kept.opened_at.astimezone(LOCAL).date())
    agency, post, desk = parties.names(kept, context)
    units = (post.name_vi, desk.name_vi if desk else agency.name_vi)
    giver, receiver = units if direction is Direction.TO_DESK else units[::-1]
    at_the_post = direction is Direction.TO_DESK
    return Manifest(
        agency_lines=(post.name_vi.upper(),) if at_the_post else agency.letterhead_vi,
        place=agency.place_vi,
        issued_at=issued,
        number=listed.number,
        title=form.title_vi,
        form_no=f"Mẫu số {form.number}" if form.number else "",
        legal_basis=form.legal_basis_vi,
        direction=_sentence(ROUTES[direction].vi),
        handed_over_at=listed.giver.at.astimezone(LOCAL) if listed.giver else None,
        giver_unit=giver,
        giver_name=_name(listed.giver),
        giver_role=listed.giver.role if listed.giver else "",
        receiver_unit=receiver,
        receiver_name=_name(listed.receiver),
        receiver_role=listed.receiver.role if listed.receiver else "",
        bag_no=listed.bag_no,
        seal_no=listed.seal_no,
        corrects=listed.corrects,
        lines=tuple(map(_line, kept.lines)),
        counted_at=_local(kept.counted_at),
        received=listed.received.items if kept.counted_at else None,
        received_fee_vnd=listed.received.fee_vnd if kept.counted_at else None,
        differences=tuple(map(_difference, listed.differences)) if kept.counted_at else (),
        draft=listed.state is not State.SIGNED,
    )


_BARE = Manifest(
    agency_lines=("",),
    place="",
    issued_at=datetime(2021, 11, 15, tzinfo=LOCAL),
    direction="",
    giver_unit="",
    giver_name="",
    receiver_unit="",
    lines=(),
    draft=True,
)


def _line(line: Line) -> ManifestLine:
    item = line.item
    return ManifestLine(
        dossier_no=item.dossier_no,
        item_code=_item_code(item.code),
        owner_name=line.owner_name,
        content=line.content,
        kind=KINDS_VI[item.kind],
        originals=item.papers.originals,
        copies=item.papers.certified + item.papers.copies,
        fee_vnd=item.fee_vnd,
        by_post=item.by_post,
    )


def _difference(each: Difference) -> ManifestDifference:
    listed = KINDS_VI[each.listed] if each.listed else ""
    found = ", ".join(KINDS_VI[kind] for kind in each.found)
    item_code = _item_code(each.code)
    return ManifestDifference(
        kind=_sentence(DIFFERENCES_VI[each.kind]),
        dossier_no=each.dossier_no or ("" if item_code else each.code.text),
        item_code=item_code,
        note=NOTES_VI[each.kind].format(listed=listed, found=found),
    )


def _item_code(code: Code) -> str:
    return code.text if code.kind is CodeKind.ITEM else ""


def _name(signed: Signatory | None) -> str:
    return signed.name if signed else ""


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(LOCAL) if moment else None


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
