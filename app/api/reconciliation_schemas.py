"""What REST is sent and answers about daily reconciliation, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema

from app.api import sent, told
from app.api.sent import Strict
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
    {name: told.whole(words) for name, words in _FIGURES.items()}, name="ReconciledFiguresSchema"
)


class ReconciledOfficeSchema(FiguresSchema):  # type: ignore[misc,valid-type]
    """Số liệu của một đơn vị trong ngày."""

    office_id = told.text("mã đơn vị; rỗng: chính cơ quan")


class DifferenceSchema(Schema):
    """Một chênh lệch."""

    kind = told.text("loại chênh lệch", enum=[*KINDS])
    kind_vi = told.text("loại chênh lệch, tiếng Việt")
    way_out_vi = told.text("cách xử lý")
    subject = told.text("tên gọi của chênh lệch trong loại đó")
    day = told.day("ngày phát sinh")
    dossier_no = told.text("mã hồ sơ; rỗng khi không biết")
    order_no = told.text("số yêu cầu chuyển phát; rỗng khi không có")
    item_code = told.text("số hiệu bưu gửi; rỗng khi không có")
    office_id = told.text("đơn vị nhận hồ sơ; rỗng: cả cơ quan")
    ours = told.text("theo cơ quan")
    theirs = told.text("theo bưu điện")
    money = told.text("theo sổ tiền")


class FindingSchema(DifferenceSchema):
    """Việc cần người xử lý."""

    id = told.whole()
    opened_at = told.moment("phát hiện lần đầu")
    seen_at = told.moment("lần đối soát gần nhất còn thấy")
    closed_at = told.moment("hết hoặc đã xử lý")
    settled_name = told.maybe("người xử lý")
    note = told.maybe("cách đã xử lý")


class SettledSchema(FindingSchema):
    """Việc đã xử lý."""

    repeat = told.flag("đã ghi như vậy trước đó")


class ReconciledSchema(Schema):
    """Kết quả đối soát của một ngày."""

    day = told.day("ngày đối soát")
    edition = told.whole("lần đối soát")
    made_at = told.moment("thời điểm đối soát")
    statement = told.whole("lần nộp bảng kê của bưu điện; null khi chưa có", null=True)
    unreadable = told.whole("số dòng bảng kê không đọc được")
    totals = told.part(FiguresSchema, "cộng các đơn vị")
    open = told.whole("số chênh lệch còn mở đến ngày đó, kể cả của các ngày trước")


class ReconciliationSchema(ReconciledSchema):
    """Kết quả đối soát của một ngày, theo đơn vị, với mọi chênh lệch."""

    offices = told.rows(ReconciledOfficeSchema)
    findings = told.rows(DifferenceSchema)
    repeat = told.flag("kết quả như lần đối soát trước")


class SettlingSchema(Strict):
    """Cách xử lý một chênh lệch."""

    note = sent.text("đã xử lý thế nào", required=True, example="Bưu cục đã nộp bổ sung 5.000 đồng ngày 16/11/2021")


class StatementSchema(Schema):
    """Bảng kê đối soát của bưu điện đã nhận."""

    day = told.day("ngày của bảng kê")
    edition = told.whole("lần nộp của ngày đó")
    lines = told.whole("số dòng")
    unreadable = told.whole("số dòng không đọc được")
    superseded = told.flag("đã có lần nộp sau thay thế")
    repeat = told.flag("tệp này đã nhận trước đó")
