"""How routes are described in OpenAPI: what they take, and what is answered where something is wrong."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from app.api.answers import ProblemSchema
from app.api.requests import IDEMPOTENCY_KEY

PDF = "application/pdf"
KEY_PARAMETER = {
    "in": "header",
    "name": IDEMPOTENCY_KEY,
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128},
    "description": "mã yêu cầu của bên gửi: gửi lại cùng mã và cùng nội dung thì nhận lại trả lời đầu tiên",
    "example": "881600-211115-001",
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
    502: "hệ thống bên ngoài trả lời không đúng quy ước hoặc không trả lời",
    500: "lỗi ngoài dự kiến; gửi lại, báo correlation_id nếu còn lặp lại",
    503: "tạm thời chưa phục vụ được; gửi lại",
}
_OF_WRITING = (400, 401, 403, 404, 409, 413, 415, 422, 503)


def query(name: str, description: str, *, required: bool | None = None, **schema: Any) -> dict[str, Any]:
    """A parameter behind the question mark, a text unless its ``schema`` says otherwise."""
    described = {"in": "query", "name": name, "description": description, "schema": {"type": "string"} | schema}
    return described if required is None else described | {"required": required}


def writing(
    schema: type[Schema] | None = None, *, required: bool = True, once: bool = False, without: tuple[int, ...] = ()
) -> dict[str, Any]:
    """What a route takes that writes down what it is sent: the body, and with ``once`` a request id."""
    taken: dict[str, Any] = {"parameters": [KEY_PARAMETER]} if once else {}
    if schema:
        taken["requestBody"] = body_of(schema, required=required)
    return taken | {"responses": refusals(*(status for status in _OF_WRITING if status not in without))}


def body_of(schema: type[Schema], *, required: bool = True) -> dict[str, Any]:
    """A body in JSON."""
    return {"required": required, "content": {"application/json": {"schema": schema}}}


def refusals(*statuses: int) -> dict[str, Any]:
    """How these statuses are described."""
    content = {"application/problem+json": {"schema": ProblemSchema}}
    return {str(status): {"description": _MEANINGS[status], "content": content} for status in (*statuses, 500)}


def file_of(media_type: str) -> dict[str, Any]:
    """How a route that answers with a file is described."""
    found = {"200": {"description": media_type, "content": {media_type: {}}}}
    return {**found, **refusals(401, 403, 404, 409, 422, 503)}
