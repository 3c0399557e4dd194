"""What REST is sent of dossiers, in marshmallow. What it answers of them: :mod:`app.api.answers`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import ValidationError, fields

from app.api import sent
from app.api.sent import CODES, Strict
from app.domain.submission import Channel, FeeMethod, FeePlace, MayReceive, Wish

MAX_BATCH = 5000


def _at_most(limit: int) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if len(value) > limit:
            raise ValidationError("TOO_MANY")

    return check


def _at_least_one(value: Any) -> None:
    if not value:
        raise ValidationError("REQUIRED")


class AddressSchema(Strict):
    """Địa chỉ. The text is kept as written; unit codes are those of the General Statistics Office."""

    text = sent.text("địa chỉ như người dân ghi", example="Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch, Thoại Sơn")
    scheme = sent.text("bộ mã đơn vị hành chính; mặc định theo ngày nộp", enum=["3-level", "2-level", None])
    province = sent.text("mã tỉnh", example="89")
    district = sent.text("mã huyện; không có từ 01/7/2025", example="894")
    ward = sent.text("mã xã", example="30697")


class PersonSchema(Strict):
    """Chủ hồ sơ hoặc người nộp."""

    name = sent.text("họ và tên", required=True, example="Nguyễn Thị Ngọc Ánh")
    birth = sent.text("ngày sinh hoặc năm sinh: 1990-05-12, 12/05/1990, 1990", example="1987-03-21")
    id_number = sent.text("căn cước 12 số, CMND 9 số hoặc hộ chiếu", example="089187004321")
    phone = sent.text("số điện thoại, viết cách nào cũng được", example="0918 345 601")
    email = sent.text("thư điện tử", example="anh@example.com")
    address = sent.part(AddressSchema, "nơi cư trú")


class AttachmentSchema(Strict):
    """Tệp đính kèm, base64."""

    file_name = sent.text("tên tệp", required=True, example="don-de-nghi.pdf")
    media_type = sent.text("application/pdf, image/jpeg, image/png…", example="application/pdf")
    sha256 = sent.text("mã băm SHA-256 (64 chữ số hệ 16) để phát hiện tệp hỏng")
    content = sent.text("nội dung tệp, base64", required=True, format="byte", example="JVBERi0xLjcK")


class PaperSchema(Strict):
    """Một thành phần hồ sơ."""

    name = sent.text("tên giấy tờ", required=True, example="Đơn đề nghị đổi giấy phép lái xe")
    code = sent.text("mã thành phần hồ sơ")
    originals = sent.whole("số bản chính")
    copies = sent.whole("số bản sao")
    certified = sent.whole("số bản chứng thực")
    attachment = sent.part(AttachmentSchema, "tệp đính kèm")
    file_url = sent.text("nơi cổng giữ tệp; chỉ ghi lại, không tải về")


class HeldLicenceSchema(Strict):
    """Giấy phép lái xe đang có."""

    licence_class = sent.text("hạng", example="B2")
    number = sent.text("số giấy phép lái xe", example="890120001234")
    serial = sent.text("số seri phôi", example="AP123456")


class FeeSchema(Strict):
    """Phí, lệ phí."""

    amount_vnd = sent.whole("số tiền, đồng", required=True)
    place = sent.text("nơi thu", enum=[*FeePlace, None], example="counter")
    method = sent.text("hình thức thu", enum=[*FeeMethod, None], example="cash")
    voucher = sent.text("số biên lai", example="BL-0001")


class DeputySchema(Strict):
    """Người nhận thay."""

    name = sent.text("họ và tên", required=True, example="Trần Văn Hòa")
    id_number = sent.text("căn cước, CMND hoặc hộ chiếu của người nhận thay", required=True, example="089080001234")


class ReturnByPostSchema(Strict):
    """Đăng ký nhận kết quả qua bưu chính. ``unknown`` is not ``no``."""

    wish = sent.text("có, không hay chưa rõ", enum=[*Wish, None], example="yes")
    receiver = sent.text("người nhận; mặc định là chủ hồ sơ")
    phone = sent.text("điện thoại người nhận")
    address = sent.part(AddressSchema, "địa chỉ nhận; mặc định là nơi cư trú")
    may_receive = sent.text("ai được nhận; bỏ trống: theo quy định của bưu điện", enum=[*MayReceive, None])
    deputy = sent.part(DeputySchema, "người nhận thay; bắt buộc khi may_receive là authorised")


class HomeCollectionSchema(Strict):
    """Đăng ký thu gom hồ sơ tại nhà; chỉ hồ sơ nộp trực tuyến."""

    wish = sent.text("có, không hay chưa rõ", enum=[*Wish, None], example="yes")
    sender = sent.text("người gửi; mặc định là chủ hồ sơ")
    phone = sent.text("điện thoại người gửi")
    address = sent.part(AddressSchema, "địa chỉ lấy hồ sơ; mặc định là nơi cư trú")


class SubmissionSchema(Strict):
    """Hồ sơ nộp vào. The request id travels in the header ``Idempotency-Key``."""

    procedure = sent.text("mã thủ tục hành chính, có hoặc không có đuôi địa phương", required=True, example="1.002809")
    owner = sent.part(PersonSchema, "chủ hồ sơ", required=True)
    channel = sent.text("kênh tiếp nhận; mặc định theo khóa", enum=[*Channel, None])
    code = sent.text("mã hồ sơ đã có (của cổng, của bưu điện)", example="VNP-881600-0001")
    code_issuer = sent.text("đơn vị cấp mã đó; mặc định nhận theo dạng mã, rồi đến người gửi")
    licence_class = sent.text("hạng đề nghị", example="B2")
    held_licence = sent.part(HeldLicenceSchema, "giấy phép lái xe đang có")
    submitter = sent.part(PersonSchema, "người nộp, nếu không phải chủ hồ sơ")
    papers = sent.part(PaperSchema, "thành phần hồ sơ", many=True)
    fee = sent.part(FeeSchema, "phí, lệ phí")
    return_by_post = sent.part(ReturnByPostSchema, "nhận kết quả qua bưu chính")
    home_collection = sent.part(HomeCollectionSchema, "thu gom hồ sơ tại nhà")
    summary = sent.text("nội dung yêu cầu giải quyết", example="Đổi giấy phép lái xe hạng B2")
    submitted_at = sent.text("thời điểm nộp, ISO 8601", format="date-time", example="2021-11-15T08:15:30+07:00")


def _items(one: fields.Field[Any]) -> fields.List[Any]:
    return fields.List(
        one,
        required=True,
        validate=[_at_least_one, _at_most(MAX_BATCH)],
        error_messages=CODES,
        metadata={"description": "hồ sơ theo thứ tự", "minItems": 1, "maxItems": MAX_BATCH},
    )


class BatchItemSchema(Strict):
    """Một hồ sơ trong lần nộp nhiều hồ sơ; ``dossier`` is judged by itself, so that it can be refused alone."""

    request_id = sent.text("mã yêu cầu của hồ sơ này", required=True, example="881600-211115-001")
    dossier = fields.Raw(
        required=True,
        error_messages=CODES,
        metadata={"description": "như khi nộp một hồ sơ: Submission", "type": "object"},
    )


class BatchSchema(Strict):
    """Nhiều hồ sơ trong một thông điệp."""

    items = _items(fields.Nested(BatchItemSchema, error_messages=CODES))


class BatchItemsSchema(Strict):
    """The same as it is read: each item is judged by itself, whatever it is."""

    items = _items(fields.Raw(allow_none=True))


class SearchSchema(Strict):
    """Tìm theo người dân: một trong hai, hoặc cả hai."""

    id_number = sent.text("số định danh, CMND hoặc hộ chiếu của chủ hồ sơ", example="089187004321")
    phone = sent.text("số điện thoại của chủ hồ sơ", example="0918 345 601")
