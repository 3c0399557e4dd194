"""What REST is sent about handover lists, in marshmallow. What it answers: :mod:`app.api.handover_answers`."""

from __future__ import annotations

from app.api import sent
from app.api.sent import Strict
from app.domain.handover.item import Direction, ItemKind
from app.domain.handover.lists import Side
from app.domain.handover.said import MAX_CODES, MAX_FOUND


class HandoverLabelsSchema(Strict):
    """Số túi, số niêm phong."""

    bag_no = sent.text("số túi", example="T-211122-03")
    seal_no = sent.text("số niêm phong", example="NP 0045121")


class HandoverOpeningSchema(HandoverLabelsSchema):
    """Lập bảng kê."""

    direction = sent.text("chiều giao nhận", required=True, enum=[*Direction], example="to_post")
    other_side = sent.text(
        "đơn vị bên kia: bưu cục, hoặc bộ phận một cửa; bưu cục bỏ trống là cơ quan giải quyết", example="881600"
    )


class HandoverCodesSchema(Strict):
    """Các mã đã quét."""

    codes = sent.several(
        sent.text("mã vừa quét", required=True, example="EL491610889VN"),
        "số hiệu bưu gửi; từ bưu cục đến còn quét được mã hồ sơ và dãy 12 số dưới mã vạch",
        required=True,
        minItems=1,
        maxItems=MAX_CODES,
    )


class HandoverScanSchema(HandoverCodesSchema):
    """Các mã ghi vào bảng kê."""

    reason = sent.text("lý do, bắt buộc với kết quả chuyển hoàn", example="Người nhận đi vắng")


class HandoverCountSchema(HandoverCodesSchema):
    """Các mã quét khi kiểm đếm."""

    kind = sent.text("trong phong bì là gì, khi khác với bảng kê", enum=[*ItemKind, None])


class HandoverSigningSchema(Strict):
    """Ký giao nhận."""

    name = sent.text("họ tên người ký; mặc định là tên của tài khoản", example="Phạm Thị Thu Thủy")
    role = sent.text("chức vụ", example="Giao dịch viên")
    side = sent.text("bên ký; mặc định là bên của khóa hoặc tài khoản", enum=[*Side, None])


class HandoverFoundSchema(Strict):
    """Một bưu gửi tìm thấy khi kiểm đếm."""

    code = sent.text("mã vừa quét", required=True, example="EL491610889VN")
    kind = sent.text("trong phong bì là gì, khi khác với bảng kê", enum=[*ItemKind, None])


class HandoverConfirmationSchema(HandoverSigningSchema, HandoverLabelsSchema):
    """Xác nhận giao nhận: kiểm đếm, chốt và ký cho một bên trong một lần gọi."""

    reopen = sent.flag(
        "bảng kê đã chốt kiểm đếm thì mở lại và kiểm đếm theo lần này; chữ ký của bên kia không còn", null=True
    )
    all_as_listed = sent.flag("đủ và đúng như bảng kê; khi đó không gửi found", null=True)
    found = sent.several(
        sent.part(HandoverFoundSchema, "một bưu gửi", required=True),
        "mọi bưu gửi tìm thấy; mục nào của bảng kê không có ở đây là thiếu, danh sách rỗng là không tìm thấy gì",
        maxItems=MAX_FOUND,
    )
