"""REST for what a citizen registers with the post: the result is brought home, the papers are fetched there."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app import submissions, updates
from app.api.answers import AnswerSchema
from app.api.dossiers import SOURCE
from app.api.replies import answered
from app.api.requests import refuse_unreadable
from app.api.schemas import AddressSchema, DeputySchema, Strict, part_field, text_field
from app.api.updates import allowed, came, described, spelled
from app.context import Context
from app.domain.money.fees import FreightPayer
from app.domain.post.doorstep import WHO
from app.domain.post.order import Leg
from app.domain.post.service_mode import WISHES, ServiceMode
from app.domain.submission import MayReceive, Wish
from app.updates.registering import KINDS, Registered

_WISH = {"enum": [Wish.YES, Wish.NO], "example": "yes"}


class ReturnSchema(Strict):
    """Nhận kết quả qua bưu chính: đăng ký, sửa, hoặc thôi (``wish: no``); mục không gửi thì giữ nguyên."""

    wish = text_field("có hay không", required=True, **_WISH)
    receiver = text_field("người nhận; mặc định là chủ hồ sơ")
    phone = text_field("điện thoại người nhận")
    address = part_field(AddressSchema, "địa chỉ nhận; mặc định là nơi cư trú")
    may_receive = text_field("ai được nhận", enum=[*MayReceive, None])
    deputy = part_field(DeputySchema, "người nhận thay; bắt buộc khi may_receive là authorised")
    reason = text_field("ghi chú", example="Công dân đề nghị tại bưu cục")


class CollectionSchema(Strict):
    """Thu gom hồ sơ tại nhà: đăng ký, sửa, hoặc thôi (``wish: no``), khi hồ sơ chưa được tiếp nhận."""

    wish = text_field("có hay không", required=True, **_WISH)
    sender = text_field("người gửi; mặc định là chủ hồ sơ")
    phone = text_field("điện thoại người gửi")
    address = part_field(AddressSchema, "địa chỉ lấy hồ sơ; mặc định là nơi cư trú")
    reason = text_field("ghi chú", example="Công dân đề nghị qua điện thoại")


class DeputyAnswerSchema(Schema):
    """Người nhận thay."""

    name = fields.String()
    id_number = fields.String()


class RegisteredSchema(AnswerSchema):
    """Việc đăng ký như đang ghi trong hồ sơ; khi ``wish`` không phải ``yes`` thì không có các mục sau ``wish``."""

    service_mode = fields.String(metadata={"enum": [*ServiceMode], "description": "hình thức sử dụng dịch vụ"})
    service_mode_vi = fields.String(metadata={"description": "hình thức đó, tiếng Việt"})
    wish = fields.String(metadata={"enum": [*Wish]})
    receiver = fields.String(metadata={"description": "người nhận kết quả"})
    sender = fields.String(metadata={"description": "người gửi hồ sơ"})
    phone = fields.String()
    address = fields.String()
    may_receive = fields.String(metadata={"enum": [*MayReceive]})
    deputy = fields.Nested(DeputyAnswerSchema)
    freight_payer = fields.String(metadata={"enum": [*FreightPayer], "description": "người trả cước của bưu gửi này"})
    cod_vnd = fields.Integer(metadata={"description": "bưu tá thu khi phát, hoặc khi đến lấy hồ sơ; đồng"})


_ROUTES = {
    Leg.RETURN: ("return", "registerReturn", "Đăng ký, sửa hoặc thôi nhận kết quả qua bưu chính", ReturnSchema),
    Leg.COLLECT: ("collection", "registerCollection", "Đăng ký, sửa hoặc thôi thu gom hồ sơ tại nhà", CollectionSchema),
}


def blueprint(context: Context) -> Blueprint:
    """``/return`` and ``/collection`` of a dossier."""
    routes = Blueprint("registrations", __name__, url_prefix="/api/v1/dossiers", description="Đăng ký với bưu điện")
    routes.url_value_preprocessor(refuse_unreadable)
    for leg, (name, operation_id, summary, schema) in _ROUTES.items():
        _add(routes, context, leg, name, schema, {"summary": summary, **described(operation_id, schema)})
    return routes


def _add(
    routes: Blueprint, context: Context, leg: Leg, name: str, schema: type[Schema], described: dict[str, Any]
) -> None:
    @routes.route(f"/<code>/{name}", endpoint=name)
    class Register(MethodView):
        @routes.doc(**described)
        @routes.response(200, RegisteredSchema, description="trả lời đầu tiên, kèm việc đăng ký như hiện nay")
        def post(self, code: str) -> Any:
            who = allowed(KINDS[leg], context)
            read = partial(submissions.read_registration, WISHES[leg])
            asked = read(**came(schema(), context))
            spell = submissions.registered(WISHES[leg], spelled)
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
