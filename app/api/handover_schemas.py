"""What REST is sent and answers about handover lists, in marshmallow."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.answers import Moment
from app.api.schemas import Strict, part_field, text_field
from app.domain.handover.count import DifferenceKind
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.life import State
from app.domain.handover.lists import Side
from app.domain.handover.said import MAX_CODES, MAX_FOUND
from app.handover.results import OUTCOMES

_CODES: dict[str, Any] = Strict.error_messages


class NothingSchema(Strict):
    """Không có nội dung."""


class HandoverLabelsSchema(Strict):
    """Số túi, số niêm phong."""

    bag_no = text_field("số túi", example="T-211122-03")
    seal_no = text_field("số niêm phong", example="NP 0045121")


class HandoverOpeningSchema(HandoverLabelsSchema):
    """Lập bảng kê."""

    direction = text_field("chiều giao nhận", required=True, enum=[*Direction], example="to_post")
    other_side = text_field(
        "đơn vị bên kia: bưu cục, hoặc bộ phận một cửa; bưu cục bỏ trống là cơ quan giải quyết", example="881600"
    )


def _codes() -> fields.List[Any]:
    return fields.List(
        text_field("mã vừa quét", required=True, example="EL491610889VN"),
        required=True,
        error_messages=_CODES,
        metadata={
            "description": "số hiệu bưu gửi; từ bưu cục đến còn quét được mã hồ sơ và dãy 12 số dưới mã vạch",
            "minItems": 1,
            "maxItems": MAX_CODES,
        },
    )


class HandoverCodesSchema(Strict):
    """Các mã đã quét."""

    codes = _codes()


class HandoverScanSchema(HandoverCodesSchema):
    """Các mã ghi vào bảng kê."""

    reason = text_field("lý do, bắt buộc với kết quả chuyển hoàn", example="Người nhận đi vắng")


class HandoverCountSchema(HandoverCodesSchema):
    """Các mã quét khi kiểm đếm."""

    kind = text_field("trong phong bì là gì, khi khác với bảng kê", enum=[*ItemKind, None])


class HandoverSigningSchema(Strict):
    """Ký giao nhận."""

    name = text_field("họ tên người ký; mặc định là tên của tài khoản", example="Phạm Thị Thu Thủy")
    role = text_field("chức vụ", example="Giao dịch viên")
    side = text_field("bên ký; mặc định là bên của khóa hoặc tài khoản", enum=[*Side, None])


class HandoverFoundSchema(Strict):
    """Một bưu gửi tìm thấy khi kiểm đếm."""

    code = text_field("mã vừa quét", required=True, example="EL491610889VN")
    kind = text_field("trong phong bì là gì, khi khác với bảng kê", enum=[*ItemKind, None])


class HandoverConfirmationSchema(HandoverSigningSchema, HandoverLabelsSchema):
    """Xác nhận giao nhận: kiểm đếm, chốt và ký cho một bên trong một lần gọi."""

    all_as_listed = fields.Boolean(
        truthy={True},
        falsy={False},
        allow_none=True,
        error_messages=_CODES,
        metadata={"description": "đủ và đúng như bảng kê; khi đó không gửi found"},
    )
    found = fields.List(
        part_field(HandoverFoundSchema, "một bưu gửi", required=True),
        allow_none=True,
        error_messages=_CODES,
        metadata={
            "description": "mọi bưu gửi tìm thấy; mục nào của bảng kê không có ở đây là thiếu",
            "maxItems": MAX_FOUND,
        },
    )


def _text(description: str, **extra: Any) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": description, **extra})


def _whole(description: str) -> fields.Integer:
    return fields.Integer(allow_none=True, metadata={"description": description})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class SignatorySchema(Schema):
    """Người ký."""

    name = _text("họ tên")
    role = _text("chức vụ")
    at = _moment("thời điểm ký")


class HandoverTotalsSchema(Schema):
    """Tổng cộng."""

    items = _whole("số mục")
    by_kind = fields.Dict(keys=fields.String(), values=fields.Integer(), metadata={"description": "số mục từng loại"})
    originals = _whole("số bản chính")
    copies = _whole("số bản sao, kể cả bản chứng thực")
    fee_vnd = _whole("phí, lệ phí đã thu hoặc phải thu hộ, đồng")
    by_post = _whole("số mục trả kết quả qua bưu điện")


class HandoverItemSchema(Schema):
    """Một mục của bảng kê."""

    kind = _text("loại", enum=[*ItemKind])
    kind_vi = _text("loại, bằng chữ")
    code = _text("mã ở ngoài phong bì")
    dossier_no = _text("mã hồ sơ")
    originals = _whole("số bản chính")
    certified = _whole("số bản chứng thực")
    copies = _whole("số bản sao")
    fee_vnd = _whole("phí, lệ phí đã thu hoặc phải thu hộ, đồng")
    by_post = fields.Boolean(metadata={"description": "trả kết quả qua bưu điện"})
    reason = _text("lý do chuyển hoàn")


class HandoverDifferenceSchema(Schema):
    """Một sai lệch khi kiểm đếm."""

    kind = _text("thiếu, sai loại hoặc thừa", enum=[*DifferenceKind])
    code = _text("mã")
    dossier_no = _text("mã hồ sơ, khi biết")
    text = _text("diễn giải")


class HandoverBriefSchema(Schema):
    """Bảng kê, không kèm các mục."""

    list_no = _text("số bảng kê", example="BG-000.00.16.H01-211122-1")
    direction = _text("chiều giao nhận", enum=[*Direction])
    direction_vi = _text("chiều giao nhận, bằng chữ")
    state = _text("trạng thái", enum=[*State])
    state_vi = _text("trạng thái, bằng chữ")
    post_office = _text("bưu cục")
    desk_office = _text("bộ phận một cửa; không có là cơ quan giải quyết")
    bag_no = _text("số túi")
    seal_no = _text("số niêm phong")
    corrects = _text("số bảng kê mà bảng kê này đính chính")
    opened_at = _moment("lập bảng kê")
    counted_at = _moment("chốt kiểm đếm")
    signed_at = _moment("hai bên đã ký")
    giver = fields.Nested(SignatorySchema, allow_none=True)
    receiver = fields.Nested(SignatorySchema, allow_none=True)
    count = _whole("số mục")
    links = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "self, manifest"})
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được thực hiện trước đó"})


class HandoverSchema(HandoverBriefSchema):
    """Bảng kê, biên bản giao nhận."""

    items = fields.List(fields.Nested(HandoverItemSchema))
    differences = fields.List(fields.Nested(HandoverDifferenceSchema), metadata={"description": "tính đến lúc hỏi"})
    totals = fields.Nested(HandoverTotalsSchema, metadata={"description": "theo danh sách"})
    received = fields.Nested(HandoverTotalsSchema, metadata={"description": "thực nhận theo danh sách"})


class HandoversSchema(Schema):
    """Một trang bảng kê."""

    items = fields.List(fields.Nested(HandoverBriefSchema))
    next = _text("after của trang sau; không có ở trang cuối")


class ScanResultSchema(Schema):
    """Kết quả của một mã."""

    outcome = _text("kết quả", enum=[*OUTCOMES])
    code = _text("mã đã đọc được; không có nếu không đọc được")
    dossier_no = _text("mã hồ sơ")
    kind = _text("loại", enum=[*ItemKind])
    why = _text("mã lỗi hoặc lưu ý", example="LISTED_ALREADY")
    text = _text("diễn giải lỗi hoặc lưu ý")


class ScannedSchema(Schema):
    """Kết quả từng mã, theo thứ tự đã gửi."""

    results = fields.List(fields.Nested(ScanResultSchema))
    handover = fields.Nested(HandoverBriefSchema)
    differences = _whole("số sai lệch tính đến lúc này")


class HandoverCheckedSchema(Schema):
    """Kết quả kiểm đếm một mục."""

    code = _text("mã ở ngoài phong bì")
    outcome = _text("đủ (found), thiếu, sai loại hoặc thừa", enum=["found", *DifferenceKind])
    text = _text("diễn giải")
    dossier_no = _text("mã hồ sơ; không có với mục thừa")
    kind = _text("loại đã kê", enum=[*ItemKind])


class HandoverConfirmedSchema(Schema):
    """Bảng kê sau khi xác nhận."""

    list_no = _text("số bảng kê", example="BG-000.00.16.H01-211122-1")
    state = _text("trạng thái: đã kiểm đếm, hoặc đã ký khi đủ hai bên", enum=[*State])
    state_vi = _text("trạng thái, bằng chữ")
    signed_at = _moment("hai bên đã ký")
    found = _whole("số mục đủ")
    missing = _whole("số mục thiếu")
    wrong_kind = _whole("số mục sai loại")
    surplus = _whole("số mục thừa")
    items = fields.List(
        fields.Nested(HandoverCheckedSchema), metadata={"description": "theo bảng kê, rồi các mục thừa"}
    )
    links = fields.Dict(keys=fields.String(), values=fields.String(), metadata={"description": "self, manifest"})
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được trả lời trước đó"})
