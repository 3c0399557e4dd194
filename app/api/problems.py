"""What is wrong, as problem+json (RFC 9457).

``code`` is for machines, ``detail`` is Vietnamese for the clerk, ``faults`` names every wrong field at once.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable
from typing import Any

from flask import Response
from werkzeug.exceptions import HTTPException

from app.domain.errors import Fault, InvalidDossier, ServiceError
from app.http_status import status_of
from app.logs import where

HEADERS = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "5"}}
_CODES = {400: "VALIDATION", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "TOO_LARGE", 415: "MEDIA_TYPE"}
log = logging.getLogger(__name__)


def of(error: ServiceError) -> Response:
    """The response for an error of ours."""
    problem = described(error)
    if problem["status"] >= 500:
        log.warning("request failed", extra={"code": error.code, "status": problem["status"]})
    return _response(problem)


def described(error: ServiceError) -> dict[str, Any]:
    """The problem of an error of ours, as plain values."""
    status = status_of(error)
    faults = error.faults if isinstance(error, InvalidDossier) else ()
    return _problem(status, error.code, error.message_vi, retry=error.retry, faults=faults)


def of_http(error: HTTPException) -> Response:
    """The response for what Flask itself refuses (no such path, method, media type)."""
    status = error.code or 500
    code = _CODES.get(status, "INTERNAL" if status >= 500 else "VALIDATION")
    response = _response(_problem(status, code, ServiceError(code=code, limit="20 MB").message_vi))
    response.allow.update(getattr(error, "valid_methods", None) or ())
    return response


def of_unexpected(error: Exception) -> Response:
    """The response for a bug."""
    return _response(unexpected(error))


def unexpected(error: Exception) -> dict[str, Any]:
    """The problem of a bug: a number to find it by in the log, nothing of what it was about."""
    number = secrets.token_hex(6)
    log.error("unexpected error", extra={"problem": where(error), "correlation_id": number})
    return _problem(500, "INTERNAL", ServiceError().message_vi, retry=True) | {"correlation_id": number}


def listed(faults: Iterable[Fault]) -> list[dict[str, str]]:
    """Every fault, as problems name them."""
    return [{"path": fault.path, "code": fault.code, "text": fault.text} for fault in faults]


def _problem(
    status: int, code: str, detail: str, *, retry: bool = False, faults: tuple[Fault, ...] = ()
) -> dict[str, Any]:
    body: dict[str, Any] = {
        "type": f"urn:dossier-post:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "code": code,
        "detail": detail,
        "retryable": retry,
    }
    if faults:
        body["faults"] = listed(faults)
    return body


def _response(body: dict[str, Any]) -> Response:
    status = body["status"]
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, status, HEADERS.get(status), mimetype="application/problem+json")
