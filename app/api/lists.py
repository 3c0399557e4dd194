"""REST for what a desk looks at: lists of what is to be done, a dossier's history and its score."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from flask import request
from flask.views import MethodView
from flask_smorest import Blueprint

from app.api.desk_schemas import ExpiredSchema, HistorySchema, ScoreSchema, UnansweredSchema, WorklistSchema
from app.api.replies import refusals, shown
from app.api.requests import principal, refuse_unreadable
from app.context import Context
from app.desk import history, scoring, worklist
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier
from app.domain.life import State
from app.domain.remark import Remark
from app.domain.values import Values

_STATES = [state.value for state in State if state in worklist.LISTED]
_FLAGS = {"true": True, "false": False}
_WHOLE, _DAY = re.compile("[0-9]{1,6}"), re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "description": description, "schema": schema}


_LIMIT = {"minimum": 1, "maximum": worklist.MAX_PAGE, "default": 50}
_LIST = [
    _parameter("state", "chỉ trạng thái này; không nêu thì mọi hồ sơ chưa có kết quả", type="string", enum=_STATES),
    _parameter("overdue", "chỉ hồ sơ đã quá hạn trả", type="boolean", default=False),
    _parameter("differing", "chỉ hồ sơ còn sai lệch giấy tờ chưa xử lý", type="boolean", default=False),
    _parameter("after", "next của trang trước", type="string"),
    _parameter("limit", "số hồ sơ mỗi trang", type="integer", **_LIMIT),
]
_PERIOD_END = [_parameter("period_end", "ngày cuối kỳ", type="string", format="date", example="2021-12-31")]


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1``."""
    routes = Blueprint("lists", __name__, url_prefix="/api/v1", description="Danh sách và theo dõi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/worklist")
    class Worklist(MethodView):
        @routes.doc(
            operationId="getWorklist",
            summary="Việc cần làm, theo hạn trả",
            parameters=_LIST,
            responses=refusals(401, 403, 422, 503),
        )
        @routes.response(200, WorklistSchema, description="không có hồ sơ đã đóng")
        def get(self) -> Any:
            reader = principal(context)
            page = worklist.open_dossiers(reader, context, **_asked())
            return {"items": _listed(page.items, context), "next": page.next}

    @routes.route("/worklist/unanswered")
    class Unanswered(MethodView):
        @routes.doc(
            operationId="getUnanswered",
            summary="Hồ sơ trực tuyến chưa được trả lời trong thời hạn theo quy định",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, UnansweredSchema, description="cũ nhất trước")
        def get(self) -> Any:
            found = worklist.unanswered(principal(context), context)
            return {"items": _listed(found.items, context), "total": found.total}

    @routes.route("/worklist/expired")
    class Expired(MethodView):
        @routes.doc(
            operationId="getExpired",
            summary="Hồ sơ đã quá thời hạn bổ sung mà chưa bổ sung",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, ExpiredSchema, description="quá hạn lâu nhất trước")
        def get(self) -> Any:
            found = worklist.expired(principal(context), context)
            return {"items": _listed(found.items, context), "total": found.total}

    @routes.route("/dossiers/<code>/history")
    class History(MethodView):
        @routes.doc(
            operationId="getHistory",
            summary="Quá trình giải quyết hồ sơ",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, HistorySchema, description="theo thứ tự")
        def get(self, code: str) -> Any:
            told = history.of(code, principal(context), context)
            return {"dossier_no": told.dossier.dossier_no, "events": [_line(each) for each in told.lines]}

    @routes.route("/dossiers/<code>/score")
    class Score(MethodView):
        @routes.doc(
            operationId="getScore",
            summary="Đánh giá đúng hạn của hồ sơ theo cách chấm của kỳ",
            parameters=_PERIOD_END,
            responses=refusals(401, 403, 404, 409, 422, 503),
        )
        @routes.response(200, ScoreSchema, description="kết luận, lý do, thời gian chờ bổ sung")
        def get(self, code: str) -> Any:
            reader = principal(context)
            return _score(scoring.of(code, reader, context, _period_end(context.clock.now())))

    return routes


def _asked() -> dict[str, Any]:
    """What of the worklist is asked for; :class:`InvalidDossier` with every fault."""
    given, faults = request.args, []
    state, limit = given.get("state", ""), given.get("limit", "50")
    flags = {name: given.get(name, "false") for name in ("overdue", "differing")}
    if state and state not in _STATES:
        faults.append(Fault("state", "CHOICE_UNKNOWN"))
    if not _WHOLE.fullmatch(limit) or not int(limit):
        faults.append(Fault("limit", "TYPE_INVALID"))
    elif int(limit) > worklist.MAX_PAGE:
        faults.append(Fault("limit", "TOO_MANY", (("limit", worklist.MAX_PAGE),)))
    faults += [Fault(name, "TYPE_INVALID") for name, flag in flags.items() if flag not in _FLAGS]
    if faults:
        raise InvalidDossier(faults)
    read = {name: _FLAGS[flag] for name, flag in flags.items()}
    return {"state": State(state) if state else None, "after": given.get("after"), "limit": int(limit), **read}


def _period_end(now: datetime) -> datetime | None:
    """The last moment of the day that is asked for."""
    given = request.args.get("period_end", "")
    if not given:
        return None
    moment = f"{given}T23:59:59" if _DAY.fullmatch(given) else "?"
    reader = Values({"period_end": moment}, now, str, [])
    found = reader.time(reader.raw, "period_end", "")
    if reader.faults:
        raise InvalidDossier(reader.faults)
    return found


def _listed(items: tuple[Dossier, ...], context: Context) -> list[dict[str, Any]]:
    return [shown(each, context) | _times(each, context) for each in items]


def _times(dossier: Dossier, context: Context) -> dict[str, Any]:
    overdue = worklist.is_overdue(dossier, context.clock.now())
    return {"answer_by": dossier.answer_by, "supplement_by": dossier.supplement_by, "overdue": overdue}


def _line(line: history.Line) -> dict[str, Any]:
    values = {"seq": line.seq, "kind": line.kind, "at": line.at, "text": line.text_vi, "who": line.who_vi}
    return values | {"said": _said(line.said)}


def _said(said: Remark) -> dict[str, Any]:
    values = {name: getattr(said, name) for name in Remark.__dataclass_fields__}
    return {name: value for name, value in values.items() if value not in ("", (), None)}


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
