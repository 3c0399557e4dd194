"""Postage (cước bưu chính) of a dossier's parcel: what the post would charge, and who pays it. Nothing is ordered."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, Unavailable
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg, Party, first_number
from app.lookup import find
from app.post import content
from app.security.principals import Principal


@dataclass(frozen=True, slots=True)
class Priced:
    """Money in whole đồng; ``cod_vnd`` is what the post collects besides."""

    leg: Leg
    weight_g: int
    amount_vnd: int
    payer: FreightPayer
    cod_vnd: int


def price(
    code: str,
    leg: Leg,
    principal: Principal,
    context: Context,
    *,
    weight_g: int | None = None,
    province: str | None = None,
) -> Priced:
    """Ask the post now; ``province`` is where the citizen is, by the post's own code, if that is known.

    :class:`NotFound`; :class:`Conflict` (``POST_ACCOUNT_NONE``); :class:`OutsideError` where the post does not answer.
    Nothing of the database is held while it is asked.
    """
    return of_dossier(find(code, principal, context), leg, context, weight_g=weight_g, province=province)


def of_dossier(
    dossier: Dossier, leg: Leg, context: Context, *, weight_g: int | None = None, province: str | None = None
) -> Priced:
    """The same for whoever may see the dossier."""
    line = context.post(dossier.agency_id)
    if line is None:
        raise Conflict(code="POST_ACCOUNT_NONE")
    with context.database.snapshot() as connection:
        told = content.of(connection, dossier, leg, context.rules)
    citizen: Party = replace(told.citizen, province=province)
    order = replace(told, citizen=citizen).order(first_number(dossier.dossier_no, leg), line.sender)
    weight = weight_g or order.weight_g
    try:
        asked = line.price(replace(order, weight_g=weight))
    except Unavailable as e:  # nobody asks again but the person who wants to know
        raise Unavailable(e.system, code="PRICE_UNAVAILABLE", detail=e.detail, retry_after_s=e.retry_after_s) from e
    return Priced(leg, weight, asked.amount_vnd, told.payer, told.cod_vnd)
