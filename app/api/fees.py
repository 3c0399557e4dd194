"""REST for the fee of a dossier: how it stands, collecting, giving back."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from app.api.fee_schemas import FeeCollectionSchema, FeeRefundSchema, FeesSchema
from app.api.openapi import refusals, writing
from app.api.replies import facts
from app.api.requests import SOURCE, allowed, batch_id, json_body, principal, refuse_unreadable
from app.context import Context
from app.domain import remark
from app.domain.act import Act
from app.domain.money import fees as spoken
from app.domain.remark import Remark
from app.money import fees
from app.security.principals import Role
from app.store.payments import Booked

_FIGURES = ("due_vnd", "paid_vnd", "refunded_vnd", "outstanding_vnd", "overpaid_vnd", "refundable_vnd")


def blueprint(context: Context) -> Blueprint:
    """The routes of a dossier's fee under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("fees", __name__, url_prefix="/api/v1/dossiers", description="Phí, lệ phí")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("/<code>/fees")
    @routes.doc(
        operationId="getFees",
        summary="Phí, lệ phí của hồ sơ: phải nộp, đã nộp, đã hoàn trả, từng khoản",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, FeesSchema, description="tính đến lúc hỏi")
    def get_fees(code: str) -> Any:
        return shown(fees.of(code, principal(context), context))

    @routes.post("/<code>/payments")
    @routes.doc(
        operationId="collectFee",
        summary="Ghi nhận đã thu phí, lệ phí ngoài lúc nộp hồ sơ",
        **writing(FeeCollectionSchema, once=True),
    )
    @routes.alt_response(200, schema=FeesSchema, description="đã ghi nhận trước đó, repeat=true")
    @routes.response(201, FeesSchema, description="đã ghi sổ")
    def collect_fee(code: str) -> Any:
        who, request_id = allowed(context, Role.COLLECT), batch_id()
        said, above_due = _said(spoken.COLLECT, FeeCollectionSchema, context)
        ledger = fees.collect(code, said, who, context, SOURCE, request_id=request_id, above_due=above_due)
        return shown(ledger), 200 if ledger.repeat else 201

    @routes.post("/<code>/refunds")
    @routes.doc(
        operationId="refundFee",
        summary="Hoàn trả phí, lệ phí khi không tiếp nhận, từ chối, rút hoặc dừng hồ sơ, hoặc khi nộp thừa",
        **writing(FeeRefundSchema, once=True),
    )
    @routes.alt_response(200, schema=FeesSchema, description="đã hoàn trả trước đó, repeat=true")
    @routes.response(201, FeesSchema, description="đã ghi sổ")
    def refund_fee(code: str) -> Any:
        who, request_id = allowed(context, Role.COLLECT), batch_id()
        said, _ = _said(spoken.REFUND, FeeRefundSchema, context)
        ledger = fees.refund(code, said, who, context, SOURCE, request_id=request_id)
        return shown(ledger), 200 if ledger.repeat else 201

    return routes


def shown(ledger: fees.Ledger) -> dict[str, Any]:
    """The fee of a dossier as it stands."""
    return {
        "dossier_no": ledger.dossier.dossier_no,
        **facts(ledger.account, _FIGURES),
        **facts(ledger, ("cod_vnd", "collection_vnd", "freight_payer", "repeat")),
        "payments": [payment(each) for each in ledger.booked],
    }


def payment(booked: Booked) -> dict[str, Any]:
    """One payment with its place in the books."""
    return facts(booked.payment) | facts(booked, ("dossier_no", "collector", "shift_no", "remittance_no"))


def _said(act: Act, schema: type[Schema], context: Context) -> tuple[Remark, bool]:
    """What is said of a payment, and whether it may be more than what is due."""
    raw, faults = json_body(context, schema)
    above_due = bool(raw.get("above_due"))
    raw = {name: value for name, value in raw.items() if name != "above_due"}
    return remark.read(raw, act, context.clock.now(), faults=faults), above_due
