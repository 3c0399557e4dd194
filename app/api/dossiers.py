"""REST for dossiers: hand in, look up, receive, finish, fetch a paper."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from werkzeug.wrappers import Response as BaseResponse

from app import body, documents, intake, lifecycle, lookup
from app.api.problems import InvalidMessage, WrongMediaType
from app.api.schemas import AnswerSchema, DossierSchema, MoveSchema, ProblemSchema, SubmissionSchema, shape
from app.context import Context
from app.domain import reading, text
from app.domain.dossier import Answer, Dossier
from app.domain.errors import Fault, InvalidDossier, InvalidFormat, NotAuthenticated, NotFound
from app.domain.submission import Channel
from app.security.keys import by_bearer
from app.security.principals import Principal

SOURCE = "rest"
_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "mã yêu cầu của bên gửi: gửi lại cùng mã và cùng nội dung thì nhận lại trả lời đầu tiên",
    "example": "881600-211115-001",
}
_LOCATION = {"Location": {"schema": {"type": "string", "format": "uri"}, "description": "hồ sơ này"}}
_SPELLING = {"request_id": "Idempotency-Key"}
_submission, _move = SubmissionSchema(), MoveSchema()


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1/dossiers``."""
    routes = Blueprint("dossiers", __name__, url_prefix="/api/v1/dossiers", description="Hồ sơ giấy phép lái xe")
    routes.url_value_preprocessor(_refuse_unreadable)
    pdf = {"200": {"description": "PDF", "content": {"application/pdf": {}}}, **_refusals(401, 403, 404, 422, 503)}

    @routes.route("")
    class Dossiers(MethodView):
        @routes.doc(
            operationId="submitDossier",
            summary="Nộp hồ sơ",
            parameters=[_KEY],
            requestBody={"required": True, "content": {"application/json": {"schema": SubmissionSchema}}},
            responses=_refusals(400, 401, 403, 409, 413, 415, 422, 503),
        )
        @routes.alt_response(
            200, schema=AnswerSchema, description="đã nộp trước đó: trả lời đầu tiên, repeat=true", headers=_LOCATION
        )
        @routes.response(201, AnswerSchema, description="đã ghi nhận, an toàn khi mất điện", headers=_LOCATION)
        def post(self) -> Any:
            principal = _principal(context)
            data, faults = _json_body(context, _submission, required=True)
            submission = reading.read(
                data,
                request_id=request.headers.get("Idempotency-Key", ""),
                channel=principal.channel(_known_channel(data.get("channel"), faults)),
                rules=context.rules,
                now=context.clock.now(),
                spell=lambda path: _SPELLING.get(path, path),
                faults=faults,
            )
            answer = intake.accept(submission, principal, context, SOURCE)
            answered = _answered(answer, context)
            return answered, 200 if answer.repeat else 201, {"Location": answered["links"]["self"]}

    @routes.route("/<code>")
    class OneDossier(MethodView):
        @routes.doc(operationId="getDossier", summary="Tra cứu hồ sơ", responses=_refusals(401, 403, 404, 409, 503))
        @routes.response(200, DossierSchema, description="theo mã của hệ thống, mã của bên gửi hoặc mã vạch")
        def get(self, code: str) -> Any:
            return _shown(lookup.find(code, _principal(context), context), context)

    @routes.route("/<code>/receive")
    class Receive(MethodView):
        @routes.doc(operationId="receiveDossier", summary="Tiếp nhận", **_moving())
        @routes.response(200, DossierSchema, description="đã tiếp nhận, có thời điểm hẹn trả")
        def post(self, code: str) -> Any:
            principal = _principal(context)
            moved = lifecycle.receive(code, principal, context, SOURCE, _reason(context))
            return _shown(moved.dossier, context, repeat=moved.repeat)

    @routes.route("/<code>/finish")
    class Finish(MethodView):
        @routes.doc(operationId="finishDossier", summary="Kết thúc xử lý", **_moving())
        @routes.response(200, DossierSchema, description="đã có kết quả; có số hiệu bưu gửi nếu trả qua bưu chính")
        def post(self, code: str) -> Any:
            principal = _principal(context)
            moved = lifecycle.finish(code, principal, context, SOURCE, _reason(context))
            return _shown(moved.dossier, context, repeat=moved.repeat)

    @routes.route("/<code>/receipt.pdf")
    class Receipt(MethodView):
        @routes.doc(operationId="getReceipt", summary="Giấy tiếp nhận hoặc phiếu xác nhận đã nộp", responses=pdf)
        def get(self, code: str) -> BaseResponse:
            return _paper(documents.paper(code, "receipt", _principal(context), context))

    @routes.route("/<code>/label.pdf")
    class Label(MethodView):
        @routes.doc(operationId="getLabel", summary="Nhãn bưu gửi 100 × 150 mm", responses=pdf)
        def get(self, code: str) -> BaseResponse:
            return _paper(documents.paper(code, "label", _principal(context), context))

    return routes


