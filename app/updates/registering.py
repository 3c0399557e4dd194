"""Registering with the post (đăng ký nhận kết quả, đăng ký thu gom hồ sơ qua bưu chính): a correction of one wish.

What stands there afterwards is told: who receives or sends, at which address, who pays the postage, and what the
postman collects. A repeat gets its first answer with the registration as it stands now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app import dues
from app.context import Context
from app.domain.correction import Correction
from app.domain.dossier import Answer, Dossier
from app.domain.errors import Fault, InvalidDossier
from app.domain.money.fees import FreightPayer
from app.domain.post import doorstep, wish
from app.domain.post.order import Leg
from app.domain.post.wish import COLLECTION
from app.domain.submission import FETCHED_FROM, Wish
from app.security.principals import Principal
from app.store import dossiers, payments
from app.updates.correcting import correct

KINDS = {Leg.RETURN: "register_return", Leg.COLLECT: "register_collection"}


@dataclass(frozen=True, slots=True)
class Registered:
    """The answer, the dossier as it is now, and its wish for this leg; the rest where that is yes.

    ``who`` (a name), ``phone`` and ``address`` are the owner's where no others were said; ``said`` is all that was
    said, as in the dossier's record.
    """

    answer: Answer
    dossier: Dossier
    wish: Wish
    said: dict[str, Any]
    who: str = ""
    phone: str = ""
    address: str = ""
    payer: FreightPayer | None = None
    cod_vnd: int | None = None


def register(
    leg: Leg,
    code: str,
    asked: Correction,
    principal: Principal,
    context: Context,
    source: str,
    spell: Callable[[str], str] = str,
) -> Registered:
    """Register, change or take back the wish; errors as in :func:`app.updates.correcting.correct`.

    The return can be changed until the result is handed over, the collection until the dossier is received. An office
    that takes no online dossiers in has none whose papers could be fetched: :class:`InvalidDossier`.
    """
    if leg is Leg.COLLECT and asked.changes.get(COLLECTION, {}).get("wish") == Wish.YES and not _may_have(principal):
        raise InvalidDossier([Fault(spell(f"{COLLECTION}.wish"), "COLLECTION_NOT_NEEDED")])
    answer = correct(code, asked, principal, context, source, spell, KINDS[leg])
    with context.database.begin() as connection:
        dossier = dossiers.by_number(connection, answer.dossier_no)
        assert dossier is not None  # noqa: S101  it has just been written
        booked = [each.payment for each in payments.of(connection, dossier.id)]
    said = wish.of(dossier.record, leg)
    wished = Wish(said.get("wish", Wish.UNKNOWN))
    if wished is not Wish.YES:
        return Registered(answer, dossier, wished, said)
    there = doorstep.of(dossier.record, leg)
    return Registered(
        answer,
        dossier,
        wished,
        said,
        who=there.who,
        phone=there.phone,
        address=there.address,
        payer=dues.freight_payer(context.rules, dossier, leg),
        cod_vnd=dues.cod_vnd(context.rules, dossier, booked, leg),
    )


def _may_have(principal: Principal) -> bool:
    """Whether it has dossiers whose papers lie at home."""
    return principal.office_id is None or not FETCHED_FROM.isdisjoint(principal.channels)
