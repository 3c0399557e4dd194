"""REST for papers: receipt and label of one dossier, of several in one file, for label printers, and a test page."""

from __future__ import annotations

import re

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response

from app import forms
from app.api.replies import file_of, paper
from app.api.requests import principal, refuse_unreadable
from app.context import Context
from app.desk import register
from app.domain.errors import Fault, InvalidDossier
from app.papers import documents
from app.security.principals import Role

_PDF, _ZPL = "application/pdf", "application/zpl"
MAX_CODES = 500
_PLACE = re.compile("[0-9]{1,4}")


def blueprint(context: Context) -> Blueprint:
    """The routes of papers under ``/api/v1``."""
    routes = Blueprint("papers", __name__, url_prefix="/api/v1", description="Giấy tờ in")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/dossiers/<code>/receipt.pdf")
    class Receipt(MethodView):
        @routes.doc(
            operationId="getReceipt",
            summary="Giấy tiếp nhận, hoặc phiếu xác nhận đã nộp khi chưa tiếp nhận",
            parameters=[_format("receipt")],
            responses=file_of(_PDF),
        )
        def get(self, code: str) -> Response:
            return paper(documents.paper(code, "receipt", principal(context), context, _stock("receipt")))

    @routes.route("/dossiers/<code>/label.pdf")
    class Label(MethodView):
        @routes.doc(
            operationId="getLabel",
            summary="Nhãn bưu gửi",
            parameters=[_format("label")],
            responses=file_of(_PDF),
        )
        def get(self, code: str) -> Response:
            return paper(documents.paper(code, "label", principal(context), context, _stock("label")))

    @routes.route("/dossiers/<code>/label.zpl")
    class LabelForPrinter(MethodView):
        @routes.doc(
            operationId="getLabelZpl",
            summary="Nhãn bưu gửi cho máy in nhãn (ZPL, cả nhãn là một ảnh 203 dpi nên không cần phông chữ trong máy)",
            responses=file_of(_ZPL),
        )
        def get(self, code: str) -> Response:
            return paper(documents.label_zpl(code, principal(context), context))

    @routes.route("/dossiers/papers.pdf")
    class Papers(MethodView):
        @routes.doc(
            operationId="getPapers",
            summary="Giấy tờ của nhiều hồ sơ trong một tệp, theo thứ tự các mã",
            parameters=[
                {
                    "in": "query",
                    "name": "code",
                    "required": True,
                    "schema": {"type": "array", "items": {"type": "string"}, "maxItems": MAX_CODES},
                    "description": "mã hồ sơ, lặp lại cho từng hồ sơ",
                },
                {
                    "in": "query",
                    "name": "kind",
                    "schema": {"type": "string", "enum": ["receipt", "label"], "default": "receipt"},
                    "description": "giấy tiếp nhận (chỉ hồ sơ đã tiếp nhận) hoặc nhãn bưu gửi",
                },
                _format("receipt", "label"),
                {
                    "in": "query",
                    "name": "start",
                    "schema": {"type": "integer", "minimum": 1, "default": 1},
                    "description": "ô đầu tiên còn trống trên tờ nhãn",
                },
            ],
            responses=file_of(_PDF),
        )
        def get(self) -> Response:
            reader, codes = principal(context), request.args.getlist("code")
            kind = request.args.get("kind", "receipt")
            start = request.args.get("start", "1")
            faults = [] if codes else [Fault("code", "REQUIRED")]
            faults += [Fault("code", "TOO_MANY", (("limit", MAX_CODES),))] if len(codes) > MAX_CODES else []
            faults += [] if kind in ("receipt", "label") else [Fault("kind", "CHOICE_UNKNOWN")]
            faults += [] if _PLACE.fullmatch(start) else [Fault("start", "NUMBER_NEGATIVE")]
            if faults:
                raise InvalidDossier(faults)
            return paper(documents.papers(codes, kind, reader, context, _stock(kind), int(start)))

    @routes.route("/register.pdf")
    class Register(MethodView):
        @routes.doc(
            operationId="getRegister",
            summary="Sổ theo dõi hồ sơ đã tiếp nhận trong một khoảng thời gian",
            parameters=[_day("from", "ngày đầu"), _day("to", f"ngày cuối; dài nhất {register.MAX_DAYS} ngày")],
            responses=file_of(_PDF),
        )
        def get(self) -> Response:
            reader = principal(context)
            reader.require(Role.READ)
            period = register.read(request.args.get("from"), request.args.get("to"), context.clock.now())
            return paper(register.paper(period, reader, context))

    @routes.route("/label-calibration.pdf")
    class Calibration(MethodView):
        @routes.doc(
            operationId="getLabelCalibration",
            summary="Tờ kiểm tra để chỉnh máy in tờ bốn nhãn",
            responses=file_of(_PDF),
        )
        def get(self) -> Response:
            principal(context).require(Role.READ)
            return paper(documents.calibration())

    return routes


def _day(name: str, description: str) -> dict[str, object]:
    schema = {"type": "string", "format": "date"}
    return {"in": "query", "name": name, "required": True, "schema": schema, "description": description}


def _format(*kinds: str) -> dict[str, object]:
    names = [name for kind in kinds for name in forms.KINDS[kind].stocks]
    return {
        "in": "query",
        "name": "format",
        "schema": {"type": "string", "enum": names},
        "description": "khổ giấy; mặc định " + ", ".join(next(iter(forms.KINDS[kind].stocks)) for kind in kinds),
    }


def _stock(kind: str) -> str | None:
    """The paper format asked for; :class:`InvalidDossier` for one that this paper does not have."""
    asked = request.args.get("format") or None
    if asked is not None and asked not in forms.KINDS[kind].stocks:
        raise InvalidDossier([Fault("format", "CHOICE_UNKNOWN")])
    return asked
