"""What REST is sent and answers about a desk's work, in marshmallow: counts, the old licence, lists, history, score."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.answers import DossierSchema, Moment
from app.api.schemas import Strict, text_field, whole_field
from app.domain.old_licence import Stage
from app.domain.paper_check import Kind
from app.domain.score import Method, Verdict

_CODES: dict[str, Any] = Strict.error_messages


def _text(description: str, **extra: Any) -> fields.String:
    return fields.String(metadata={"description": description, **extra})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


def _rows(schema: type[Schema], description: str) -> fields.List[Any]:
    row = fields.Nested(schema, error_messages=_CODES)
    return fields.List(row, allow_none=True, error_messages=_CODES, metadata={"description": description})


class _NumbersSchema(Strict):
    originals = whole_field("số bản chính có thật")
    certified = whole_field("số bản chứng thực có thật")
    copies = whole_field("số bản sao có thật")


class CountedSchema(_NumbersSchema):
    """Một giấy tờ đã kê."""

    position = whole_field("số thứ tự của giấy tờ, như khi tra cứu bảng kiểm đếm")


class OtherPaperSchema(_NumbersSchema):
    """Một giấy tờ chưa kê."""

    name = text_field("tên giấy tờ", required=True, example="Bản sao sổ hộ khẩu")


class CountSchema(Strict):
    """Kết quả kiểm đếm; phải có đủ mọi giấy tờ đã kê, không có bản nào thì ghi số 0."""

    papers = _rows(CountedSchema, "từng giấy tờ đã kê")
    others = _rows(OtherPaperSchema, "giấy tờ có thật nhưng chưa kê")


class ResolutionSchema(Strict):
    """Cách xử lý một sai lệch."""

    resolution = text_field("đã xử lý thế nào", required=True, example="Công dân đã bổ sung bản chính tại quầy")


class OldLicenceSchema(Strict):
    """Một bước của giấy phép lái xe cũ."""

    stage = text_field("đã thu, đã cắt góc, đã trả lại", required=True, enum=[*Stage])
    licence_number = text_field("số giấy phép lái xe cũ", example="890120001234")
    licence_serial = text_field("số seri phôi cũ", example="AP123456")
    reason = text_field("ghi chú")


class NumbersSchema(Schema):
    """Số bản."""

    originals = fields.Integer(metadata={"description": "bản chính"})
    certified = fields.Integer(metadata={"description": "bản chứng thực"})
    copies = fields.Integer(metadata={"description": "bản sao"})


class ListedSchema(NumbersSchema):
    """Một giấy tờ như đã kê khi nộp."""

    position = fields.Integer(metadata={"description": "số thứ tự"})
    name = _text("tên giấy tờ")
    code = fields.String(allow_none=True, metadata={"description": "mã thành phần hồ sơ"})
    is_file = fields.Boolean(metadata={"description": "nộp bằng tệp: không cần có bản giấy"})


class DiscrepancySchema(Schema):
    """Một sai lệch; chưa đóng thì hồ sơ chưa kết thúc xử lý được."""

    id = fields.Integer(metadata={"description": "để đóng sai lệch"})
    kind = _text("loại sai lệch", enum=[*Kind])
    name = _text("tên giấy tờ")
    listed = fields.Nested(NumbersSchema, metadata={"description": "đã kê"})
    found = fields.Nested(NumbersSchema, metadata={"description": "có thật"})
    text = _text("một câu cho cán bộ")
    opened_at = _moment("khi kiểm đếm thấy")
    closed_at = _moment("khi đã xử lý")
    closed_by = fields.String(allow_none=True, metadata={"description": "ai đã xử lý"})
    resolution = fields.String(allow_none=True, metadata={"description": "đã xử lý thế nào"})


class SheetSchema(Schema):
    """Bảng kiểm đếm."""

    dossier_no = _text("mã hồ sơ của hệ thống")
    papers = fields.List(fields.Nested(ListedSchema), metadata={"description": "giấy tờ đã kê, theo thứ tự"})
    discrepancies = fields.List(fields.Nested(DiscrepancySchema), metadata={"description": "mọi sai lệch đã thấy"})
    open = fields.Integer(metadata={"description": "số sai lệch chưa xử lý"})
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được thực hiện trước đó"})


class OldLicenceAnswerSchema(DossierSchema):
    """Hồ sơ với giấy phép lái xe cũ."""

    old_licence = _text("bước vừa ghi nhận", enum=[*Stage])
    old_licence_vi = _text("bước đó, tiếng Việt")
    old_licence_next = fields.String(allow_none=True, metadata={"description": "bước sau có thể ghi nhận"})


class WorkSchema(DossierSchema):
    """Một hồ sơ trong danh sách."""

    answer_by = _moment("phải trả lời việc tiếp nhận trước lúc này")
    supplement_by = _moment("thời hạn bổ sung, khi đang chờ bổ sung và đã nêu thời hạn")
    overdue = fields.Boolean(metadata={"description": "đã quá hạn trả"})


class WorklistSchema(Schema):
    """Một trang của danh sách."""

    items = fields.List(fields.Nested(WorkSchema), metadata={"description": "hạn sớm nhất trước"})
    next = fields.String(allow_none=True, metadata={"description": "after của trang sau; null ở trang cuối"})


class UnansweredSchema(Schema):
    """Hồ sơ trực tuyến quá giờ trả lời."""

    items = fields.List(fields.Nested(WorkSchema), metadata={"description": "cũ nhất trước, nhiều nhất 200 hồ sơ"})
    total = fields.Integer(metadata={"description": "tất cả có bao nhiêu"})


class ExpiredSchema(Schema):
    """Hồ sơ quá thời hạn bổ sung."""

    items = fields.List(fields.Nested(WorkSchema), metadata={"description": "lâu nhất trước, nhiều nhất 200 hồ sơ"})
    total = fields.Integer(metadata={"description": "tất cả có bao nhiêu"})


class SaidSchema(Schema):
    """Nội dung ghi nhận; mục nào không ghi thì không có."""

    reason = _text("lý do, ghi chú")
    demands = fields.List(fields.String(), metadata={"description": "nội dung cần bổ sung"})
    until = _moment("thời hạn bổ sung")
    amount_vnd = fields.Integer(metadata={"description": "số tiền, đồng"})
    method = _text("hình thức thu")
    place = _text("nơi thu")
    voucher = _text("số biên lai")
    new_due_at = _moment("thời điểm hẹn lại")
    signer = _text("người ký")
    signer_role = _text("chức vụ người ký")
    licence_number = _text("số giấy phép lái xe")
    licence_serial = _text("số seri phôi")
    item_code = _text("số hiệu bưu gửi trên phong bì")
    post_office = _text("mã bưu cục")
    failure = _text("lý do phát không thành công")
    keep_until = _moment("bưu cục lưu giữ đến hết ngày")
    happened_at = _moment("thời điểm thực hiện, khi được báo sau")


class HistoryLineSchema(Schema):
    """Một việc đã xảy ra."""

    seq = fields.Integer(metadata={"description": "thứ tự"})
    kind = _text("loại việc")
    at = _moment("lúc nào")
    text = _text("việc gì, tiếng Việt")
    who = _text("cán bộ, hoặc hệ thống của đơn vị gửi")
    said = fields.Nested(SaidSchema, metadata={"description": "nội dung ghi nhận, không có người nhận kết quả"})


class HistorySchema(Schema):
    """Quá trình giải quyết."""

    dossier_no = _text("mã hồ sơ của hệ thống")
    events = fields.List(fields.Nested(HistoryLineSchema), metadata={"description": "theo thứ tự"})


class ScoreSchema(Schema):
    """Đánh giá đúng hạn."""

    dossier_no = _text("mã hồ sơ của hệ thống")
    verdict = _text("kết luận", enum=[*Verdict])
    verdict_vi = _text("kết luận, tiếng Việt")
    reason = _text("vì sao, tiếng Việt")
    method = _text("cách chấm của ngày cuối kỳ", enum=[*Method])
    period_end = _moment("cuối kỳ; không nêu thì là lúc hồ sơ kết thúc, chưa kết thúc thì là bây giờ")
    ended_at = _moment("thời điểm được tính là kết thúc")
    waited_hours = fields.Float(metadata={"description": "giờ làm việc chờ bổ sung, đã trừ; 8 giờ là một ngày"})
