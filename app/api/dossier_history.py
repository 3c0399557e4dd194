"""REST for what became of a dossier: its history line by line, and how it scores by the rules of a period."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.api.list_schemas import HistorySchema, ScoreSchema
from app.api.openapi import query, refusals
from app.api.replies import facts
from app.api.requests import principal
from app.context import Context
from app.desk import history, scoring
from app.domain.remark import Remark
from app.domain.values import Values

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PERIOD_END = query("period_end", "ngày cuối kỳ", format="date", example="2021-12-31")


def add(routes: Blueprint, context: Context) -> None:
    """Both among the routes of lists."""

    @routes.get("/dossiers/<code>/history")
    @routes.doc(
        operationId="getHistory",
        summary="Quá trình giải quyết hồ sơ",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, HistorySchema, description="theo thứ tự")
    def get_history(code: str) -> Any:
        told = history.of(code, principal(context), context)
        return {"dossier_no": told.dossier.dossier_no, "events": [_line(each) for each in told.lines]}

    @routes.get("/dossiers/<code>/score")
    @routes.doc(
        operationId="getScore",
        summary="Đánh giá đúng hạn của hồ sơ theo cách chấm của kỳ",
        parameters=[_PERIOD_END],
        responses=refusals(401, 403, 404, 409, 422, 503),
    )
    @routes.response(200, ScoreSchema, description="kết luận, lý do, thời gian chờ bổ sung")
    def get_score(code: str) -> Any:
        reader = principal(context)
        return _score(scoring.of(code, reader, context, _period_end(context.clock.now())))


def _period_end(now: datetime) -> datetime | None:
    """The last moment of the day that is asked for."""
    given = request.args.get("period_end", "")
    if not given:
        return None
    moment = f"{given}T23:59:59" if _DAY.fullmatch(given) else "?"
    reader = Values({"period_end": moment}, now, str, [])
    found = reader.time(reader.raw, "period_end", "")
    reader.end()
    return found


def _line(line: history.Line) -> dict[str, Any]:
    words = {"text": line.text_vi, "who": line.who_vi, "said": _said(line.said)}
    return facts(line, ("seq", "kind", "at")) | words


def _said(said: Remark) -> dict[str, Any]:
    return {name: value for name, value in facts(said).items() if value not in ("", (), None)}


def _score(scored: scoring.Scored) -> dict[str, Any]:
    return {
        "dossier_no": scored.dossier.dossier_no,
        "verdict": scored.score.verdict,
        "verdict_vi": scoring.VERDICTS_VI[scored.score.verdict],
        "reason": scored.score.reason_vi,
        "method": scored.method,
        "period_end": scored.period_end,
        "ended_at": scored.score.ended_at,
        "waited_hours": round(scored.score.waited.total_seconds() / 3600, 2),
    }