def _principal(context: Context) -> Principal:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated
    return by_bearer(token.strip(), context)


def _json_body(context: Context, schema: Any, *, required: bool) -> tuple[dict[str, Any], list[Fault]]:
    """The body's shape and its faults; :class:`InvalidMessage` for a body that is no JSON object."""
    raw = body.read(request, context.settings.max_message_bytes)
    if not raw.strip() and not required:
        return {}, []
    if request.mimetype != "application/json":
        raise WrongMediaType([Fault("Content-Type", "MEDIA_TYPE_JSON")])
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_refuse_constant, object_pairs_hook=_object)
    except (ValueError, RecursionError) as e:
        raise InvalidMessage([Fault("body", "JSON_INVALID")]) from e
    if not isinstance(data, dict):
        raise InvalidMessage([Fault("body", "TYPE_INVALID")])
    return shape(schema, data)


def _refuse_constant(name: str) -> None:
    raise ValueError("NaN and Infinity are not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """One meaning or none: of two equal names nobody can say which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is repeated")
    return found


def _refuse_unreadable(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A code that cannot be read is nobody's."""
    try:
        text.clean((values or {}).get("code", ""))
    except InvalidFormat as e:
        raise NotFound from e


def _known_channel(asked: str | None, faults: list[Fault]) -> str | None:
    if asked and asked not in [*Channel]:
        faults.append(Fault("channel", "CHOICE_UNKNOWN"))
        return None
    return asked


def _reason(context: Context) -> str | None:
    data, faults = _json_body(context, _move, required=False)
    if faults:
        raise InvalidDossier(faults)
    return data.get("reason")


def _answered(answer: Answer, context: Context) -> dict[str, Any]:
    values = {name: getattr(answer, name) for name in answer.__dataclass_fields__}
    return values | {"links": _links(answer.dossier_no, context)}


def _shown(dossier: Dossier, context: Context, *, repeat: bool = False) -> dict[str, Any]:
    values = {name: getattr(dossier, name) for name in DossierSchema().fields if hasattr(dossier, name)}
    links = _links(dossier.dossier_no, context)
    if dossier.item_code:
        links["label"] = f"{links['self']}/label.pdf"
    return values | {"links": links, "repeat": repeat}


def _links(dossier_no: str, context: Context) -> dict[str, str]:
    itself = f"{context.settings.public_url}/api/v1/dossiers/{dossier_no}"
    return {"self": itself, "receipt": f"{itself}/receipt.pdf"}


def _paper(paper: documents.PrintedPaper) -> BaseResponse:
    headers = {
        "Content-Disposition": f'inline; filename="{paper.file_name}"',
        "ETag": f'"{paper.sha256}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(paper.content, 200, headers, mimetype=paper.media_type).make_conditional(request)


def _refusals(*statuses: int) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": ProblemSchema}}
    return {str(status): {"description": _MEANINGS[status], "content": content} for status in statuses}


def _moving() -> dict[str, Any]:
    return {
        "requestBody": {"required": False, "content": {"application/json": {"schema": MoveSchema}}},
        "responses": _refusals(401, 403, 404, 409, 422, 503),
    }


_MEANINGS = {
    400: "không đọc được",
    401: "không xác thực được",
    403: "không có quyền",
    404: "không tìm thấy",
    409: "xung đột với điều đã ghi nhận",
    413: "quá dung lượng",
    415: "sai kiểu nội dung",
    422: "dữ liệu sai; faults nêu mọi lỗi",
    503: "tạm thời chưa phục vụ được; gửi lại",
}
