"""REST for the parcels of one dossier: where each stands, with every report; an order cancelled, an ended one issued
again, one whose end stayed unknown settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from app.api import parcel_prices
from app.api.openapi import refusals, writing
from app.api.parcel_schemas import (
    CancelledSchema,
    CancelSchema,
    OrderSchema,
    ParcelsSchema,
    ReissuedSchema,
    SettleSchema,
)
from app.api.replies import facts, standing
from app.api.requests import SOURCE, json_body, principal, refuse_unreadable, valid_body
from app.api.sent import NothingSchema
from app.context import Context
from app.domain import remark
from app.domain.act import Act
from app.domain.errors import Fault, NotFound
from app.domain.post.order import Leg
from app.domain.post.parcel import Parcel
from app.post import cancelling, parcels, settling
from app.post.parcels import Seen
from app.post.settling import End
from app.security.principals import Principal

_SHOWN = tuple(name for name in OrderSchema().fields if name in Parcel.__dataclass_fields__)


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier's parcels under ``/api/v1/dossiers/<code>/parcels``."""
    routes = Blueprint("parcels", __name__, url_prefix="/api/v1/dossiers/<code>/parcels", description="Bưu gửi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("")
    @routes.doc(
        operationId="listParcels",
        summary="Bưu gửi của hồ sơ cả hai chiều, yêu cầu cũ nhất trước, với mọi lần bưu điện báo",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, ParcelsSchema, description="rỗng khi chưa yêu cầu bưu điện chuyển phát")
    def list_parcels(code: str) -> Any:
        dossier, seen = parcels.of(code, principal(context), context)
        missing = [{"leg": leg, "text": parcels.UNASKED_VI[leg]} for leg in parcels.unasked(dossier, seen)]
        return {"parcels": [_seen(each) for each in seen], "unasked": missing}

    @routes.post("/<leg>/reissue")
    @routes.doc(
        operationId="reissueParcel",
        summary="Gửi lại yêu cầu đã bị từ chối, đã hủy hoặc đã chuyển hoàn, với số kế tiếp và số hiệu bưu gửi mới",
        **writing(),
    )
    @routes.response(200, ReissuedSchema, description="yêu cầu mới; repeat=true nếu đã gửi lại trước đó")
    def reissue_parcel(code: str, leg: str) -> Any:
        who = principal(context)
        valid_body(context, NothingSchema, required=False)
        asked_at = context.clock.now()
        parcel = parcels.reissue(code, _leg(leg), who, context, SOURCE)
        return shown(parcel) | {"repeat": parcel.made_at < asked_at}

    @routes.post("/<leg>/cancel")
    @routes.doc(
        operationId="cancelParcel",
        summary="Hủy yêu cầu chuyển phát; yêu cầu đã gửi còn hiệu lực đến khi bưu điện trả lời",
        **writing(CancelSchema),
    )
    @routes.response(200, CancelledSchema, description="yêu cầu như hiện tại; cancel cho biết việc hủy đến đâu")
    def cancel_parcel(code: str, leg: str) -> Any:
        who, act, raw, faults = _asked(CancelSchema, cancelling.CANCEL, leg, context)
        said = remark.read(raw, act, context.clock.now(), faults=faults)
        parcel, repeat = cancelling.cancel(code, _leg(leg), said, who, context, SOURCE)
        return shown(parcel) | {"repeat": repeat}

    @routes.post("/<leg>/settle")
    @routes.doc(
        operationId="settleParcel",
        summary="Ghi kết quả của yêu cầu, hay việc hủy yêu cầu, mà hệ thống chưa rõ, sau khi đã hỏi bưu điện",
        **writing(SettleSchema),
    )
    @routes.response(200, CancelledSchema, description="yêu cầu như hiện tại")
    def settle_parcel(code: str, leg: str) -> Any:
        who, act, raw, faults = _asked(SettleSchema, settling.SETTLE, leg, context)
        end = raw.pop("end", None)
        if end is not None and end not in [*End]:
            faults = [*faults, Fault("end", "CHOICE_UNKNOWN")]
        said = remark.read(raw, act, context.clock.now(), faults=faults)
        parcel, repeat = settling.settle(code, _leg(leg), End(end), said, who, context, SOURCE)
        return shown(parcel) | {"repeat": repeat}

    parcel_prices.add(routes, context)
    return routes


def shown(parcel: Parcel) -> dict[str, Any]:
    """A parcel and its order."""
    words = {
        "leg_vi": parcel.leg.vi,
        "state_vi": parcel.state.vi,
        "cancel_vi": parcel.cancel.vi if parcel.cancel else None,
        "finding_vi": parcel.finding.vi if parcel.finding else None,
    }
    return facts(parcel, _SHOWN) | standing(parcel) | words


def _seen(each: Seen) -> dict[str, Any]:
    told = [facts(event, ("raw_code", "raw_text", "pos_code", "source")) | standing(event) for event in each.events]
    return shown(each.parcel) | {"events": told}


def _asked(
    schema: type[Schema], acts: Mapping[Leg, Act], leg: str, context: Context
) -> tuple[Principal, Act, dict[str, Any], list[Fault]]:
    """Who does which of these acts, and the body with the faults of its shape."""
    who = principal(context)
    raw, faults = json_body(context, schema)
    act = acts[_leg(leg)]
    who.require(*act.roles)
    return who, act, raw, faults


def _leg(name: str) -> Leg:
    """:class:`NotFound` for a way that no parcel goes."""
    if name not in [*Leg]:
        raise NotFound
    return Leg(name)
