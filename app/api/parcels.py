"""REST for the parcels of one dossier: where each stands, with every report, and what carrying it costs; an order
cancelled, an ended one issued again, one whose end stayed unknown settled.
"""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.api.answers import Moment, StandingSchema
from app.api.replies import refusals, standing
from app.api.requests import json_body, principal, refuse_unreadable, valid_body
from app.api.schemas import Strict, text_field
from app.context import Context
from app.domain import remark
from app.domain.errors import Fault, InvalidDossier, NotFound
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.parcel import Cancelling, Finding, OrderState, Parcel
from app.post import cancelling, parcels, pricing, settling
from app.post.parcels import Seen
from app.post.settling import End

SOURCE = "rest"
_WEIGHT = re.compile("[1-9][0-9]{0,4}")  # grams; the post carries no parcel of 100 kg
_PROVINCE = re.compile("[0-9]{2}")
_CHANGING = refusals(400, 401, 403, 404, 409, 413, 415, 422, 503)


def _text(description: str, enum: Any = None) -> fields.String:
    more = {"enum": [each.value for each in enum]} if enum else {}
    return fields.String(metadata={"description": description, **more})


def _maybe(description: str) -> fields.String:
    return fields.String(allow_none=True, metadata={"description": description, "type": ["string", "null"]})


def _moment(description: str) -> Moment:
    return Moment(metadata={"description": description, "type": ["string", "null"], "format": "date-time"})


class TrackingEventSchema(StandingSchema):
    """Một lần bưu điện báo."""

    raw_code = _text("mã trạng thái như bưu điện ghi")
    raw_text = _text("nội dung như bưu điện ghi")
    pos_code = _maybe("mã bưu cục")
    source = _text("nguồn báo")


class OrderSchema(StandingSchema):
    """Yêu cầu chuyển phát một bưu gửi."""

    leg = _text("chiều chuyển", Leg)
    leg_vi = _text("chiều chuyển, tiếng Việt")
    order_no = _text("số yêu cầu gửi bưu điện")
    issue = fields.Integer(metadata={"description": "lần gửi thứ mấy"})
    item_code = _maybe("số hiệu bưu gửi")
    state = _text("trạng thái của yêu cầu", OrderState)
    state_vi = _text("trạng thái của yêu cầu, tiếng Việt")
    answer_code = _text("mã trả lời như bưu điện ghi")
    answer_text = _text("nội dung trả lời như bưu điện ghi")
    payer = _maybe(f"người trả cước: {', '.join(FreightPayer)}; null khi chưa gửi yêu cầu")
    cod_vnd = fields.Integer(allow_none=True, metadata={"description": "tiền thu hộ, đồng"})
    cancel = _maybe(f"việc hủy yêu cầu: {', '.join(Cancelling)}; null khi không có")
    cancel_vi = _maybe("việc hủy yêu cầu, tiếng Việt")
    disputed = fields.Boolean(metadata={"description": "bưu điện báo hai kết quả trái ngược nhau"})
    finding = _maybe(f"việc cần người xử lý: {', '.join(Finding)}")
    finding_vi = _maybe("việc cần người xử lý, tiếng Việt")
    made_at = _moment("thời điểm lập")


class ParcelSchema(OrderSchema):
    """Một bưu gửi với mọi lần bưu điện báo."""

    events = fields.List(fields.Nested(TrackingEventSchema))


class UnaskedSchema(Schema):
    """Chiều chuyển mà chưa ai được yêu cầu thực hiện."""

    leg = _text("chiều chuyển", Leg)
    text = _text("việc còn thiếu, tiếng Việt")


class ParcelsSchema(Schema):
    """Bưu gửi của một hồ sơ."""

    parcels = fields.List(fields.Nested(ParcelSchema))
    unasked = fields.List(
        fields.Nested(UnaskedSchema),
        metadata={"description": "chiều công dân đã đăng ký nhưng không có yêu cầu nào còn hiệu lực ở bưu điện"},
    )


class CancelSchema(Strict):
    """Hủy yêu cầu chuyển phát."""

    reason = text_field("lý do hủy", required=True, example="Công dân đến nhận trực tiếp")


class CancelledSchema(OrderSchema):
    """Yêu cầu chuyển phát đang hủy hoặc đã hủy."""

    repeat = fields.Boolean(metadata={"description": "đã yêu cầu hủy trước đó"})


class SettleSchema(Strict):
    """Ghi kết quả yêu cầu chuyển phát theo trả lời của bưu điện."""

    end = fields.String(
        required=True, metadata={"description": "bưu điện trả lời gì", "enum": [*End], "example": End.CANCELLED.value}
    )
    reason = text_field("bưu điện trả lời thế nào, khi nào", required=True, example="Tổng đài 1900545481 trả lời 9 giờ")


