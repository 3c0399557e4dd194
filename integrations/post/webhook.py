"""The post's webhook, ``POST /webhooks/post``: MyVNPOST's ``{Data, SendDate, SignData}``, taken as a hint.

``Data`` is the order as JSON, as a text or as an object. How ``SignData`` is made is not public, so it proves nothing
here: who calls shows the account's ``push_secret`` as ``Authorization: Bearer``, and without one in any account nobody
gets in. What is told of a parcel is kept, also with a code that the table does not know, which a person is shown; the
truth is what the feed says, which is read soon after.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from typing import Any, cast

from flask import Blueprint, Request, Response, request

from app import body, strict_json
from app.context import Context
from app.domain.errors import Fault, InvalidMessage, NotAuthenticated, WrongMediaType
from app.domain.post import item_code
from app.domain.post.tracking import TrackingEvent
from app.post import tracking
from integrations.post.codes import load, times
from integrations.post.lines import Line, Lines
from integrations.post.storable import MAX_NAME, storable

PATH = "/webhooks/post"
SYSTEM = "myvnpost"
MAX_BYTES = 64 * 1024
MAX_RAW = 2000
log = logging.getLogger(__name__)


def blueprint(context: Context, lines: Lines) -> Blueprint:
    """The door, to be registered at the root."""
    door = Blueprint("post_webhook", __name__)

    @door.post(PATH)
    def push() -> Response:
        line = _account(request, lines)
        told = _told(_message(body.read(request, MAX_BYTES)))
        tracking.hint(line.name, [told] if told else [], context)
        log.info("post's message answered", extra={"door": "post", "status": 200, "rows": int(told is not None)})
        return Response('{"IsSuccess": true}', 200, mimetype="application/json")

    return door


def _account(asked: Request, lines: Lines) -> Line:
    """The account whose secret it is; every account is compared, so that the time tells nothing."""
    scheme, _, secret = asked.headers.get("Authorization", "").partition(" ")
    given = secret.strip().encode() if scheme.lower() == "bearer" else b""
    same = [
        line
        for line in lines.all()
        if line.account.push_secret and hmac.compare_digest(given, line.account.push_secret.encode())
    ]
    if not given or not same:
        raise NotAuthenticated
    if asked.mimetype != "application/json":
        raise WrongMediaType([Fault("Content-Type", "MEDIA_TYPE_JSON")])
    return same[0]


def _message(raw: bytes) -> Mapping[str, Any]:
    """The object in ``Data``; :class:`InvalidMessage` where there is none."""
    try:
        message = strict_json.loads(raw)
        data = message.get("Data") if isinstance(message, dict) else None
        found = strict_json.loads(data.encode()) if isinstance(data, str) else data
    except ValueError as e:
        raise InvalidMessage([Fault("body", "JSON_INVALID")]) from e
    if not isinstance(found, dict):
        raise InvalidMessage([Fault("Data", "TYPE_INVALID")])
    return cast("dict[str, Any]", storable(found))


def _told(data: Mapping[str, Any]) -> TrackingEvent | None:
    """The report in it, if it names a parcel; sent twice it is one. No name of ours is of more than 100 characters."""
    codes = load(SYSTEM)
    code = _text(data, "OrderStatusId")[:MAX_NAME]
    order_no, code_of_item = _text(data, "OrderCode"), _text(data, "ItemCode")
    if not (order_no or code_of_item) or max(len(order_no), len(code_of_item)) > MAX_NAME:
        return None
    meaning, when = codes.status(code), _text(data, "LastUpdateTime") or _text(data, "BccpLastUpdateTime")
    same = json.dumps([order_no, code_of_item, code, when], ensure_ascii=False)
    reason = meaning.reason or (codes.reason(_text(data, "CauseName")) if _text(data, "CauseName") else None)
    return TrackingEvent(
        source=SYSTEM,
        source_id=hashlib.sha256(same.encode()).hexdigest(),
        order_no=order_no or None,
        item_code=item_code.validate(code_of_item) if item_code.is_valid(code_of_item) else code_of_item or None,
        raw_code=code,
        raw_text=meaning.text_vi,
        raw_time=when,
        at=times.read(when),
        status=meaning.status,
        reason=reason,
    )


def _text(data: Mapping[str, Any], name: str) -> str:
    value = data.get(name)
    return str(value).strip()[:MAX_RAW] if isinstance(value, str | int) and not isinstance(value, bool) else ""
