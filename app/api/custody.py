"""REST for custody: who keeps papers and licence, each act of the table by a route, and what must be looked at."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema

from app.api.custody_schemas import CustodySchema, WatchlistSchema
from app.api.moves import SAYING
from app.api.replies import refusals
from app.api.requests import json_body, principal, refuse_unreadable
from app.api.schemas import Strict, text_field
from app.context import Context
from app.custody import holding, recording, watching
from app.custody.holding import Held
from app.custody.names import finding_vi, keeper_vi
from app.custody.watching import Watched
from app.domain import remark
from app.domain.act import Act
from app.domain.custody.act import ACTS
from app.domain.custody.collecting import IdPaper
from app.domain.custody.step import Keeper, KeeperKind, ThingKind
from app.domain.custody.thread import Custody
from app.domain.post.tracking import Reason

SOURCE = "rest"
_FIELDS: dict[str, Any] = SAYING | {
    "id_paper": text_field("giấy tờ tùy thân đã xem", enum=[*IdPaper]),
    "id_digits": text_field("ít nhất 4 ký tự cuối của số giấy tờ", example="4321"),
    "item_code": text_field("số hiệu bưu gửi vừa quét trên phong bì", example="EL491610889VN"),
    "post_office": text_field("mã bưu cục, khi khóa không gắn với một bưu cục", example="881600"),
    "failure": text_field("lý do phát không thành công", enum=[*Reason]),
    "keep_until": text_field("lưu giữ đến hết ngày; không nêu thì theo quy định", example="2021-12-02"),
    "thing": text_field("papers: giấy tờ của hồ sơ; licence: giấy phép lái xe", enum=[*ThingKind]),
    "keeper": text_field("nơi đang giữ, theo kết luận", enum=[*KeeperKind]),
    "happened_at": text_field("thời điểm thực hiện, khi báo sau; ISO 8601", example="2021-11-22T15:40:00+07:00"),
}


def blueprint(context: Context) -> Blueprint:
    """``/api/v1/dossiers/<code>/custody``, its acts, and ``/api/v1/custody``."""
    routes = Blueprint("custody", __name__, url_prefix="/api/v1", description="Lưu giữ giấy tờ và giấy phép lái xe")
    routes.url_value_preprocessor(refuse_unreadable)

    @routes.route("/dossiers/<code>/custody")
    class One(MethodView):
        @routes.doc(
            operationId="getCustody",
            summary="Giấy tờ và giấy phép lái xe đang ở đâu, đã qua những nơi nào",
            responses=refusals(401, 403, 404, 409, 503),
        )
        @routes.response(200, CustodySchema, description="luôn có đúng một nơi giữ")
        def get(self, code: str) -> Any:
            return shown(holding.of(code, principal(context), context), context)

    @routes.route("/custody")
    class Watchlist(MethodView):
        @routes.doc(
            operationId="listCustody",
            summary="Quá hạn lưu giữ, chưa được bưu điện ghi nhận, hoặc giao nhận chưa liền mạch",
            responses=refusals(401, 403, 503),
        )
        @routes.response(200, WatchlistSchema, description="chờ lâu nhất trước, nhiều nhất 200 hồ sơ")
        def get(self) -> Any:
            listed = watching.watched(principal(context), context)
            return {"items": [_watched(each, context) for each in listed.items], "total": listed.total}

    for act in ACTS.values():
        _route(routes, act, context)
    return routes


def _route(routes: Blueprint, act: Act, context: Context) -> None:
    schema = Strict.from_dict({name: _FIELDS[name] for name in sorted(act.says)}, name=f"Custody{_camel(act.name)}")
    body = {"required": bool(act.needs), "content": {"application/json": {"schema": schema}}}

    @routes.route(f"/dossiers/<code>/custody/{act.name.replace('_', '-')}", endpoint=act.name)
    class Recording(MethodView):
        @routes.doc(
            operationId=f"recordLicence{_camel(act.name)}",
            summary=f"Ghi nhận: {act.vi}",
            description=f"Bắt buộc: {', '.join(sorted(act.needs)) or 'không'}.",
            requestBody=body,
            responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
        )
        @routes.response(200, CustodySchema, description="sau khi ghi nhận; repeat=true khi đã ghi nhận trước đó")
        def post(self, code: str) -> Any:
            return _recorded(act, schema(), code, context)


def _recorded(act: Act, schema: Schema, code: str, context: Context) -> dict[str, Any]:
    who = principal(context)
    who.require(*act.roles)
    raw, faults = json_body(context, schema, required=False)
    said = remark.read(raw, act, context.clock.now(), faults=faults)
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


def _camel(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))