class PriceSchema(Schema):
    """Cước của một bưu gửi."""

    leg = _text("chiều chuyển", Leg)
    weight_g = fields.Integer(metadata={"description": "khối lượng, gam"})
    amount_vnd = fields.Integer(metadata={"description": "cước, đồng"})
    payer = _text("người trả cước", FreightPayer)
    payer_vi = _text("người trả cước, tiếng Việt")
    cod_vnd = fields.Integer(metadata={"description": "tiền thu hộ, đồng"})


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier's parcels under ``/api/v1/dossiers/<code>/parcels``."""
    routes = Blueprint("parcels", __name__, url_prefix="/api/v1/dossiers/<code>/parcels", description="Bưu gửi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("")
    class Parcels(MethodView):
        @routes.doc(
            operationId="listParcels",
            summary="Bưu gửi của hồ sơ cả hai chiều, yêu cầu cũ nhất trước, với mọi lần bưu điện báo",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, ParcelsSchema, description="rỗng khi chưa yêu cầu bưu điện chuyển phát")
        def get(self, code: str) -> Any:
            dossier, seen = parcels.of(code, principal(context), context)
            missing = [{"leg": leg, "text": parcels.UNASKED_VI[leg]} for leg in parcels.unasked(dossier, seen)]
            return {"parcels": [_seen(each) for each in seen], "unasked": missing}

    @routes.route("/<leg>/reissue")
    class Reissue(MethodView):
        @routes.doc(
            operationId="reissueParcel",
            summary="Gửi lại yêu cầu đã bị từ chối, đã hủy hoặc đã chuyển hoàn, với số kế tiếp và số hiệu bưu gửi mới",
            responses=_CHANGING,
        )
        @routes.response(200, OrderSchema, description="yêu cầu mới")
        def post(self, code: str, leg: str) -> Any:
            who = principal(context)
            valid_body(context, Strict(), required=False)
            return shown(parcels.reissue(code, _leg(leg), who, context, SOURCE))

    @routes.route("/<leg>/cancel")
    class Cancel(MethodView):
        @routes.doc(
            operationId="cancelParcel",
            summary="Hủy yêu cầu chuyển phát; yêu cầu đã gửi còn hiệu lực đến khi bưu điện trả lời",
            requestBody={"required": True, "content": {"application/json": {"schema": CancelSchema}}},
            responses=_CHANGING,
        )
        @routes.response(200, CancelledSchema, description="yêu cầu như hiện tại; cancel cho biết việc hủy đến đâu")
        def post(self, code: str, leg: str) -> Any:
            who = principal(context)
            raw, faults = json_body(context, CancelSchema())
            act = cancelling.CANCEL[_leg(leg)]
            who.require(*act.roles)
            said = remark.read(raw, act, context.clock.now(), faults=faults)
            parcel, repeat = cancelling.cancel(code, _leg(leg), said, who, context, SOURCE)
            return shown(parcel) | {"repeat": repeat}

    @routes.route("/<leg>/settle")
    class Settle(MethodView):
        @routes.doc(
            operationId="settleParcel",
            summary="Ghi kết quả của yêu cầu, hay việc hủy yêu cầu, mà hệ thống chưa rõ, sau khi đã hỏi bưu điện",
            requestBody={"required": True, "content": {"application/json": {"schema": SettleSchema}}},
            responses=_CHANGING,
        )
        @routes.response(200, CancelledSchema, description="yêu cầu như hiện tại")
        def post(self, code: str, leg: str) -> Any:
            who = principal(context)
            raw, faults = json_body(context, SettleSchema())
            act, end = settling.SETTLE[_leg(leg)], raw.pop("end", None)
            who.require(*act.roles)
            if end is not None and end not in [*End]:
                faults = [*faults, Fault("end", "CHOICE_UNKNOWN")]
            said = remark.read(raw, act, context.clock.now(), faults=faults)
            parcel, repeat = settling.settle(code, _leg(leg), End(end), said, who, context, SOURCE)
            return shown(parcel) | {"repeat": repeat}

    @routes.route("/price")
    class Price(MethodView):
        @routes.doc(
            operationId="priceParcel",
            summary="Hỏi cước của bưu điện cho một chiều chuyển và người trả cước; không gửi yêu cầu nào",
            parameters=[
                _parameter("leg", f"chiều chuyển: {', '.join(Leg)}; mặc định {Leg.RETURN}"),
                _parameter("weight_g", "khối lượng, gam"),
                _parameter("province", "mã tỉnh của bưu điện nơi công dân ở, hai chữ số, nếu biết"),
            ],
            responses=refusals(401, 403, 404, 409, 422, 502, 503),
        )
        @routes.response(200, PriceSchema, description="cước theo bưu điện trả lời lúc hỏi")
        def get(self, code: str) -> Any:
            who, given = principal(context), request.args
            checks = (("weight_g", _WEIGHT), ("province", _PROVINCE))
            wrong = [name for name, form in checks if given.get(name) and not form.fullmatch(given[name])]
            if given.get("leg") and given["leg"] not in [*Leg]:
                wrong.append("leg")
            if wrong:
                raise InvalidDossier([Fault(name, "TYPE_INVALID") for name in wrong])
            weight, leg = given.get("weight_g"), Leg(given.get("leg") or Leg.RETURN)
            grams, province = int(weight) if weight else None, given.get("province") or None
            priced = pricing.price(code, leg, who, context, weight_g=grams, province=province)
            return {name: getattr(priced, name) for name in priced.__dataclass_fields__} | {"payer_vi": priced.payer.vi}

    return routes


def shown(parcel: Parcel) -> dict[str, Any]:
    """A parcel and its order."""
    values = {name: getattr(parcel, name) for name in OrderSchema().fields if name in Parcel.__dataclass_fields__}
    words = {
        "leg_vi": parcel.leg.vi,
        "state_vi": parcel.state.vi,
        "cancel_vi": parcel.cancel.vi if parcel.cancel else None,
        "finding_vi": parcel.finding.vi if parcel.finding else None,
    }
    return values | standing(parcel) | words


def _seen(each: Seen) -> dict[str, Any]:
    told = [
        {name: getattr(event, name) for name in ("raw_code", "raw_text", "pos_code", "source")} | standing(event)
        for event in each.events
    ]
    return shown(each.parcel) | {"events": told}


def _leg(name: str) -> Leg:
    """:class:`NotFound` for a way that no parcel goes."""
    if name not in [*Leg]:
        raise NotFound
    return Leg(name)


def _parameter(name: str, description: str) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": {"type": "string"}, "description": description}
