"""What REST answers of the counter's own report, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema

from app.api import told
from app.api.answers import DossierSchema


class FiguresSchema(Schema):
    """Số liệu."""

    received = told.whole("hồ sơ tiếp nhận qua bưu chính")
    registered = told.whole("hồ sơ đăng ký nhận kết quả qua bưu điện")
    returned = told.whole("hồ sơ bưu điện đã chuyển trả kết quả")
    total = told.whole("hồ sơ có ở ít nhất một trong ba số trên, mỗi hồ sơ tính một lần")
    fee_vnd = told.whole("phí, lệ phí đã thu, trừ phần đã hoàn, đồng")


class DayFiguresSchema(FiguresSchema):
    """Số liệu một ngày."""

    day = told.day("ngày")


class CounterReportSchema(FiguresSchema):
    """Báo cáo của giao dịch viên."""

    first = told.day("ngày đầu")
    last = told.day("ngày cuối")
    office_id = told.maybe("đơn vị; không có là cả cơ quan")
    days = told.rows(DayFiguresSchema, "các ngày có phát sinh")


class ReportedDossiersSchema(Schema):
    """Các hồ sơ của một con số."""

    items = told.rows(DossierSchema)
    next = told.maybe("after của trang sau; không có ở trang cuối")
