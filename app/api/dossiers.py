"""REST for one dossier: hand in, look up."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from app import intake, lookup
from app.api.answers import AnswerSchema, FoundSchema
from app.api.openapi import refusals, writing
from app.api.replies import answered, shown, standing
from app.api.requests import IDEMPOTENCY_KEY, SOURCE, json_body, principal, refuse_unreadable, submission
from app.api.schemas import SubmissionSchema
from app.context import Context
from app.post import parcels

_LOCATION = {"Location": {"schema": {"type": "string", "format": "uri"}, "description": "hồ sơ này"}}


def blueprint(context: Context) -> Blueprint:
    """The routes of one dossier under ``/api/v1/dossiers``."""
    routes = Blueprint("dossiers", __name__, url_prefix="/api/v1/dossiers", description="Hồ sơ giấy phép lái xe")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.post("")
    @routes.doc(
        operationId="submitDossier",
        summary="Nộp hồ sơ",
        **writing(SubmissionSchema, once=True, without=(404,)),
    )
    @routes.alt_response(
        200, schema=AnswerSchema, description="đã nộp trước đó: trả lời đầu tiên, repeat=true", headers=_LOCATION
    )
    @routes.response(201, AnswerSchema, description="đã ghi nhận, an toàn khi mất điện", headers=_LOCATION)
    def submit_dossier() -> Any:
        sender = principal(context)
        data, faults = json_body(context, SubmissionSchema)
        request_id = request.headers.get(IDEMPOTENCY_KEY, "")
        clean = submission(data, faults, request_id, IDEMPOTENCY_KEY, sender, context)
        answer = intake.accept(clean, sender, context, SOURCE)
        reply = answered(answer, context)
        return reply, 200 if answer.repeat else 201, {"Location": reply["links"]["self"]}

    @routes.get("/<code>")
    @routes.doc(operationId="getDossier", summary="Tra cứu hồ sơ", responses=refusals(401, 403, 404, 409, 503))
    @routes.response(200, FoundSchema, description="theo mã của hệ thống, mã của bên gửi hoặc mã vạch")
    def get_dossier(code: str) -> Any:
        dossier = lookup.find(code, principal(context), context)
        parcel = parcels.returning(dossier, context)
        return shown(dossier, context) | ({"parcel": standing(parcel)} if parcel else {})

    return routes
