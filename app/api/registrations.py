"""REST for what a citizen registers with the post: the result is brought home, the papers are fetched there."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema

from app import submissions, updates
from app.api.openapi import writing
from app.api.registration_schemas import CollectionSchema, RegisteredSchema, ReturnSchema
from app.api.replies import answered
from app.api.requests import SOURCE, refuse_unreadable
from app.api.updates import bringing, came, spelled
from app.context import Context
from app.domain.post.doorstep import WHO
from app.domain.post.order import Leg
from app.domain.post.wish import PARTS
from app.domain.submission import Wish
from app.updates.registering import KINDS, Registered

_ROUTES: dict[Leg, tuple[str, str, str, type[Schema]]] = {
    Leg.RETURN: ("return", "registerReturn", "Đăng ký, sửa hoặc thôi nhận kết quả qua bưu chính", ReturnSchema),
    Leg.COLLECT: ("collection", "registerCollection", "Đăng ký, sửa hoặc thôi thu gom hồ sơ tại nhà", CollectionSchema),
}


def blueprint(context: Context) -> Blueprint:
    """``/return`` and ``/collection`` of a dossier."""
    routes = Blueprint("registrations", __name__, url_prefix="/api/v1/dossiers", description="Đăng ký với bưu điện")
    routes.url_value_preprocessor(refuse_unreadable)
    for leg in _ROUTES:
        _route(routes, leg, context)
    return routes


def _route(routes: Blueprint, leg: Leg, context: Context) -> None:
    name, operation_id, summary, schema = _ROUTES[leg]

    @routes.post(f"/<code>/{name}", endpoint=name)
    @routes.doc(operationId=operation_id, summary=summary, **writing(schema, once=True))
    @routes.response(200, RegisteredSchema, description="trả lời đầu tiên, kèm việc đăng ký như hiện nay")
    def register(code: str) -> Any:
        who = bringing(KINDS[leg], context)
        read = partial(submissions.read_registration, PARTS[leg])
        asked = read(**came(schema, context))
        spell = submissions.registered(PARTS[leg], spelled)
        return _shown(leg, updates.register(leg, code, asked, who, context, SOURCE, spell), context)


def _shown(leg: Leg, done: Registered, context: Context) -> dict[str, Any]:
    mode, deputy = done.dossier.service_mode, done.said.get("deputy")
    told: dict[str, Any] = {"service_mode": mode, "service_mode_vi": mode.vi, "wish": done.wish}
    if done.wish is Wish.YES:
        told |= {WHO[leg]: done.who, "phone": done.phone, "address": done.address}
        told |= {"freight_payer": done.payer, "cod_vnd": done.cod_vnd}
        told |= {"may_receive": done.said["may_receive"]} if "may_receive" in done.said else {}
        told |= {"deputy": {"name": deputy["name"], "id_number": deputy["id_document"]["number"]}} if deputy else {}
    return answered(done.answer, context) | told
