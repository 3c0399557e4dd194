"""What REST is sent and answers about money, in marshmallow: payments of a dossier, cash shifts, remittances."""

from __future__ import annotations

from marshmallow import Schema, fields

from app.api import sent, told
from app.api.sent import CODES, Strict
from app.domain.money.fees import FreightPayer, Kind
from app.domain.submission import FeeMethod, FeePlace


class _MovedSchema(Strict):
    amount_vnd = sent.whole("số tiền, đồng; bỏ trống là toàn bộ số còn phải nộp hoặc được hoàn")
    method = sent.text("hình thức", required=True, enum=[*FeeMethod], example="cash")
    place = sent.text("nơi thu hoặc chi; mặc định theo đơn vị của khóa", enum=[*FeePlace, None])
    voucher = sent.text("số biên lai, phiếu chi", example="BL-0001")


class FeeCollectionSchema(_MovedSchema):
    """Khoản thu phí, lệ phí."""

    above_due = sent.flag("ghi sổ cả phần vượt số phải nộp")


class FeeRefundSchema(_MovedSchema):
    """Khoản hoàn trả phí, lệ phí."""

    reason = sent.text("lý do hoàn trả", required=True, example="Hồ sơ bị từ chối")


class CashShiftOpeningSchema(Strict):
    """Mở ca thu."""

    clerk_name = sent.text("người thu; mặc định theo tài khoản hoặc khóa", example="Phạm Thị Thu Thủy")


class CashCountSchema(CashShiftOpeningSchema):
    """Kết ca thu."""

    counted_vnd = fields.Integer(
        strict=True,
        required=True,
        error_messages=CODES,
        metadata={"description": "tiền mặt thực đếm, đồng, không kể tiền có từ trước ca; âm khi hoàn nhiều hơn thu"},
    )
    note = sent.text("giải trình, khi tiền mặt chênh lệch")


class CashHandoverSchema(Strict):
    """Nộp tiền theo bảng kê."""

    shift_nos = sent.several(
        sent.text("số ca thu", example="CA-881600-211115-1"),
        "các ca đã kết của một đơn vị",
        required=True,
        minItems=1,
    )
    receiver = sent.text("người nhận tiền", required=True, example="Trần Văn Bảo")


def _vnd(description: str) -> fields.Integer:
    return told.whole(f"{description}, đồng", null=True)


class FeePaymentSchema(Schema):
    """Một khoản thu hoặc hoàn trả."""

    dossier_no = told.maybe("mã hồ sơ")
    kind = told.maybe("thu hoặc hoàn trả", enum=[*Kind])
    amount_vnd = _vnd("số tiền; âm khi hoàn trả")
    place = told.maybe("nơi thu hoặc chi", enum=[*FeePlace])
    method = told.maybe("hình thức", enum=[*FeeMethod])
    voucher = told.maybe("số biên lai, phiếu chi")
    at = told.moment("thời điểm")
    collector = told.maybe("khóa hoặc tài khoản đã thu", example="key:5")
    shift_no = told.maybe("ca thu, khi ca đã kết")
    remittance_no = told.maybe("bảng kê nộp tiền, khi đã nộp")


class FeesSchema(Schema):
    """Phí, lệ phí của một hồ sơ."""

    dossier_no = told.maybe("mã hồ sơ")
    due_vnd = _vnd("phải nộp theo quy định của ngày tiếp nhận")
    paid_vnd = _vnd("đã nộp")
    refunded_vnd = _vnd("đã hoàn trả")
    outstanding_vnd = _vnd("còn phải nộp")
    overpaid_vnd = _vnd("nộp thừa")
    refundable_vnd = _vnd("được hoàn trả")
    cod_vnd = _vnd("bưu điện thu hộ khi phát kết quả")
    collection_vnd = _vnd("bưu tá thu khi đến lấy hồ sơ tại nhà")
    freight_payer = told.maybe("người trả cước chuyển phát kết quả", enum=[*FreightPayer])
    payments = told.rows(FeePaymentSchema)
    repeat = told.repeat()


class CashShiftSchema(Schema):
    """Ca thu."""

    shift_no = told.maybe("số ca; chưa có khi ca chưa mở")
    office_id = told.maybe("đơn vị")
    clerk_name = told.maybe("người thu")
    opened_at = told.moment("mở ca")
    closed_at = told.moment("kết ca")
    expected_vnd = _vnd("tiền mặt phải có khi đóng")
    counted_vnd = _vnd("tiền mặt thực đếm")
    difference_vnd = _vnd("chênh lệch: thừa dương, thiếu âm")
    note = told.maybe("giải trình chênh lệch")
    remittance_no = told.maybe("bảng kê nộp tiền")


class TillSchema(CashShiftSchema):
    """Ca thu và các khoản trong ca."""

    cash_vnd = _vnd("tiền mặt")
    total_vnd = _vnd("tổng các hình thức")
    by_method = told.numbers("tổng theo hình thức, đồng")
    payments = told.rows(FeePaymentSchema)
    repeat = told.repeat()


class RemittanceSchema(Schema):
    """Bảng kê nộp tiền."""

    remittance_no = told.maybe("số bảng kê")
    office_id = told.maybe("đơn vị nộp")
    remitted_by = told.maybe("người nộp")
    receiver = told.maybe("người nhận tiền")
    amount_vnd = _vnd("tổng số tiền của các ca")
    at = told.moment("thời điểm nộp")
    shift_nos = told.texts("các ca thu")
    repeat = told.flag("các ca này đã nộp theo bảng kê này")
