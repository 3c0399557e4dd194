"""REST for what the post asks for carrying a parcel of a dossier. Asking orders nothing."""

from __future__ import annotations

import re
from typing import Any

from flask import request
from flask_smorest import Blueprint

from app.api.openapi import query, refusals
from app.api.parcel_schemas import PriceSchema
from app.api.replies import facts
from app.api.requests import principal
from app.context import Context
from app.domain.errors import Fault, InvalidDossier
from app.domain.post.order import Leg
from app.post import pricing

_ASKED = [
    query("leg", f"chiều chuyển: {', '.join(Leg)}; mặc định {Leg.RETURN}"),
    query("weight_g", "khối lượng, gam"),
    query("province", "mã tỉnh của bưu điện nơi công dân ở, hai chữ số, nếu biết"),
]
_FORMS = {
    "weight_g": re.compile("[1-9][0-9]{0,4}"),  # the post carries no parcel of 100 kg
    "province": re.compile("[0-9]{2}"),
    "leg": re.compile("|".join(Leg)),
}
_WRONG = {
    "weight_g": Fault("weight_g", "NUMBER_OUTSIDE", (("least", 1), ("most", 99_999))),
    "province": Fault("province", "TYPE_INVALID"),
    "leg": Fault("leg", "CHOICE_OTHER", (("allowed", ", ".join(Leg)),)),
}


def add(routes: Blueprint, context: Context) -> None:
    """``/api/v1/dossiers/<code>/parcels/price``."""

    @routes.get("/price")
    @routes.doc(
        operationId="priceParcel",
        summary="Hỏi cước của bưu điện cho một chiều chuyển và người trả cước; không gửi yêu cầu nào",
        parameters=_ASKED,
        responses=refusals(401, 403, 404, 409, 422, 502, 503),
    )
    @routes.response(200, PriceSchema, description="cước theo bưu điện trả lời lúc hỏi")
    def price_parcel(code: str) -> Any:
        who = principal(context)
        leg, weight_g, province = _asked()
        priced = pricing.price(code, leg, who, context, weight_g=weight_g, province=province)
        return facts(priced) | {"payer_vi": priced.payer.vi}


def _asked() -> tuple[Leg, int | None, str | None]:
    """Way, grams and province, None for what is not known; :class:`InvalidDossier` with every fault."""
    given = {name: request.args.get(name) or "" for name in _FORMS}
    wrong = [_WRONG[name] for name, form in _FORMS.items() if given[name] and not form.fullmatch(given[name])]
    if wrong:
        raise InvalidDossier(wrong)
    weight_g = int(given["weight_g"]) if given["weight_g"] else None
    return Leg(given["leg"] or Leg.RETURN), weight_g, given["province"] or None
