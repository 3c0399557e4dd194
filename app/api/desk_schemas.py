"""What REST is sent and answers about a desk's work, in marshmallow: papers counted, the old licence."""

from __future__ import annotations

from marshmallow import Schema

from app.api import sent, told
from app.api.answers import DossierSchema
from app.api.sent import Strict
from app.domain.old_licence import Stage
from app.domain.paper_check import Kind


class _FoundNumbersSchema(Strict):
    originals = sent.whole("số bản chính có thật")
    certified = sent.whole("số bản chứng thực có thật")
    copies = sent.whole("số bản sao có thật")


class CountedSchema(_FoundNumbersSchema):
    """Một giấy tờ đã kê."""

    position = sent.whole("số thứ tự của giấy tờ, như khi tra cứu bảng kiểm đếm")


class OtherPaperSchema(_FoundNumbersSchema):
    """Một giấy tờ chưa kê."""

    name = sent.text("tên giấy tờ", required=True, example="Bản sao sổ hộ khẩu")


class CountSchema(Strict):
    """Kết quả kiểm đếm; phải có đủ mọi giấy tờ đã kê, không có bản nào thì ghi số 0."""

    papers = sent.several(sent.part(CountedSchema, required=True), "từng giấy tờ đã kê")
    others = sent.several(sent.part(OtherPaperSchema, required=True), "giấy tờ có thật nhưng chưa kê")


class ResolutionSchema(Strict):
    """Cách xử lý một sai lệch."""

    resolution = sent.text("đã xử lý thế nào", required=True, example="Công dân đã bổ sung bản chính tại quầy")


class OldLicenceSchema(Strict):
    """Một bước của giấy phép lái xe cũ."""

    stage = sent.text("đã thu, đã cắt góc, đã trả lại", required=True, enum=[*Stage])
    licence_number = sent.text("số giấy phép lái xe cũ", example="890120001234")
    licence_serial = sent.text("số seri phôi cũ", example="AP123456")
    reason = sent.text("ghi chú")


class NumbersSchema(Schema):
    """Số bản."""

    originals = told.whole("bản chính")
    certified = told.whole("bản chứng thực")
    copies = told.whole("bản sao")


class ListedSchema(NumbersSchema):
    """Một giấy tờ như đã kê khi nộp."""

    position = told.whole("số thứ tự")
    name = told.text("tên giấy tờ")
    code = told.maybe("mã thành phần hồ sơ")
    is_file = told.flag("nộp bằng tệp: không cần có bản giấy")


class DiscrepancySchema(Schema):
    """Một sai lệch; chưa đóng thì hồ sơ chưa kết thúc xử lý được."""

    id = told.whole("để đóng sai lệch")
    kind = told.text("loại sai lệch", enum=[*Kind])
    name = told.text("tên giấy tờ")
    listed = told.part(NumbersSchema, "đã kê")
    found = told.part(NumbersSchema, "có thật")
    text = told.text("một câu cho cán bộ")
    opened_at = told.moment("khi kiểm đếm thấy")
    closed_at = told.moment("khi đã xử lý")
    closed_by = told.maybe("ai đã xử lý")
    resolution = told.maybe("đã xử lý thế nào")


class SheetSchema(Schema):
    """Bảng kiểm đếm."""

    dossier_no = told.text("mã hồ sơ của hệ thống")
    papers = told.rows(ListedSchema, "giấy tờ đã kê, theo thứ tự")
    discrepancies = told.rows(DiscrepancySchema, "mọi sai lệch đã thấy")
    open = told.whole("số sai lệch chưa xử lý")
    repeat = told.repeat()


class OldLicenceAnswerSchema(DossierSchema):
    """Hồ sơ với giấy phép lái xe cũ."""

    old_licence = told.text("bước vừa ghi nhận", enum=[*Stage])
    old_licence_vi = told.text("bước đó, tiếng Việt")
    old_licence_next = told.maybe("bước sau có thể ghi nhận")
