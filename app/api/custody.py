"""REST for custody: who keeps papers and licence, each act of the table by a route, and what must be looked at."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from app.api.act_schemas import camel, needed_vi, schema_of
from app.api.custody_schemas import CustodySchema, WatchlistSchema
from app.api.openapi import refusals, writing
from app.api.requests import SOURCE, acting, principal, refuse_unreadable
from app.context import Context
from app.custody import holding, recording, watching
from app.custody.holding import Held
from app.custody.names import finding_vi, keeper_vi
from app.custody.watching import Watched
from app.domain.act import Act
from app.domain.custody.act import ACTS
from app.domain.custody.step import Keeper
from app.domain.custody.thread import Custody


def blueprint(context: Context) -> Blueprint:
    """``/api/v1/dossiers/<code>/custody``, its acts, and ``/api/v1/custody``."""
    routes = Blueprint("custody", __name__, url_prefix="/api/v1", description="Lưu giữ giấy tờ và giấy phép lái xe")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.get("/dossiers/<code>/custody")
    @routes.doc(
        operationId="getCustody",
        summary="Giấy tờ và giấy phép lái xe đang ở đâu, đã qua những nơi nào",
        responses=refusals(401, 403, 404, 409, 503),
    )
    @routes.response(200, CustodySchema, description="luôn có đúng một nơi giữ")
    def get_custody(code: str) -> Any:
        return shown(holding.of(code, principal(context), context), context)

    @routes.get("/custody")
    @routes.doc(
        operationId="listCustody",
        summary="Quá hạn lưu giữ, chưa được bưu điện ghi nhận, giao nhận chưa liền mạch, hoặc phôi chưa hủy",
        responses=refusals(401, 403, 503),
    )
    @routes.response(200, WatchlistSchema, description="chờ lâu nhất trước, nhiều nhất 200 hồ sơ")
    def list_custody() -> Any:
        listed = watching.watched(principal(context), context)
        return {"items": [_watched(each, context) for each in listed.items], "total": listed.total}

    for act in ACTS.values():
        _route(routes, act, context)
    return routes


def _route(routes: Blueprint, act: Act, context: Context) -> None:
    schema = schema_of(act, f"Custody{camel(act)}")

    @routes.post(f"/dossiers/<code>/custody/{act.name.replace('_', '-')}", endpoint=act.name)
    @routes.doc(
        operationId=f"recordLicence{camel(act)}",
        summary=f"Ghi nhận: {act.vi}",
        description=needed_vi(act),
        **writing(schema, required=bool(act.needs)),
    )
    @routes.response(200, CustodySchema, description="sau khi ghi nhận; repeat=true khi đã ghi nhận trước đó")
    def record(code: str) -> Any:
        who, said = acting(act, schema, context, required=False)
        return shown(recording.record(act.name, code, said, who, context, SOURCE), context)


def shown(held: Held, context: Context) -> dict[str, Any]:
    """Both threads of a dossier."""
    licence = held.threads.licence
    return {
        "dossier_no": held.dossier.dossier_no,
        "state": held.dossier.state,
        "papers": _thread(held.threads.papers, context),
        "licence": _thread(licence, context) if licence else None,
        "repeat": held.repeat,
    }


def _thread(of: Custody, context: Context) -> dict[str, Any]:
    spells = [{"keeper": _keeper(s.keeper, context), "since": s.since, "until": s.until} for s in of.spells]
    findings = [{"kind": f.kind, "at": f.transfer.at, "text": finding_vi(f, context)} for f in of.findings]
    parcel = {"item_code": of.item_code, "attempts": of.attempts, "keep_until": of.keep_until}
    stands = {"keeper": _keeper(of.keeper, context), "since": of.since, "serial": of.thing.serial}
    return stands | parcel | {"spells": spells, "findings": findings}


def _keeper(keeper: Keeper, context: Context) -> dict[str, str]:
    return {"kind": keeper.kind, "code": keeper.code, "text": keeper_vi(keeper, context)}


def _watched(each: Watched, context: Context) -> dict[str, Any]:
    return {
        "dossier_no": each.dossier.dossier_no,
        "thing": each.about.thing.kind,
        "why": each.why,
        "text": each.text_vi,
        "keeper": _keeper(each.about.keeper, context),
        "since": each.about.since,
        "keep_until": each.about.keep_until,
    }
