"""Handover list on paper (biên bản giao nhận hồ sơ, phiếu bàn giao kết quả), signed by who gives and who receives.

One layout for both directions: what it is called is a field, by the rules of its day. Decision 45/2016/QĐ-TTg has both
sides count and sign; the columns are those of the provinces' phiếu bàn giao kết quả. All totals are counted here, from
the lines alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from pdf.count_words import figures_and_words
from pdf.document import one_at_a_time
from pdf.form import Form, Signature
from pdf.manifest_table import ManifestDifference, ManifestLine, add_differences, add_lines
from pdf.paper import Paper, print_paper
from pdf.single_page import number_a_single_page
from pdf.stationery import A4_LISTS, FormStock
from pdf.wording import hour_and_day, number, sum_of_money

__all__ = ["Manifest", "ManifestDifference", "ManifestLine", "render"]

COPIES = ("(Liên 1: Bên giao giữ)", "(Liên 2: Bên nhận giữ)")
DRAFT = ("(BẢN NHÁP – chưa đủ chữ ký, không có giá trị giao nhận)",)
AGREES = "khớp đúng với danh sách trên, không có sai lệch"
MARKED = "Dấu X ở cột “Phí thu hộ”, “Trả qua bưu điện” nghĩa là có."


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest(Paper):
    """What the list says, its lines in the order given; for head and foot see :class:`pdf.paper.Paper`.

    Until both have signed it is printed as a draft, in one copy.
    """

    direction: str  # "Từ bưu cục đến bộ phận một cửa"
    handed_over_at: datetime | None = None
    giver_unit: str
    giver_name: str
    giver_role: str = ""  # "Giao dịch viên"
    receiver_unit: str
    receiver_name: str = ""
    receiver_role: str = ""
    bag_no: str = ""
    seal_no: str = ""
    corrects: str = ""  # the number of the list that this one puts right
    lines: tuple[ManifestLine, ...]
    counted_at: datetime | None = None  # None: the receiver has not counted yet
    received: int | None = None  # how many of the lines were there
    received_fee_vnd: int | None = None  # phí, lệ phí thu hộ of those
    differences: tuple[ManifestDifference, ...] = ()
    notes: tuple[str, ...] = ()
    draft: bool = False
    copies: tuple[str, ...] = COPIES
    title: str = "BIÊN BẢN GIAO NHẬN HỒ SƠ"
    legal_basis: str = "Quyết định số 45/2016/QĐ-TTg ngày 19 tháng 10 năm 2016"


@one_at_a_time
def render(manifest: Manifest, stock: FormStock = A4_LISTS) -> bytes:
    """One PDF of all copies. Errors name a line as ``lines[17].owner_name``; ``ValueError`` for no lines."""
    if not manifest.lines:
        raise ValueError("a handover list has lines")
    foot = ". ".join(filter(None, (manifest.legal_basis, manifest.number and f"Bảng kê số {manifest.number}")))
    numbered = replace(manifest, legal_basis=foot)  # no page without the list's number
    return print_paper(numbered, _body(manifest, stock), copies=DRAFT if manifest.draft else manifest.copies)


def _body(manifest: Manifest, stock: FormStock) -> Form:
    form = Form(stock)
    _parties(form, manifest)
    form.gap(0.3)
    last_row = add_lines(form, manifest.lines)
    _totals(form, manifest)
    if manifest.differences:
        form.keep_together(last_row)
        last_row = add_differences(form, manifest.differences)
    elif manifest.counted_at:
        form.field("Kết quả kiểm đếm", AGREES, "differences", strong=True)
    giver = Signature("NGƯỜI GIAO", manifest.giver_name, "giver_name")
    receiver = Signature("NGƯỜI NHẬN", manifest.receiver_name, "receiver_name")
    form.ending([(MARKED, "title"), *((note, "notes") for note in manifest.notes)], [giver, receiver])
    form.keep_together(last_row)
    number_a_single_page(form)
    return form


def _parties(form: Form, manifest: Manifest) -> None:
    form.field("Chiều giao nhận", manifest.direction, "direction", lines=2)
    form.field("Đính chính cho bảng kê số", manifest.corrects, "corrects", strong=True)
    for caption, side in (("giao", "giver"), ("nhận", "receiver")):
        name, role, unit = (getattr(manifest, f"{side}_{part}") for part in ("name", "role", "unit"))
        form.field(f"Bên {caption}", unit, f"{side}_unit", lines=3, strong=True)
        form.field(f"Người {caption}", name, f"{side}_name", lines=2)
        form.field("Chức vụ", role, f"{side}_role", lines=2)
    form.pair(("Số túi", manifest.bag_no, "bag_no"), ("Số niêm phong", manifest.seal_no, "seal_no"))
    for caption, at, path in (
        ("Thời gian giao", manifest.handed_over_at, "handed_over_at"),
        ("Thời gian kiểm đếm", manifest.counted_at, "counted_at"),
    ):
        form.field(caption, hour_and_day(at) if at else "", path)


def _totals(form: Form, manifest: Manifest) -> None:
    lines = manifest.lines
    kinds = Counter(line.kind for line in lines)
    unit = lines[0].kind if len(kinds) == 1 else "mục"
    form.gap(0.3)
    form.field("Tổng số", figures_and_words(len(lines), unit), "lines", lines=2, strong=True)
    of_kinds = "; ".join(f"{number(pieces)} {kind}" for kind, pieces in kinds.items())
    form.field("Trong đó", of_kinds if len(kinds) > 1 else "", "lines", lines=3)
    fees = sum(line.fee_vnd for line in lines)
    form.field("Phí, lệ phí thu hộ", sum_of_money(fees) if fees else "", "lines", lines=3, strong=True)
    there = "" if manifest.received is None else figures_and_words(manifest.received, unit)
    form.field("Thực nhận theo danh sách", there, "received", lines=2, strong=True)
    got = manifest.received_fee_vnd
    got_words = sum_of_money(got) if got is not None and got != fees else ""
    form.field("Phí, lệ phí thực nhận", got_words, "received_fee_vnd", lines=3, strong=True)
