"""REST for what a desk looks at: lists of what is to be done, and beside them a dossier's history and score."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.api import dossier_history, paging
from app.api.list_schemas import ExpiredSchema, UnansweredSchema, WorklistSchema
from app.api.openapi import query, refusals
from app.api.replies import facts, shown
from app.api.requests import principal, refuse_unreadable
from app.context import Context
from app.desk import worklist
from app.domain.dossier import Dossier
from app.domain.errors import Fault, InvalidDossier
from app.domain.life import State

_STATES = [state.value for state in State if state in worklist.LISTED]
_FLAGS = {"true": True, "false": False}
_LIST = [
    query("state", "chỉ trạng thái này; không nêu thì mọi hồ sơ chưa có kết quả", enum=_STATES),
    query("overdue", "chỉ hồ sơ đã quá hạn trả", type="boolean", default=False),
    query("differing", "chỉ hồ sơ còn sai lệch giấy tờ chưa xử lý", type="boolean", default=False),
    *paging.parameters("hồ sơ", worklist.MAX_PAGE),
]


def blueprint(context: Context) -> Blueprint:
    """The routes under ``/api/v1``."""
    routes = Blueprint("lists", __name__, url_prefix="/api/v1", description="Danh sách và theo dõi")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("/worklist")
    @routes.doc(
        operationId="getWorklist",
        summary="Việc cần làm, theo hạn trả",
        parameters=_LIST,
        responses=refusals(401, 403, 422, 503),
    )
    @routes.response(200, WorklistSchema, description="không có hồ sơ đã đóng")
    def get_worklist() -> Any:
        reader = principal(context)
        page = worklist.open_dossiers(reader, context, **_asked())
        return {"items": _listed(page.items, context), "next": page.next}

    @routes.get("/worklist/unanswered")
    @routes.doc(
        operationId="getUnanswered",
        summary="Hồ sơ trực tuyến chưa được trả lời trong thời hạn theo quy định",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, UnansweredSchema, description="cũ nhất trước")
    def get_unanswered() -> Any:
        found = worklist.unanswered(principal(context), context)
        return {"items": _listed(found.items, context), "total": found.total}

    @routes.get("/worklist/expired")
    @routes.doc(
        operationId="getExpired",
        summary="Hồ sơ đã quá thời hạn bổ sung mà chưa bổ sung",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, ExpiredSchema, description="quá hạn lâu nhất trước")
    def get_expired() -> Any:
        found = worklist.expired(principal(context), context)
        return {"items": _listed(found.items, context), "total": found.total}

    dossier_history.add(routes, context)
    return routes


def _asked() -> dict[str, Any]:
    """What of the worklist is asked for; :class:`InvalidDossier` with every fault."""
    given, faults = request.args, list[Fault]()
    state = given.get("state", "")
    flags = {name: given.get(name, "false") for name in ("overdue", "differing")}
    if state and state not in _STATES:
        faults.append(Fault("state", "CHOICE_UNKNOWN"))
    limit = paging.read_limit(worklist.MAX_PAGE, faults)
    faults += [Fault(name, "TYPE_INVALID") for name, flag in flags.items() if flag not in _FLAGS]
    if faults:
        raise InvalidDossier(faults)
    read = {name: _FLAGS[flag] for name, flag in flags.items()}
    return {"state": State(state) if state else None, "after": given.get("after"), "limit": limit, **read}


def _listed(items: tuple[Dossier, ...], context: Context) -> list[dict[str, Any]]:
    return [shown(each, context) | _times(each, context) for each in items]


def _times(dossier: Dossier, context: Context) -> dict[str, Any]:
    overdue = worklist.is_overdue(dossier, context.clock.now())
    return facts(dossier, ("answer_by", "supplement_by")) | {"overdue": overdue}
