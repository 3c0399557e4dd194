"""REST for reports of the post's counter software: what happened to parcels, up to a thousand in one message."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import current_app
from flask_smorest import Blueprint

from app.api import problems
from app.api.openapi import writing
from app.api.requests import allowed, valid_body
from app.api.tracking_event_schemas import EventResultsSchema, LooseEventsSchema, ReportedEventsSchema
from app.context import Context
from app.domain.post.report import Words
from app.post import reporting
from app.post.reporting import RESULTS_VI, Told

WORDS = "dossier_post_words"  # under this name the application keeps how the post's systems write


def blueprint(context: Context) -> Blueprint:
    """``/api/v1/tracking-events``."""
    routes = Blueprint("tracking_events", __name__, url_prefix="/api/v1/tracking-events", description="Bưu gửi")

    @routes.post("")
    @routes.doc(
        operationId="reportEvents",
        summary="Phần mềm của bưu điện báo tình trạng bưu gửi; mỗi lần báo một kết quả",
        **writing(ReportedEventsSchema, without=(404, 409)),
    )
    @routes.response(200, EventResultsSchema, description="theo thứ tự đã gửi; gửi lại thì là repeat")
    def report_events() -> Any:
        who = allowed(context, *reporting.ROLES)
        events = valid_body(context, LooseEventsSchema)["events"]
        words: Words = current_app.extensions[WORDS]
        told = reporting.report(events, who, context, words)
        return {"results": [_shown(each) for each in told], "counts": Counter(each.result for each in told)}

    return routes


def _shown(told: Told) -> dict[str, Any]:
    shown: dict[str, Any] = {"result": told.result, "text": RESULTS_VI[told.result]}
    if told.event_id:
        shown["event_id"] = told.event_id
    if told.event:
        shown["status"] = told.event.status
    if told.dossier_no:
        shown["dossier_no"] = told.dossier_no
    if told.faults:
        shown["faults"] = problems.listed(told.faults)
    if told.why:
        shown["why"], shown["why_text"] = told.why
    return shown
