"""REST for papers: receipt and label of one dossier, of several in one file, for label printers, and a test page."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app.api import paper_formats
from app.api.openapi import PDF, file_of, query
from app.api.replies import paper
from app.api.requests import allowed, principal, refuse_unreadable
from app.context import Context
from app.desk import register
from app.domain.errors import Fault, InvalidDossier
from app.papers import documents
from app.security.principals import Role

_ZPL = "application/zpl"
MAX_CODES = 500
_MANY = ("receipt", "label")
_PLACE = re.compile("[0-9]{1,4}")
_CODES: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "maxItems": MAX_CODES}
_OF_MANY = [
    query("code", "mã hồ sơ, lặp lại cho từng hồ sơ", required=True, **_CODES),
    query("kind", "giấy tiếp nhận (chỉ hồ sơ đã tiếp nhận) hoặc nhãn bưu gửi", enum=[*_MANY], default="receipt"),
    paper_formats.parameter(*_MANY),
    query("start", "ô đầu tiên còn trống trên tờ nhãn", type="integer", minimum=1, default=1),
]
_PERIOD = [
    query("from", "ngày đầu", required=True, format="date"),
    query("to", f"ngày cuối; dài nhất {register.MAX_DAYS} ngày", required=True, format="date"),
]


def blueprint(context: Context) -> Blueprint:
    """The routes of papers under ``/api/v1``."""
    routes = Blueprint("papers", __name__, url_prefix="/api/v1", description="Giấy tờ in")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("/dossiers/<code>/receipt.pdf")
    @routes.doc(
        operationId="getReceipt",
        summary="Giấy tiếp nhận, hoặc phiếu xác nhận đã nộp khi chưa tiếp nhận",
        parameters=[paper_formats.parameter("receipt")],
        responses=file_of(PDF),
    )
    def get_receipt(code: str) -> Response:
        return paper(documents.paper(code, "receipt", principal(context), context, _format("receipt")))

    @routes.get("/dossiers/<code>/label.pdf")
    @routes.doc(
        operationId="getLabel",
        summary="Nhãn bưu gửi",
        parameters=[paper_formats.parameter("label")],
        responses=file_of(PDF),
    )
    def get_label(code: str) -> Response:
        return paper(documents.paper(code, "label", principal(context), context, _format("label")))

    @routes.get("/dossiers/<code>/label.zpl")
    @routes.doc(
        operationId="getLabelZpl",
        summary="Nhãn bưu gửi cho máy in nhãn (ZPL, cả nhãn là một ảnh 203 dpi nên không cần phông chữ trong máy)",
        responses=file_of(_ZPL),
    )
    def get_label_zpl(code: str) -> Response:
        return paper(documents.label_zpl(code, principal(context), context))

    @routes.get("/dossiers/papers.pdf")
    @routes.doc(
        operationId="getPapers",
        summary="Giấy tờ của nhiều hồ sơ trong một tệp, theo thứ tự các mã",
        parameters=_OF_MANY,
        responses=file_of(PDF),
    )
    def get_papers() -> Response:
        reader = principal(context)
        codes, kind, start = _asked()
        return paper(documents.papers(codes, kind, reader, context, _format(kind), start))

    @routes.get("/register.pdf")
    @routes.doc(
        operationId="getRegister",
        summary="Sổ theo dõi hồ sơ đã tiếp nhận trong một khoảng thời gian",
        parameters=_PERIOD,
        responses=file_of(PDF),
    )
    def get_register() -> Response:
        reader = allowed(context, Role.READ)
        period = register.read(request.args.get("from"), request.args.get("to"), context.clock.now())
        return paper(register.paper(period, reader, context))

    @routes.get("/label-calibration.pdf")
    @routes.doc(
        operationId="getLabelCalibration",
        summary="Tờ kiểm tra để chỉnh máy in tờ bốn nhãn",
        responses=file_of(PDF),
    )
    def get_label_calibration() -> Response:
        allowed(context, Role.READ)
        return paper(documents.calibration())

    return routes


def _asked() -> tuple[list[str], str, int]:
    """Codes, kind of paper and first free place on the sheet; :class:`InvalidDossier` with every fault."""
    codes, kind = request.args.getlist("code"), request.args.get("kind", "receipt")
    start = request.args.get("start", "1")
    faults = [] if codes else [Fault("code", "REQUIRED")]
    faults += [Fault("code", "TOO_MANY", (("limit", MAX_CODES),))] if len(codes) > MAX_CODES else []
    faults += [] if kind in _MANY else [Fault("kind", "CHOICE_UNKNOWN")]
    faults += [] if _PLACE.fullmatch(start) else [Fault("start", "NUMBER_NEGATIVE")]
    if faults:
        raise InvalidDossier(faults)
    return codes, kind, int(start)


def _format(kind: str) -> str | None:
    """The paper format asked for; :class:`InvalidDossier` for one that this paper does not have."""
    faults: list[Fault] = []
    asked = paper_formats.asked(kind, faults)
    if faults:
        raise InvalidDossier(faults)
    return asked
