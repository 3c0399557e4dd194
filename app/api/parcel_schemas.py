"""What REST is sent and answers of a dossier's parcels, in marshmallow."""

from __future__ import annotations

from marshmallow import Schema

from app.api import sent, told
from app.api.answers import StandingSchema
from app.api.sent import Strict
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState
from app.post.settling import End


class TrackingEventSchema(StandingSchema):
    """Một lần bưu điện báo."""

    raw_code = told.text("mã trạng thái như bưu điện ghi")
    raw_text = told.text("nội dung như bưu điện ghi")
    pos_code = told.maybe("mã bưu cục")
    source = told.text("nguồn báo")


class OrderSchema(StandingSchema):
    """Yêu cầu chuyển phát một bưu gửi."""

    leg = told.text("chiều chuyển", enum=[*Leg])
    leg_vi = told.text("chiều chuyển, tiếng Việt")
    order_no = told.text("số yêu cầu gửi bưu điện")
    issue = told.whole("lần gửi thứ mấy")
    item_code = told.maybe("số hiệu bưu gửi")
    state = told.text("trạng thái của yêu cầu", enum=[*OrderState])
    state_vi = told.text("trạng thái của yêu cầu, tiếng Việt")
    answer_code = told.text("mã trả lời như bưu điện ghi")
    answer_text = told.text("nội dung trả lời như bưu điện ghi")
    payer = told.maybe(f"người trả cước: {', '.join(FreightPayer)}; null khi chưa gửi yêu cầu")
    cod_vnd = told.whole("tiền thu hộ, đồng", null=True)
    cancel = told.maybe(f"việc hủy yêu cầu: {', '.join(Cancelling)}; null khi không có")
    cancel_vi = told.maybe("việc hủy yêu cầu, tiếng Việt")
    disputed = told.flag("bưu điện báo hai kết quả trái ngược nhau")
    finding = told.maybe(f"việc cần người xử lý: {', '.join(Finding)}")
    finding_vi = told.maybe("việc cần người xử lý, tiếng Việt")
    made_at = told.moment("thời điểm lập")


class ParcelSchema(OrderSchema):
    """Một bưu gửi với mọi lần bưu điện báo."""

    events = told.rows(TrackingEventSchema)


class UnaskedSchema(Schema):
    """Chiều chuyển mà chưa ai được yêu cầu thực hiện."""

    leg = told.text("chiều chuyển", enum=[*Leg])
    text = told.text("việc còn thiếu, tiếng Việt")


class ParcelsSchema(Schema):
    """Bưu gửi của một hồ sơ."""

    parcels = told.rows(ParcelSchema)
    unasked = told.rows(UnaskedSchema, "chiều công dân đã đăng ký nhưng không có yêu cầu nào còn hiệu lực ở bưu điện")


class CancelSchema(Strict):
    """Hủy yêu cầu chuyển phát."""

    reason = sent.text("lý do hủy", required=True, example="Công dân đến nhận trực tiếp")


class CancelledSchema(OrderSchema):
    """Yêu cầu chuyển phát đang hủy hoặc đã hủy."""

    repeat = told.flag("đã yêu cầu hủy trước đó")


class ReissuedSchema(OrderSchema):
    """Yêu cầu chuyển phát đã gửi lại."""

    repeat = told.flag("đã gửi lại trước đó")


class SettleSchema(Strict):
    """Ghi kết quả yêu cầu chuyển phát theo trả lời của bưu điện."""

    end = sent.text("bưu điện trả lời gì", required=True, enum=[*End], example=End.CANCELLED.value)
    reason = sent.text("bưu điện trả lời thế nào, khi nào", required=True, example="Tổng đài 1900545481 trả lời 9 giờ")


class PriceSchema(Schema):
    """Cước của một bưu gửi."""

    leg = told.text("chiều chuyển", enum=[*Leg])
    weight_g = told.whole("khối lượng, gam")
    amount_vnd = told.whole("cước, đồng")
    payer = told.text("người trả cước", enum=[*FreightPayer])
    payer_vi = told.text("người trả cước, tiếng Việt")
    cod_vnd = told.whole("tiền thu hộ, đồng")
