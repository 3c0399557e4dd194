"""What REST is sent and answers about money, in marshmallow: payments of a dossier, cash shifts, remittances."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from app.api.answers import Moment
from app.api.schemas import Strict, text_field, whole_field
from app.domain.money.fees import FreightPayer, Kind
from app.domain.submission import FeeMethod, FeePlace

_TYPE: dict[str, Any] = {
    "invalid": "TYPE_INVALID",
    "too_large": "TYPE_INVALID",
    "required": "REQUIRED",
    "null": "REQUIRED",
}


class _MovedSchema(Strict):
    amount_vnd = whole_field("số tiền, đồng; bỏ trống là toàn bộ số còn phải nộp hoặc được hoàn")
    method = text_field("hình thức", required=True, enum=[*FeeMethod], example="cash")
    place = text_field("nơi thu hoặc chi; mặc định theo đơn vị của khóa", enum=[*FeePlace, None])
    voucher = text_field("số biên lai, phiếu chi", example="BL-0001")


class FeeCollectionSchema(_MovedSchema):
    """Khoản thu phí, lệ phí."""

    above_due = fields.Boolean(
        truthy={True}, falsy={False}, error_messages=_TYPE, metadata={"description": "ghi sổ cả phần vượt số phải nộp"}
    )


class FeeRefundSchema(_MovedSchema):
    """Khoản hoàn trả phí, lệ phí."""

    reason = text_field("lý do hoàn trả", required=True, example="Hồ sơ bị từ chối")


class CashShiftOpeningSchema(Strict):
    """Mở ca thu."""

    clerk_name = text_field("người thu; mặc định theo tài khoản hoặc khóa", example="Phạm Thị Thu Thủy")


class CashCountSchema(CashShiftOpeningSchema):
    """Kết ca thu."""

    counted_vnd = fields.Integer(
        strict=True,
        required=True,
        error_messages=_TYPE,
        metadata={"description": "tiền mặt thực đếm, đồng, không kể tiền có từ trước ca; âm khi hoàn nhiều hơn thu"},
    )
    note = text_field("giải trình, khi tiền mặt chênh lệch")


class CashHandoverSchema(Strict):
    """Nộp tiền theo bảng kê."""

    shift_nos = fields.List(
        text_field("số ca thu", example="CA-881600-211115-1"),
        required=True,
        error_messages=_TYPE,
        metadata={"description": "các ca đã kết của một đơn vị", "minItems": 1},
    )
    receiver = text_field("người nhận tiền", required=True, example="Trần Văn Bảo")


def _vnd(description: str) -> fields.Integer:
    return fields.Integer(allow_none=True, metadata={"description": f"{description}, đồng"})


def _text(description: str, **extra: object) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": description, **extra})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class FeePaymentSchema(Schema):
    """Một khoản thu hoặc hoàn trả."""

    dossier_no = _text("mã hồ sơ")
    kind = _text("thu hoặc hoàn trả", enum=[*Kind])
    amount_vnd = _vnd("số tiền; âm khi hoàn trả")
    place = _text("nơi thu hoặc chi", enum=[*FeePlace])
    method = _text("hình thức", enum=[*FeeMethod])
    voucher = _text("số biên lai, phiếu chi")
    at = _moment("thời điểm")
    collector = _text("khóa hoặc tài khoản đã thu", example="key:5")
    shift_no = _text("ca thu, khi ca đã kết")
    remittance_no = _text("bảng kê nộp tiền, khi đã nộp")


class FeesSchema(Schema):
    """Phí, lệ phí của một hồ sơ."""

    dossier_no = _text("mã hồ sơ")
    due_vnd = _vnd("phải nộp theo quy định của ngày tiếp nhận")
    paid_vnd = _vnd("đã nộp")
    refunded_vnd = _vnd("đã hoàn trả")
    outstanding_vnd = _vnd("còn phải nộp")
    overpaid_vnd = _vnd("nộp thừa")
    refundable_vnd = _vnd("được hoàn trả")
    cod_vnd = _vnd("bưu điện thu hộ khi phát kết quả")
    collection_vnd = _vnd("bưu tá thu khi đến lấy hồ sơ tại nhà")
    freight_payer = _text("người trả cước chuyển phát kết quả", enum=[*FreightPayer])
    payments = fields.List(fields.Nested(FeePaymentSchema))
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được thực hiện trước đó"})


class CashShiftSchema(Schema):
    """Ca thu."""

    shift_no = _text("số ca; chưa có khi ca chưa mở")
    office_id = _text("đơn vị")
    clerk_name = _text("người thu")
    opened_at = _moment("mở ca")
    closed_at = _moment("kết ca")
    expected_vnd = _vnd("tiền mặt phải có khi đóng")
    counted_vnd = _vnd("tiền mặt thực đếm")
    difference_vnd = _vnd("chênh lệch: thừa dương, thiếu âm")
    note = _text("giải trình chênh lệch")
    remittance_no = _text("bảng kê nộp tiền")


class TillSchema(CashShiftSchema):
    """Ca thu và các khoản trong ca."""

    cash_vnd = _vnd("tiền mặt")
    total_vnd = _vnd("tổng các hình thức")
    by_method = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"description": "tổng theo hình thức, đồng"}
    )
    payments = fields.List(fields.Nested(FeePaymentSchema))
    repeat = fields.Boolean(metadata={"description": "yêu cầu này đã được thực hiện trước đó"})


class RemittanceSchema(Schema):
    """Bảng kê nộp tiền."""

    remittance_no = _text("số bảng kê")
    office_id = _text("đơn vị nộp")
    remitted_by = _text("người nộp")
    receiver = _text("người nhận tiền")
    amount_vnd = _vnd("tổng số tiền của các ca")
    at = _moment("thời điểm nộp")
    shift_nos = fields.List(fields.String(), metadata={"description": "các ca thu"})
    repeat = fields.Boolean(metadata={"description": "các ca này đã nộp theo bảng kê này"})
