"""The fee list of a closed shift (bảng kê thu phí, lệ phí của ca) as paper; the same shift prints the same bytes.

Who paid was written down at the close, so a dossier that is put right later changes no list; form and letterhead are
those of that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from app.context import Context
from app.domain.agency import Agency, Office, OfficeKind
from app.domain.errors import NoRule
from app.domain.local_time import LOCAL
from app.domain.money.cash_shift import CashShift
from app.domain.money.fees import Kind
from app.domain.submission import FeeMethod
from app.papers.documents import PrintedPaper
from app.store.payments import Booked
from pdf.fee_list import FeeLine, FeeList, render

# The name of the fee is that of Circulars 188/2016/TT-BTC and 37/2023/TT-BTC.
NAMES_VI = {Kind.COLLECTED: "Lệ phí cấp giấy phép lái xe", Kind.REFUNDED: "Hoàn trả lệ phí cấp giấy phép lái xe"}
METHODS_VI = {FeeMethod.CASH: "Tiền mặt", FeeMethod.TRANSFER: "Chuyển khoản", FeeMethod.CARD: "Thẻ"}


def paper(shift: CashShift, booked: Sequence[Booked], context: Context) -> PrintedPaper:
    """The list of a closed shift; :class:`LayoutError` names what does not fit."""
    content = render(record(shift, booked, context))
    return PrintedPaper(content, "application/pdf", f"{shift.shift_no}.pdf", hashlib.sha256(content).hexdigest())


def record(shift: CashShift, booked: Sequence[Booked], context: Context) -> FeeList:
    """What stands on the list."""
    closed, opened = (shift.closed_at or shift.opened_at).astimezone(LOCAL), shift.opened_at.astimezone(LOCAL)
    agency = context.rules.known_agency(shift.agency_id, closed.date())
    office = _office(shift.office_id, closed.date(), context) if shift.office_id else None
    form = context.rules.form("fee_list", closed.date())
    at_the_post = office is not None and office.kind is OfficeKind.POST_OFFICE
    return FeeList(
        agency_lines=_letterhead(agency, office),
        place=agency.place_vi,
        issued_at=closed,
        title=form.title_vi,
        form_no=form.number,
        legal_basis=form.legal_basis_vi,
        office=office.name_vi if office else agency.name_vi,
        shift_name=f"Ca ngày {opened:%d/%m/%Y} – {shift.shift_no}",
        opened_at=opened,
        closed_at=closed,
        clerk_name=shift.clerk_name,
        authority_name=agency.name_vi if at_the_post else "",
        lines=tuple(_line(each) for each in booked),
        counted_vnd=shift.counted_vnd,
        difference_vnd=shift.difference_vnd,
        notes=(f"Giải trình chênh lệch tiền mặt: {shift.note}",) if shift.note else (),
    )


def _office(office_id: str, day: date, context: Context) -> Office:
    """As of the day of the close; as last known where the office had gone by then."""
    try:
        return context.rules.office(office_id, day)
    except NoRule:
        return context.rules.office(office_id)


def _letterhead(agency: Agency, office: Office | None) -> tuple[str, ...]:
    """The post's own name where the post collects, the authority's where it does itself."""
    if office is not None and office.kind is OfficeKind.POST_OFFICE:
        return (office.name_vi.upper(),)
    return agency.letterhead_vi


def _line(booked: Booked) -> FeeLine:
    paid = booked.payment
    return FeeLine(
        dossier_no=booked.dossier_no,
        payer_name=booked.payer_name,
        fee_name=NAMES_VI[paid.kind],
        voucher_no=paid.voucher or "",
        paid_at=paid.at.astimezone(LOCAL),
        method=METHODS_VI.get(paid.method, ""),
        amount_vnd=paid.amount_vnd,
    )
