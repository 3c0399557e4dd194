"""REST for a dossier's item code: a damaged or cancelled one is voided, and the next one takes its place."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint

from app.api.answers import DossierSchema
from app.api.dossiers import SOURCE
from app.api.replies import refusals, shown
from app.api.requests import json_body, principal, refuse_unreadable
from app.api.schemas import Strict, text_field
from app.context import Context
from app.domain import remark
from app.domain.post.item_code_void import VOID
from app.post import item_codes


class VoidSchema(Strict):
    """Hủy số hiệu bưu gửi."""

    reason = text_field("lý do hủy", required=True, example="Nhãn in bị rách khi dán")


def blueprint(context: Context) -> Blueprint:
    """The route under ``/api/v1/dossiers/<code>/item-code``."""
    routes = Blueprint("item-codes", __name__, url_prefix="/api/v1/dossiers", description="Số hiệu bưu gửi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/<code>/item-code/void")
    class Voiding(MethodView):
        @routes.doc(
            operationId="voidItemCode",
            summary="Hủy số hiệu bưu gửi trước khi giao bưu điện; hồ sơ được cấp số hiệu mới và in nhãn mới",
            requestBody={"required": True, "content": {"application/json": {"schema": VoidSchema}}},
            responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
        )
        @routes.response(200, DossierSchema, description="hồ sơ với số hiệu mới; repeat=true khi đã hủy trước đó")
        def post(self, code: str) -> Any:
            who = principal(context)
            who.require(*VOID.roles)
            raw, faults = json_body(context, VoidSchema())
            said = remark.read(raw, VOID, context.clock.now(), faults=faults)
            voided = item_codes.void(code, said, who, context, SOURCE)
            return shown(voided.dossier, context, repeat=voided.repeat)

    return routes
