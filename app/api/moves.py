"""REST for the moves of a dossier: one route for each of the table, with exactly the fields that the move can say."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint

from app import lifecycle
from app.api.act_schemas import camel, needed_vi, schema_of
from app.api.answers import MovedSchema
from app.api.openapi import writing
from app.api.replies import shown
from app.api.requests import SOURCE, acting, refuse_unreadable
from app.context import Context
from app.domain.life import MOVES, STATES, Move

BY_MESSAGE = frozenset({"supplement", "withdraw"})  # they bring something with them: app.api.updates


def blueprint(context: Context) -> Blueprint:
    """The moves under ``/api/v1/dossiers/<code>/``, named as in the table with dashes."""
    routes = Blueprint("moves", __name__, url_prefix="/api/v1/dossiers", description="Các bước giải quyết hồ sơ")
    routes.url_value_preprocessor(refuse_unreadable)
    for move in MOVES.values():
        if move.name not in BY_MESSAGE:
            _route(routes, move, context)
    return routes


def _route(routes: Blueprint, move: Move, context: Context) -> None:
    name = camel(move)
    schema = schema_of(move, f"{name}Move")
    from_vi = ", ".join(STATES[state].vi for state in STATES if state in move.starts)

    @routes.post(f"/<code>/{move.name.replace('_', '-')}", endpoint=move.name)
    @routes.doc(
        operationId=f"{name[0].lower()}{name[1:]}Dossier",
        summary=f"{move.vi[0].upper()}{move.vi[1:]}",
        description=f"Từ trạng thái: {from_vi}. {needed_vi(move)}",
        **writing(schema, required=bool(move.needs)),
    )
    @routes.response(200, MovedSchema, description="hồ sơ sau bước này")
    def make(code: str) -> Any:
        who, said = acting(move, schema, context, required=False)
        moved = lifecycle.make(move.name, code, said, who, context, SOURCE)
        return shown(moved.dossier, context, repeat=moved.repeat, warnings=moved.warnings)
