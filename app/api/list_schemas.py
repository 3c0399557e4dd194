"""What REST answers of lists, in marshmallow: what is to be done, a dossier's history and its score."""

from __future__ import annotations

from marshmallow import Schema

from app.api import told
from app.api.answers import DossierSchema
from app.domain.score import Method, Verdict


class WorkSchema(DossierSchema):
    """Một hồ sơ trong danh sách."""

    answer_by = told.moment("phải trả lời việc tiếp nhận trước lúc này")
    supplement_by = told.moment("thời hạn bổ sung, khi đang chờ bổ sung và đã nêu thời hạn")
    overdue = told.flag("đã quá hạn trả")


class WorklistSchema(Schema):
    """Một trang của danh sách."""

    items = told.rows(WorkSchema, "hạn sớm nhất trước")
    next = told.maybe("after của trang sau; null ở trang cuối")


class UnansweredSchema(Schema):
    """Hồ sơ trực tuyến quá giờ trả lời."""

    items = told.rows(WorkSchema, "cũ nhất trước, nhiều nhất 200 hồ sơ")
    total = told.whole("tất cả có bao nhiêu")


class ExpiredSchema(Schema):
    """Hồ sơ quá thời hạn bổ sung."""

    items = told.rows(WorkSchema, "lâu nhất trước, nhiều nhất 200 hồ sơ")
    total = told.whole("tất cả có bao nhiêu")


class SaidSchema(Schema):
    """Nội dung ghi nhận; mục nào không ghi thì không có."""

    reason = told.text("lý do, ghi chú")
    demands = told.texts("nội dung cần bổ sung")
    until = told.moment("thời hạn bổ sung")
    amount_vnd = told.whole("số tiền, đồng")
    method = told.text("hình thức thu")
    place = told.text("nơi thu")
    voucher = told.text("số biên lai")
    new_due_at = told.moment("thời điểm hẹn lại")
    signer = told.text("người ký")
    signer_role = told.text("chức vụ người ký")
    licence_number = told.text("số giấy phép lái xe")
    licence_serial = told.text("số seri phôi")
    item_code = told.text("số hiệu bưu gửi trên phong bì")
    post_office = told.text("mã bưu cục")
    failure = told.text("lý do phát không thành công")
    keep_until = told.moment("bưu cục lưu giữ đến hết ngày")
    happened_at = told.moment("thời điểm thực hiện, khi được báo sau")


class HistoryLineSchema(Schema):
    """Một việc đã xảy ra."""

    seq = told.whole("thứ tự")
    kind = told.text("loại việc")
    at = told.moment("lúc nào")
    text = told.text("việc gì, tiếng Việt")
    who = told.text("cán bộ, hoặc hệ thống của đơn vị gửi")
    said = told.part(SaidSchema, "nội dung ghi nhận, không có người nhận kết quả")


class HistorySchema(Schema):
    """Quá trình giải quyết."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    events = told.rows(HistoryLineSchema, "theo thứ tự")


class ScoreSchema(Schema):
    """Đánh giá đúng hạn."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    verdict = told.text("kết luận", enum=[*Verdict])
    verdict_vi = told.text("kết luận, tiếng Việt")
    reason = told.text("vì sao, tiếng Việt")
    method = told.text("cách chấm của ngày cuối kỳ", enum=[*Method])
    period_end = told.moment("cuối kỳ; không nêu thì là lúc hồ sơ kết thúc, chưa kết thúc thì là bây giờ")
    ended_at = told.moment("thời điểm được tính là kết thúc")
    waited_hours = told.fraction("giờ làm việc chờ bổ sung, đã trừ; 8 giờ là một ngày")
