"""What REST is asked: who asks, and what is sent, with every fault of its shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema

from app import body, strict_json, submissions
from app.api.shape import shape
from app.context import Context
from app.domain import remark, text
from app.domain.act import Act
from app.domain.errors import (
    Fault,
    InvalidDossier,
    InvalidFormat,
    InvalidMessage,
    NotAuthenticated,
    NotFound,
    WrongMediaType,
)
from app.domain.remark import Remark
from app.domain.submission import Channel, Submission
from app.security.keys import by_bearer
from app.security.principals import Principal, Role

SOURCE = "rest"  # this door, as events name it
IDEMPOTENCY_KEY = "Idempotency-Key"
_REQUEST_ID, _ID = re.compile("[!-~]{1,128}"), re.compile("[0-9]{1,18}")
T = TypeVar("T")


def principal(context: Context) -> Principal:
    """Whose key it is; :class:`NotAuthenticated` without a good one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotAuthenticated
    return by_bearer(token.strip(), context)


def allowed(context: Context, *roles: Role) -> Principal:
    """Whose key it is; :class:`NotAllowed` unless it has one of the roles."""
    who = principal(context)
    who.require(*roles)
    return who


def json_body(context: Context, schema: type[Schema], *, required: bool = True) -> tuple[dict[str, Any], list[Fault]]:
    """The body's shape and its faults; :class:`InvalidMessage` for a body that is no JSON object."""
    raw = body.read(request, context.settings.max_message_bytes)
    if not raw.strip() and not required:
        return {}, []
    if request.mimetype != "application/json":
        raise WrongMediaType([Fault("Content-Type", "MEDIA_TYPE_JSON")])
    try:
        data = strict_json.loads(raw)
    except ValueError as e:
        raise InvalidMessage([Fault("body", "JSON_INVALID")]) from e
    if not isinstance(data, dict):
        raise InvalidMessage([Fault("body", "TYPE_INVALID")])
    return shape(_made(schema), data)


def valid_body(context: Context, schema: type[Schema], *, required: bool = True) -> dict[str, Any]:
    """The body where its shape is all there is to judge; :class:`InvalidDossier` names every fault."""
    data, faults = json_body(context, schema, required=required)
    if faults:
        raise InvalidDossier(faults)
    return data


def read(
    reader: Callable[[dict[str, Any], datetime, list[Fault]], T],
    schema: type[Schema],
    context: Context,
    *,
    required: bool = True,
) -> T:
    """The body as ``reader`` understands it, which names the faults of its shape together with its own."""
    raw, faults = json_body(context, schema, required=required)
    return reader(raw, context.clock.now(), faults)


def acting(act: Act, schema: type[Schema], context: Context, *, required: bool = True) -> tuple[Principal, Remark]:
    """Who does this and what is said of it. Who may not is told so before what is sent is looked at."""
    who = allowed(context, *act.roles)
    raw, faults = json_body(context, schema, required=required)
    return who, remark.read(raw, act, context.clock.now(), faults=faults)


def submission(
    data: dict[str, Any], faults: list[Fault], request_id: str, named: str, sender: Principal, context: Context
) -> Submission:
    """A clean submission from a body of the right shape; ``named`` is what the sender calls its request id."""
    asked = data.get("channel")
    if asked and asked not in [*Channel]:
        faults.append(Fault("channel", "CHOICE_UNKNOWN"))
        asked = None
    return submissions.read(
        data,
        request_id=request_id,
        channel=sender.channel(asked),
        context=context,
        spell=lambda path: named if path == "request_id" else path,
        faults=faults,
    )


def batch_id() -> str:
    """The request id of a whole batch; :class:`InvalidDossier` for one that is none."""
    given = request.headers.get(IDEMPOTENCY_KEY, "")
    if not _REQUEST_ID.fullmatch(given):
        raise InvalidDossier([Fault(IDEMPOTENCY_KEY, "REQUEST_ID_INVALID" if given else "REQUIRED")])
    return given


def number(part: str) -> int:
    """A number that is part of a path; :class:`NotFound` for what is none."""
    if not _ID.fullmatch(part):
        raise NotFound
    return int(part)


def refuse_unreadable(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A code that cannot be read is nobody's, in the path or behind it."""
    try:
        for code in (*(values or {}).values(), *request.args.getlist("code")):
            text.clean(code)
    except InvalidFormat as e:
        raise NotFound from e


@cache
def _made(schema: type[Schema]) -> Schema:
    """One for all requests: making it takes longer than using it."""
    return schema()
