"""The portal's webhook, ``POST /webhooks/portal``: media type, size, encoding, signature, then the message.

A log line per message, ids and codes only. What is refused answers in the portal's own form, whatever went wrong.
"""

from __future__ import annotations

import json
import logging
import secrets

from flask import Blueprint, Response, request

from app import body
from app.context import Context
from app.domain.errors import Fault, InvalidMessage, WrongMediaType
from app.logs import where
from app.security.keys import webhook_keys
from integrations.dvc import messages, replies
from integrations.dvc.signature import ID, sender_of

PATH = "/webhooks/portal"
log = logging.getLogger(__name__)


def blueprint(context: Context) -> Blueprint:
    """The door, to be registered at the root."""
    door = Blueprint("portal_webhook", __name__)

    @door.post(PATH)
    def push() -> Response:
        text = _text(context.settings.max_message_bytes)
        principal = sender_of(text, request.headers, webhook_keys(context))
        reply = messages.answer(text, request.headers[ID], principal, context)
        codes = sorted({result["code"] for result in reply["results"] if "code" in result})
        facts = {"door": "portal", "status": 200, "code": ",".join(codes), "key_id": principal.key_id}
        log.info("portal message answered", extra={**facts, "rows": len(reply["results"])})
        return _response(reply, 200)

    @door.errorhandler(Exception)
    def refuse(error: Exception) -> Response:
        correlation_id = secrets.token_hex(8)
        reply, status, headers = replies.refusal(error, correlation_id)
        facts = {"door": "portal", "status": status, "code": reply["code"], "correlation_id": correlation_id}
        if status >= 500:
            log.error("portal message failed", extra={**facts, "problem": where(error)})
        else:
            log.warning("portal message refused", extra=facts)
        return _response(reply, status, headers)

    return door


def _text(limit: int) -> bytes:
    """The whole body, sent as JSON and in UTF-8."""
    if request.mimetype != "application/json":
        raise WrongMediaType([Fault(".", "MEDIA_TYPE_JSON")])
    data = body.read(request, limit)
    try:
        data.decode()
    except UnicodeDecodeError as e:
        raise InvalidMessage([Fault(".", "TEXT_UNREADABLE")]) from e
    return data


def _response(reply: replies.Reply, status: int, headers: dict[str, str] | None = None) -> Response:
    return Response(json.dumps(reply, ensure_ascii=False), status, headers, mimetype="application/json")
