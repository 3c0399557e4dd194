"""REST for the parcels of one dossier: where each stands, with every report; an ended order issued again."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app.api.answers import Moment, StandingSchema
from app.api.replies import refusals, standing
from app.api.requests import json_body, principal, refuse_unreadable
from app.api.schemas import Strict
from app.context import Context
from app.domain.errors import InvalidDossier
from app.domain.fees import FreightPayer
from app.domain.parcel import Finding, OrderState, Parcel
from app.domain.postal_order import Leg
from app.post import parcels
from app.post.parcels import Seen

SOURCE = "rest"


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
    order_no = _text("số yêu cầu gửi bưu điện")
    issue = fields.Integer(metadata={"description": "lần gửi thứ mấy"})
    item_code = _maybe("số hiệu bưu gửi")
    state = _text("trạng thái của yêu cầu", OrderState)
    state_vi = _text("trạng thái của yêu cầu, tiếng Việt")
    answer_code = _text("mã trả lời như bưu điện ghi")
    answer_text = _text("nội dung trả lời như bưu điện ghi")
    payer = _maybe(f"người trả cước: {', '.join(FreightPayer)}; null khi chưa gửi yêu cầu")
    cod_vnd = fields.Integer(allow_none=True, metadata={"description": "tiền thu hộ, đồng"})
    disputed = fields.Boolean(metadata={"description": "bưu điện báo hai kết quả trái ngược nhau"})
    finding = _maybe(f"việc cần người xử lý: {', '.join(Finding)}")
    finding_vi = _maybe("việc cần người xử lý, tiếng Việt")
    made_at = _moment("thời điểm lập")


class ParcelSchema(OrderSchema):
    """Một bưu gửi với mọi lần bưu điện báo."""

    events = fields.List(fields.Nested(TrackingEventSchema))


class ParcelsSchema(Schema):
    """Bưu gửi của một hồ sơ."""

    parcels = fields.List(fields.Nested(ParcelSchema))


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier's parcels under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("parcels", __name__, url_prefix="/api/v1/dossiers/<code>", description="Bưu gửi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/parcel")
    class Parcels(MethodView):
        @routes.doc(
            operationId="listParcels",
            summary="Bưu gửi của hồ sơ, yêu cầu cũ nhất trước, với mọi lần bưu điện báo",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, ParcelsSchema, description="rỗng khi chưa yêu cầu bưu điện chuyển phát")
        def get(self, code: str) -> Any:
            return {"parcels": [_seen(each) for each in parcels.of(code, principal(context), context)[1]]}

    @routes.route("/post-order/reissue")
    class Reissue(MethodView):
        @routes.doc(
            operationId="reissuePostOrder",
            summary="Gửi lại yêu cầu chuyển phát đã bị từ chối hoặc đã hủy, với số kế tiếp và số hiệu bưu gửi mới",
            responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
        )
        @routes.response(200, OrderSchema, description="yêu cầu mới")
        def post(self, code: str) -> Any:
            who = principal(context)
            _, faults = json_body(context, Strict(), required=False)
            if faults:
                raise InvalidDossier(faults)
            return shown(parcels.reissue(code, who, context, SOURCE))

    return routes


def shown(parcel: Parcel) -> dict[str, Any]:
    """A parcel and its order."""
    values = {name: getattr(parcel, name) for name in OrderSchema().fields if name in Parcel.__dataclass_fields__}
    words = {"state_vi": parcel.state.vi, "finding_vi": parcel.finding.vi if parcel.finding else None}
    return values | standing(parcel) | words


def _seen(each: Seen) -> dict[str, Any]:
    told = [
        {name: getattr(event, name) for name in ("raw_code", "raw_text", "pos_code", "source")} | standing(event)
        for event in each.events
    ]
    return shown(each.parcel) | {"events": told}
