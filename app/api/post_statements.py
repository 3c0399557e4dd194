"""REST for the post's own list of a day (bảng kê đối soát của bưu điện), which ours is held against."""

from __future__ import annotations

from typing import Any

from flask import current_app, request
from flask_smorest import Blueprint

from app import body, reconciliation
from app.api.openapi import query, writing
from app.api.reconciliation_schemas import StatementSchema
from app.api.replies import facts
from app.api.requests import allowed
from app.context import Context
from app.domain.errors import Fault, InvalidDossier, WrongMediaType
from app.reconciliation.statements import READER, SENDING

CSV = "text/csv"
_CSV = {"required": True, "content": {CSV: {"schema": {"type": "string"}}}}
_ASKED = [
    query("day", "ngày của bảng kê", required=True, format="date"),
    query("again", "true: tệp này đã bị tệp khác thay thì nay lại được tính", type="boolean", default=False),
]
_FLAGS = {"true": True, "false": False}


def add(routes: Blueprint, context: Context) -> None:
    """``/api/v1/post-statements``, among the routes of reconciliation."""

    @routes.post("/post-statements")
    @routes.doc(
        operationId="sendPostStatement",
        summary="Bưu điện nộp bảng kê đối soát của một ngày (CSV); nộp lại tệp khác thì tệp sau thay tệp trước",
        parameters=_ASKED,
        requestBody=_CSV,
        **writing(),
    )
    @routes.alt_response(200, schema=StatementSchema, description="tệp này đã nhận trước đó, repeat=true")
    @routes.response(201, StatementSchema, description="đã nhận; dòng không đọc được không chặn dòng khác")
    def send_post_statement() -> Any:
        who = allowed(context, *SENDING)
        content = body.read(request, context.settings.max_message_bytes)
        if request.mimetype not in ("", CSV):  # who names none claims nothing else
            raise WrongMediaType([Fault("Content-Type", "MEDIA_TYPE_STATEMENT")])
        day = reconciliation.read_day(request.args.get("day"), context.clock.now())
        read = current_app.extensions[READER]
        taken = reconciliation.take_in(day, content, who, read, context, again=_again())
        kept = facts(taken.kept, ("day", "edition", "superseded"))
        return kept | facts(taken, ("lines", "unreadable", "repeat")), 200 if taken.repeat else 201


def _again() -> bool:
    told = request.args.get("again", "false")
    if told not in _FLAGS:
        raise InvalidDossier([Fault("again", "TYPE_INVALID")])
    return _FLAGS[told]
