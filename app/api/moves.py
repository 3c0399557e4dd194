"""REST for the moves of a dossier: one route for each of the table, with exactly the fields that the move can say."""

from __future__ import annotations

from typing import Any

from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields

from app import lifecycle
from app.api.answers import MovedSchema
from app.api.replies import refusals, shown
from app.api.requests import json_body, principal, refuse_unreadable
from app.api.schemas import Strict, text_field, whole_field
from app.context import Context
from app.domain import remark
from app.domain.life import MOVES, STATES, Move
from app.domain.submission import FeeMethod, FeePlace

SOURCE = "rest"
BY_MESSAGE = frozenset({"supplement", "withdraw"})  # they bring something with them: app.api.updates
SAYING: dict[str, Any] = {
    "reason": text_field("lý do hoặc ghi chú"),
    "demands": fields.List(text_field("một nội dung cần bổ sung"), metadata={"description": "nội dung cần bổ sung"}),
    "until": text_field("thời hạn bổ sung, ISO 8601", example="2021-11-30"),
    "amount_vnd": whole_field("số tiền, đồng"),
    "method": text_field("hình thức thu", enum=[*FeeMethod]),
    "place": text_field("nơi thu", enum=[*FeePlace]),
    "voucher": text_field("số biên lai", example="BL-0001"),
    "new_due_at": text_field("thời điểm hẹn lại, ISO 8601", example="2021-11-26T17:00:00+07:00"),
    "signer": text_field("người ký thay mặt cơ quan"),
    "signer_role": text_field("chức vụ người ký", example="PHÓ GIÁM ĐỐC"),
    "licence_number": text_field("số giấy phép lái xe đã cấp", example="890120001234"),
    "licence_serial": text_field("số seri phôi", example="AP123456"),
    "receiver": text_field("người nhận kết quả"),
    "receiver_id_number": text_field("số định danh của người nhận"),
    "receiver_phone": text_field("số điện thoại của người nhận"),
    "authorisation": text_field("giấy ủy quyền"),
}


def blueprint(context: Context) -> Blueprint:
    """The moves under ``/api/v1/dossiers/<code>/``, named as in the table with dashes."""
    routes = Blueprint("moves", __name__, url_prefix="/api/v1/dossiers", description="Các bước giải quyết hồ sơ")
    routes.url_value_preprocessor(refuse_unreadable)
    for move in MOVES.values():
        if move.name not in BY_MESSAGE:
            _route(routes, move, context)
    return routes


def _route(routes: Blueprint, move: Move, context: Context) -> None:
    schema = Strict.from_dict({name: SAYING[name] for name in sorted(move.says)}, name=_camel(move.name, "Move"))
    from_vi = ", ".join(STATES[state].vi for state in STATES if state in move.starts)
    body = {"required": bool(move.needs), "content": {"application/json": {"schema": schema}}}

    @routes.route(f"/<code>/{move.name.replace('_', '-')}", endpoint=move.name)
    class Making(MethodView):
        @routes.doc(
            operationId=_camel(move.name, "Dossier", first=False),
            summary=f"{move.vi[0].upper()}{move.vi[1:]}",
            description=f"Từ trạng thái: {from_vi}. Bắt buộc: {', '.join(sorted(move.needs)) or 'không'}.",
            requestBody=body,
            responses=refusals(400, 401, 403, 404, 409, 413, 415, 422, 503),
        )
        @routes.response(200, MovedSchema, description="hồ sơ sau bước này")
        def post(self, code: str) -> Any:
            return _made(move, schema(), code, context)


def _made(move: Move, schema: Schema, code: str, context: Context) -> dict[str, Any]:
    who = principal(context)
    who.require(*move.roles)
    raw, faults = json_body(context, schema, required=False)
    said = remark.read(raw, move, context.clock.now(), faults=faults)
    moved = lifecycle.make(move.name, code, said, who, context, SOURCE)
    return shown(moved.dossier, context, repeat=moved.repeat, warnings=moved.warnings)


def _camel(name: str, behind: str, *, first: bool = True) -> str:
    words = "".join(word.capitalize() for word in name.split("_")) + behind
    return words if first else words[0].lower() + words[1:]
