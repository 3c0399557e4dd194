"""What REST answers about daily reconciliation, in marshmallow."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.answers import Moment
from app.api.schemas import Strict, text_field
from app.domain.reconciliation.kinds import KINDS

_FIGURES = {
    "handed_in": "hồ sơ nhận tại quầy bưu cục",
    "papers_to_desk": "hồ sơ, giấy tờ bổ sung bưu cục giao bộ phận một cửa theo bảng kê",
    "results_to_post": "kết quả giao bưu điện theo bảng kê",
    "results_back": "kết quả chuyển hoàn nhận lại theo bảng kê",
    "ordered": "bưu gửi yêu cầu chuyển phát",
    "accepted": "trong đó bưu điện đã nhận yêu cầu",
    "delivered": "bưu gửi đã phát, theo định vị",
    "returned": "bưu gửi đã chuyển hoàn, theo định vị",
    "unknown": "yêu cầu chưa rõ bưu điện đã nhận hay chưa",
    "refused": "yêu cầu bưu điện từ chối",
    "cancelled": "yêu cầu đã hủy",
    "cod_vnd": "thu hộ phải thu của bưu gửi đã phát, đồng",
    "listed": "bưu gửi trong bảng kê của bưu điện",
    "listed_delivered": "trong đó đã phát",
    "listed_returned": "trong đó đã chuyển hoàn",
    "listed_cod_vnd": "đã thu hộ theo bảng kê của bưu điện, đồng",
    "listed_freight_vnd": "cước theo bảng kê của bưu điện, đồng",
    "booked_vnd": "phí, lệ phí đã thu, đồng",
    "refunded_vnd": "phí, lệ phí đã hoàn, đồng",
    "cod_booked_vnd": "trong đó thu hộ đã ghi sổ, đồng",
    "shifts": "ca đã kết",
    "shifts_vnd": "tiền của các ca đã kết, đồng",
    "remitted_vnd": "đã nộp theo bảng kê nộp tiền, đồng",
}
FiguresSchema = Schema.from_dict(
    {name: fields.Integer(metadata={"description": words}) for name, words in _FIGURES.items()},
    name="ReconciledFiguresSchema",
)


def _text(description: str, **extra: Any) -> fields.String:
    return fields.String(metadata={"description": description, **extra})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class ReconciledOfficeSchema(FiguresSchema):  # type: ignore[misc,valid-type]
    """Số liệu của một đơn vị trong ngày."""

    office_id = _text("mã đơn vị; rỗng: chính cơ quan")


class DifferenceSchema(Schema):
    """Một chênh lệch."""

    kind = _text("loại chênh lệch", enum=[str(kind) for kind in KINDS])
    kind_vi = _text("loại chênh lệch, tiếng Việt")
    way_out_vi = _text("cách xử lý")
    subject = _text("tên gọi của chênh lệch trong loại đó")
    day = fields.Date(metadata={"description": "ngày phát sinh"})
    dossier_no = _text("mã hồ sơ; rỗng khi không biết")
    order_no = _text("số yêu cầu chuyển phát; rỗng khi không có")
    item_code = _text("số hiệu bưu gửi; rỗng khi không có")
    office_id = _text("đơn vị nhận hồ sơ; rỗng: cả cơ quan")
    ours = _text("theo cơ quan")
    theirs = _text("theo bưu điện")
    money = _text("theo sổ tiền")


class FindingSchema(DifferenceSchema):
    """Việc cần người xử lý."""

    id = fields.Integer()
    opened_at = _moment("phát hiện lần đầu")
    seen_at = _moment("lần đối soát gần nhất còn thấy")
    closed_at = _moment("hết hoặc đã xử lý")
    settled_name = fields.String(allow_none=True, metadata={"description": "người xử lý"})
    note = fields.String(allow_none=True, metadata={"description": "cách đã xử lý"})


class SettledSchema(FindingSchema):
    """Việc đã xử lý."""

    repeat = fields.Boolean(metadata={"description": "đã ghi như vậy trước đó"})


class ReconciledSchema(Schema):
    """Kết quả đối soát của một ngày."""

    day = fields.Date(metadata={"description": "ngày đối soát"})
    edition = fields.Integer(metadata={"description": "lần đối soát"})
    made_at = _moment("thời điểm đối soát")
    statement = fields.Integer(
        allow_none=True, metadata={"description": "lần nộp bảng kê của bưu điện; null khi chưa có"}
    )
    unreadable = fields.Integer(metadata={"description": "số dòng bảng kê không đọc được"})
    totals = fields.Nested(FiguresSchema, metadata={"description": "cộng các đơn vị"})
    open = fields.Integer(metadata={"description": "số chênh lệch chưa xử lý"})


class ReconciliationSchema(ReconciledSchema):
    """Kết quả đối soát của một ngày, theo đơn vị, với mọi chênh lệch."""

    offices = fields.List(fields.Nested(ReconciledOfficeSchema))
    findings = fields.List(fields.Nested(DifferenceSchema))
    repeat = fields.Boolean(metadata={"description": "kết quả như lần đối soát trước"})


class SettlingSchema(Strict):
    """Cách xử lý một chênh lệch."""

    note = text_field("đã xử lý thế nào", required=True, example="Bưu cục đã nộp bổ sung 5.000 đồng ngày 16/11/2021")


class StatementSchema(Schema):
    """Bảng kê đối soát của bưu điện đã nhận."""

    day = fields.Date(metadata={"description": "ngày của bảng kê"})
    edition = fields.Integer(metadata={"description": "lần nộp của ngày đó"})
    lines = fields.Integer(metadata={"description": "số dòng"})
    unreadable = fields.Integer(metadata={"description": "số dòng không đọc được"})
    superseded = fields.Boolean(metadata={"description": "đã có lần nộp sau thay thế"})
    repeat = fields.Boolean(metadata={"description": "tệp này đã nhận trước đó"})
