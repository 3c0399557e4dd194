"""REST for a dossier's item code: a damaged or cancelled one is voided, and the next one takes its place."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from app.api import sent
from app.api.answers import DossierSchema
from app.api.openapi import writing
from app.api.replies import shown
from app.api.requests import SOURCE, acting, refuse_unreadable
from app.api.sent import Strict
from app.context import Context
from app.domain.post.item_code_void import VOID
from app.post import item_codes


class VoidSchema(Strict):
    """Hủy số hiệu bưu gửi."""

    reason = sent.text("lý do hủy", required=True, example="Nhãn in bị rách khi dán")


def blueprint(context: Context) -> Blueprint:
    """The route under ``/api/v1/dossiers/<code>/item-code``."""
    routes = Blueprint("item-codes", __name__, url_prefix="/api/v1/dossiers", description="Số hiệu bưu gửi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.post("/<code>/item-code/void")
    @routes.doc(
        operationId="voidItemCode",
        summary="Hủy số hiệu bưu gửi trước khi giao bưu điện; hồ sơ được cấp số hiệu mới và in nhãn mới",
        **writing(VoidSchema),
    )
    @routes.response(200, DossierSchema, description="hồ sơ với số hiệu mới; repeat=true khi đã hủy trước đó")
    def void_item_code(code: str) -> Any:
        who, said = acting(VOID, VoidSchema, context)
        voided = item_codes.void(code, said, who, context, SOURCE)
        return shown(voided.dossier, context, repeat=voided.repeat)

    return routes
