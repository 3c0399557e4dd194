"""What REST is sent, in marshmallow: the shapes judge types and names only; values are judged in
:mod:`app.domain.reading`, the same for every door.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from app.domain.submission import Channel, FeeMethod, FeePlace, MayReceive, Wish

_CODES: dict[str, Any] = {
    "required": "REQUIRED",
    "null": "REQUIRED",
    "invalid": "TYPE_INVALID",
    "type": "TYPE_INVALID",
    "invalid_utf8": "TYPE_INVALID",
    "too_large": "TYPE_INVALID",
    "unknown": "FIELD_UNKNOWN",
}


MAX_BATCH = 5000


def _at_most(limit: int) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if len(value) > limit:
            raise ValidationError("TOO_MANY")

    return check


def _at_least_one(value: Any) -> None:
    if not value:
        raise ValidationError("REQUIRED")


class Strict(Schema):
    """A shape that names every field it does not know."""

    error_messages = _CODES

    class Meta:
        unknown = RAISE


def text_field(description: str, *, required: bool = False, **extra: Any) -> fields.String:
    return fields.String(
        required=required,
        allow_none=not required,
        error_messages=_CODES,
        metadata={"description": description, **extra},
    )


def whole_field(description: str) -> fields.Integer:
    return fields.Integer(
        strict=True, allow_none=True, error_messages=_CODES, metadata={"description": description, "minimum": 0}
    )


def part_field(schema: type[Schema], description: str, *, required: bool = False, many: bool = False) -> fields.Nested:
    return fields.Nested(
        schema,
        required=required,
        allow_none=not required,
        many=many,
        error_messages=_CODES,
        metadata={"description": description},
    )


class AddressSchema(Strict):
    """Địa chỉ. The text is kept as written; unit codes are those of the General Statistics Office."""

    text = text_field("địa chỉ như người dân ghi", example="Số 12, tổ 5, ấp Trung Bình, xã Vĩnh Trạch, Thoại Sơn")
    scheme = text_field("bộ mã đơn vị hành chính; mặc định theo ngày nộp", enum=["3-level", "2-level", None])
    province = text_field("mã tỉnh", example="89")
    district = text_field("mã huyện; không có từ 01/7/2025", example="894")
    ward = text_field("mã xã", example="30697")


class PersonSchema(Strict):
    """Chủ hồ sơ hoặc người nộp."""

    name = text_field("họ và tên", required=True, example="Nguyễn Thị Ngọc Ánh")
    birth = text_field("ngày sinh hoặc năm sinh: 1990-05-12, 12/05/1990, 1990", example="1987-03-21")
    id_number = text_field("căn cước 12 số, CMND 9 số hoặc hộ chiếu", example="089187004321")
    phone = text_field("số điện thoại, viết cách nào cũng được", example="0918 345 601")
    email = text_field("thư điện tử", example="anh@example.com")
    address = part_field(AddressSchema, "nơi cư trú")


class AttachmentSchema(Strict):
    """Tệp đính kèm, base64."""

    file_name = text_field("tên tệp", required=True, example="don-de-nghi.pdf")
    media_type = text_field("application/pdf, image/jpeg, image/png…", example="application/pdf")
    sha256 = text_field("mã băm SHA-256 (64 chữ số hệ 16) để phát hiện tệp hỏng")
    content = text_field("nội dung tệp, base64", required=True, format="byte", example="JVBERi0xLjcK")


class PaperSchema(Strict):
    """Một thành phần hồ sơ."""

    name = text_field("tên giấy tờ", required=True, example="Đơn đề nghị đổi giấy phép lái xe")
    code = text_field("mã thành phần hồ sơ")
    originals = whole_field("số bản chính")
    copies = whole_field("số bản sao")
    certified = whole_field("số bản chứng thực")
    attachment = part_field(AttachmentSchema, "tệp đính kèm")
    file_url = text_field("nơi cổng giữ tệp; chỉ ghi lại, không tải về")


class HeldLicenceSchema(Strict):
    """Giấy phép lái xe đang có."""

    licence_class = text_field("hạng", example="B2")
    number = text_field("số giấy phép lái xe", example="890120001234")
    serial = text_field("số seri phôi", example="AP123456")


class FeeSchema(Strict):
    """Phí, lệ phí."""

    amount_vnd = whole_field("số tiền, đồng")
    place = text_field("nơi thu", enum=[*FeePlace, None], example="counter")
    method = text_field("hình thức thu", enum=[*FeeMethod, None], example="cash")
    voucher = text_field("số biên lai", example="BL-0001")


class DeputySchema(Strict):
    """Người nhận thay."""

    name = text_field("họ và tên", required=True, example="Trần Văn Hòa")
    id_number = text_field("căn cước, CMND hoặc hộ chiếu của người nhận thay", required=True, example="089080001234")


class ReturnByPostSchema(Strict):
    """Đăng ký nhận kết quả qua bưu chính. ``unknown`` is not ``no``."""

    wish = text_field("có, không hay chưa rõ", enum=[*Wish, None], example="yes")
    receiver = text_field("người nhận; mặc định là chủ hồ sơ")
    phone = text_field("điện thoại người nhận")
    address = part_field(AddressSchema, "địa chỉ nhận; mặc định là nơi cư trú")
    may_receive = text_field("ai được nhận; bỏ trống: theo quy định của bưu điện", enum=[*MayReceive, None])
    deputy = part_field(DeputySchema, "người nhận thay; bắt buộc khi may_receive là authorised")


class HomeCollectionSchema(Strict):
    """Đăng ký thu gom hồ sơ tại nhà; chỉ hồ sơ nộp trực tuyến."""

    wish = text_field("có, không hay chưa rõ", enum=[*Wish, None], example="yes")
    sender = text_field("người gửi; mặc định là chủ hồ sơ")
    phone = text_field("điện thoại người gửi")
    address = part_field(AddressSchema, "địa chỉ lấy hồ sơ; mặc định là nơi cư trú")


class SubmissionSchema(Strict):
    """Hồ sơ nộp vào. The request id travels in the header ``Idempotency-Key``."""

    procedure = text_field("mã thủ tục hành chính, có hoặc không có đuôi địa phương", required=True, example="1.002809")
    owner = part_field(PersonSchema, "chủ hồ sơ", required=True)
    channel = text_field("kênh tiếp nhận; mặc định theo khóa", enum=[*Channel, None])
    code = text_field("mã hồ sơ đã có (của cổng, của bưu điện)", example="VNP-881600-0001")
    code_issuer = text_field("đơn vị cấp mã đó; mặc định nhận theo dạng mã, rồi đến người gửi")
    licence_class = text_field("hạng đề nghị", example="B2")
    held_licence = part_field(HeldLicenceSchema, "giấy phép lái xe đang có")
    submitter = part_field(PersonSchema, "người nộp, nếu không phải chủ hồ sơ")
    papers = part_field(PaperSchema, "thành phần hồ sơ", many=True)
    fee = part_field(FeeSchema, "phí, lệ phí")
    return_by_post = part_field(ReturnByPostSchema, "nhận kết quả qua bưu chính")
    home_collection = part_field(HomeCollectionSchema, "thu gom hồ sơ tại nhà")
    summary = text_field("nội dung yêu cầu giải quyết", example="Đổi giấy phép lái xe hạng B2")
    submitted_at = text_field("thời điểm nộp, ISO 8601", format="date-time", example="2021-11-15T08:15:30+07:00")


class BatchItemSchema(Strict):
    """Một hồ sơ trong lần nộp nhiều hồ sơ; ``dossier`` is judged by itself, so that it can be refused alone."""

    request_id = text_field("mã yêu cầu của hồ sơ này", required=True, example="881600-211115-001")
    dossier = fields.Raw(
        required=True,
        error_messages=_CODES,
        metadata={"description": "như khi nộp một hồ sơ: Submission", "type": "object"},
    )


class BatchSchema(Strict):
    """Nhiều hồ sơ trong một thông điệp."""

    items = fields.List(
        fields.Nested(BatchItemSchema, error_messages=_CODES),
        required=True,
        validate=[_at_least_one, _at_most(MAX_BATCH)],
        error_messages=_CODES,
        metadata={"description": "hồ sơ theo thứ tự", "minItems": 1, "maxItems": MAX_BATCH},
    )


class SearchSchema(Strict):
    """Tìm theo người dân: một trong hai, hoặc cả hai."""

    id_number = text_field("số định danh, CMND hoặc hộ chiếu của chủ hồ sơ", example="089187004321")
    phone = text_field("số điện thoại của chủ hồ sơ", example="0918 345 601")
