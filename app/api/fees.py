"""REST for the fee of a dossier: how it stands, collecting, giving back."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema

from app.api.dossiers import KEY_PARAMETER, SOURCE
from app.api.fee_schemas import FeeCollectionSchema, FeeRefundSchema, FeesSchema
from app.api.replies import refusals
from app.api.requests import batch_id, json_body, principal, refuse_unreadable
from app.context import Context
from app.domain import remark
from app.domain.act import Act
from app.domain.money import fees as spoken
from app.domain.remark import Remark
from app.money import fees
from app.security.principals import Role
from app.store.payments import Booked

_FIGURES = ("due_vnd", "paid_vnd", "refunded_vnd", "outstanding_vnd", "overpaid_vnd", "refundable_vnd")
_collection, _refund = FeeCollectionSchema(), FeeRefundSchema()


def blueprint(context: Context) -> Blueprint:
    """The routes of a dossier's fee under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("fees", __name__, url_prefix="/api/v1/dossiers", description="Phí, lệ phí")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/<code>/fees")
    class Fees(MethodView):
        @routes.doc(
            operationId="getFees",
            summary="Phí, lệ phí của hồ sơ: phải nộp, đã nộp, đã hoàn trả, từng khoản",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, FeesSchema, description="tính đến lúc hỏi")
        def get(self, code: str) -> Any:
            return shown(fees.of(code, principal(context), context))

    @routes.route("/<code>/payments")
    class Payments(MethodView):
        @routes.doc(
            operationId="collectFee",
            summary="Ghi nhận đã thu phí, lệ phí ngoài lúc nộp hồ sơ",
            **_writing(FeeCollectionSchema),
        )
        @routes.alt_response(200, schema=FeesSchema, description="đã ghi nhận trước đó, repeat=true")
        @routes.response(201, FeesSchema, description="đã ghi sổ")
        def post(self, code: str) -> Any:
            who = principal(context)
            who.require(Role.COLLECT)
            request_id, (said, data) = batch_id(), _said(_collection, spoken.COLLECT, context)
            above_due = bool(data.get("above_due"))
            ledger = fees.collect(code, said, who, context, SOURCE, request_id=request_id, above_due=above_due)
            return shown(ledger), 200 if ledger.repeat else 201

    @routes.route("/<code>/refunds")
    class Refunds(MethodView):
        @routes.doc(
            operationId="refundFee",
            summary="Hoàn trả phí, lệ phí khi không tiếp nhận, từ chối, rút hoặc dừng hồ sơ, hoặc khi nộp thừa",
            **_writing(FeeRefundSchema),
        )
        @routes.alt_response(200, schema=FeesSchema, description="đã hoàn trả trước đó, repeat=true")
        @routes.response(201, FeesSchema, description="đã ghi sổ")
        def post(self, code: str) -> Any:
            who = principal(context)
            who.require(Role.COLLECT)
            request_id, (said, _) = batch_id(), _said(_refund, spoken.REFUND, context)
            ledger = fees.refund(code, said, who, context, SOURCE, request_id=request_id)
            return shown(ledger), 200 if ledger.repeat else 201

    return routes


def shown(ledger: fees.Ledger) -> dict[str, Any]:
    """The fee of a dossier as it stands."""
    return {
        "dossier_no": ledger.dossier.dossier_no,
        **{name: getattr(ledger.account, name) for name in _FIGURES},
        "cod_vnd": ledger.cod_vnd,
        "collection_vnd": ledger.collection_vnd,
        "freight_payer": ledger.freight_payer,
        "payments": [payment(each) for each in ledger.booked],
        "repeat": ledger.repeat,
    }


def payment(booked: Booked) -> dict[str, Any]:
    """One payment with its place in the books."""
    paid = {name: getattr(booked.payment, name) for name in booked.payment.__dataclass_fields__}
    where = {name: getattr(booked, name) for name in ("dossier_no", "collector", "shift_no", "remittance_no")}
    return paid | where


def _writing(schema: type[Schema]) -> dict[str, Any]:
    return {
        "parameters": [KEY_PARAMETER],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
    }


def _said(schema: Schema, act: Act, context: Context) -> tuple[Remark, dict[str, Any]]:
    """What was said, clean, and the body it was read from."""
    data, faults = json_body(context, schema)
    raw = {name: value for name, value in data.items() if name != "above_due"}
    return remark.read(raw, act, context.clock.now(), faults=faults), data
