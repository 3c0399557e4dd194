"""What REST is sent of a dossier that is there, in marshmallow: a supplement, its withdrawal, a correction."""

from __future__ import annotations

from app.api import sent
from app.api.schemas import (
    AddressSchema,
    HeldLicenceSchema,
    HomeCollectionSchema,
    PaperSchema,
    PersonSchema,
    ReturnByPostSchema,
)
from app.api.sent import Strict


class PersonChangesSchema(PersonSchema):
    """Những mục cần đính chính của một người; mục không gửi thì giữ nguyên."""

    name = sent.text("họ và tên", example="Nguyễn Thị Ngọc Ánh")
    phone = sent.text("số điện thoại, viết cách nào cũng được", example="0918 345 602")
    address = sent.part(AddressSchema, "nơi cư trú; thay toàn bộ địa chỉ cũ")


class CorrectionSchema(Strict):
    """Đính chính: chỉ gửi những mục cần sửa."""

    owner = sent.part(PersonChangesSchema, "chủ hồ sơ")
    submitter = sent.part(PersonChangesSchema, "người nộp")
    licence_class = sent.text("hạng đề nghị", example="B2")
    held_licence = sent.part(HeldLicenceSchema, "giấy phép lái xe đang có")
    return_by_post = sent.part(ReturnByPostSchema, "nhận kết quả qua bưu chính")
    home_collection = sent.part(HomeCollectionSchema, "thu gom hồ sơ tại nhà; khi hồ sơ chưa được tiếp nhận")
    summary = sent.text("nội dung yêu cầu giải quyết", example="Đổi giấy phép lái xe hạng B2")
    reason = sent.text("lý do đính chính", example="Ghi nhầm số điện thoại")


class SupplementSchema(Strict):
    """Giấy tờ bổ sung."""

    papers = sent.part(PaperSchema, "giấy tờ vừa nộp thêm", required=True, many=True)
    reason = sent.text("ghi chú", example="Công dân nộp tại bưu cục")


class WithdrawalSchema(Strict):
    """Rút hồ sơ."""

    reason = sent.text("lý do", example="Công dân đề nghị rút hồ sơ")
