"""What REST answers of shift files, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api import told
from app.domain.post.shift_file import State


class ShiftFileSchema(Schema):
    """Tệp ca."""

    file_no = told.text("số tệp ca", example="TC-881600-211115-1")
    name = told.maybe("tên do bên gửi đặt")
    state = told.text("trạng thái", enum=[*State])
    state_vi = told.text("trạng thái, tiếng Việt")
    total = told.whole("số hồ sơ trong tệp")
    done = told.whole("số hồ sơ đã xử lý")
    accepted = told.whole("hồ sơ mới")
    repeats = told.whole("đã ghi nhận từ trước")
    refused = told.whole("phải sửa")
    conflicts = told.whole("mâu thuẫn với điều đã ghi nhận")
    failed = told.whole("hệ thống gặp lỗi; gửi lại đúng tệp này")
    taken_at = told.moment("thời điểm nhận tệp")
    ended_at = told.moment("thời điểm xử lý xong")
    emptied_at = told.moment("hết thời hạn lưu nội dung, giờ thật; từ đó chỉ còn số dòng, kết quả và mã hồ sơ")
    repeat = told.flag("đúng tệp này đã được gửi trước đó")
    links = fields.Dict(metadata={"description": "self: tệp này; result: tệp kết quả"})


class ShiftFilesSchema(Schema):
    """Một trang tệp ca."""

    items = told.rows(ShiftFileSchema, "mới nhất trước")
    next = told.maybe("after của trang sau; null ở trang cuối")
