"""REST for what comes after a dossier was handed in: papers, its withdrawal, corrections; each under a request id."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint
from marshmallow import Schema

from app import submissions, updates
from app.api.answers import AnswerSchema
from app.api.openapi import writing
from app.api.replies import answered
from app.api.requests import IDEMPOTENCY_KEY, SOURCE, json_body, principal, refuse_unreadable
from app.api.update_schemas import CorrectionSchema, SupplementSchema, WithdrawalSchema
from app.context import Context
from app.security.principals import Principal

_SPELLED = {"request_id": IDEMPOTENCY_KEY, ".": "body"}


def blueprint(context: Context) -> Blueprint:
    """The three routes under ``/api/v1/dossiers/<code>``."""
    routes = Blueprint("updates", __name__, url_prefix="/api/v1/dossiers", description="Bổ sung, rút, đính chính")
    routes.url_value_preprocessor(refuse_unreadable)
    told = "trả lời đầu tiên; repeat=true khi yêu cầu này đã được trả lời trước đó"

    @routes.post("/<code>/supplement")
    @routes.doc(
        operationId="supplementDossier",
        summary="Bổ sung giấy tờ, theo yêu cầu hoặc tự nguyện",
        **writing(SupplementSchema, once=True),
    )
    @routes.response(200, AnswerSchema, description=told)
    def supplement_dossier(code: str) -> Any:
        who = bringing("supplement", context)
        brought = submissions.read_supplement(**came(SupplementSchema, context))
        return answered(updates.supplement(code, brought, who, context, SOURCE), context)

    @routes.post("/<code>/withdraw")
    @routes.doc(
        operationId="withdrawDossier",
        summary="Rút hồ sơ khi chưa có kết quả",
        **writing(WithdrawalSchema, required=False, once=True),
    )
    @routes.response(200, AnswerSchema, description=told)
    def withdraw_dossier(code: str) -> Any:
        who = bringing("withdraw", context)
        asked = came(WithdrawalSchema, context, required=False)
        said = submissions.read_withdrawal(**asked)
        return answered(updates.withdraw(code, asked["request_id"], who, context, SOURCE, said), context)

    @routes.post("/<code>/correct")
    @routes.doc(
        operationId="correctDossier",
        summary="Đính chính; giấy tờ đã in mà đổi nội dung thì được in lại",
        **writing(CorrectionSchema, once=True),
    )
    @routes.response(200, AnswerSchema, description=told)
    def correct_dossier(code: str) -> Any:
        who = bringing("correct", context)
        asked = submissions.read_correction(**came(CorrectionSchema, context))
        return answered(updates.correct(code, asked, who, context, SOURCE, spelled), context)

    return routes


def bringing(kind: str, context: Context) -> Principal:
    """Whose key it is; whoever may not do this is told so before what is sent is looked at."""
    who = principal(context)
    updates.require_role(who, kind)
    return who


def came(schema: type[Schema], context: Context, *, required: bool = True) -> dict[str, Any]:
    """The body and its request id, ready to be judged."""
    raw, faults = json_body(context, schema, required=required)
    request_id = request.headers.get(IDEMPOTENCY_KEY, "")
    return {"raw": raw, "request_id": request_id, "context": context, "spell": spelled, "faults": faults}


def spelled(path: str) -> str:
    """What REST calls a part of what it is sent."""
    return _SPELLED.get(path, path)
