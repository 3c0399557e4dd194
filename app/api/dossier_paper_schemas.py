"""What REST is sent and answers of one dossier's papers, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema

from app import forms
from app.api import sent, told
from app.api.sent import Strict


class ReprintSchema(Strict):
    """In lại một giấy tờ."""

    reason = sent.text("lý do in lại, bắt buộc")
    edition = sent.whole("bản in của sự kiện thứ mấy; mặc định bản mới nhất")


class ReprintedSchema(Schema):
    """Một lần in lại."""

    reprint = told.whole("lần in lại thứ mấy")
    printed_at = told.moment("in lúc, giờ thật", type=["string"])
    reason = told.text("lý do")


class PrintedPaperLinksSchema(Schema):
    """Where to go on; nowhere from a label whose item code is void."""

    self = told.maybe("tệp PDF; null với nhãn đã hủy số hiệu", type=["string", "null"])
    reprint = told.maybe("địa chỉ để in lại (POST); null với nhãn đã hủy số hiệu", type=["string", "null"])


class PrintedPaperSchema(Schema):
    """Một giấy tờ của hồ sơ."""

    kind = told.text(", ".join(forms.KINDS))
    edition = told.whole("số thứ tự của sự kiện mà giấy tờ ghi nhận")
    item_code = told.maybe("số hiệu bưu gửi trên nhãn; null với giấy tờ khác", type=["string", "null"])
    is_void = told.flag("nhãn đã hủy số hiệu, không được dùng")
    printed_at = told.moment("in lần đầu lúc, giờ thật; null khi chưa in")
    reprints = told.rows(ReprintedSchema)
    links = told.part(PrintedPaperLinksSchema)


class PrintedPapersSchema(Schema):
    """Giấy tờ của một hồ sơ."""

    papers = told.rows(PrintedPaperSchema)
