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
from app.domain.money.fees import FreightPayer
from app.domain.post import doorstep
from app.domain.post.order import Leg
from app.domain.post.service_mode import WISHES
from app.domain.submission import Wish
from app.lookup import seen
from app.security.principals import Principal
from app.store import payments
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

    The return can be changed until the result is handed over, the collection until the dossier is received.
    """
    answer = correct(code, asked, principal, context, source, spell, KINDS[leg])
    with context.database.begin() as connection:
        dossier = seen(connection, answer.dossier_no, principal)
        booked = [each.payment for each in payments.of(connection, dossier.id)]
    said = dossier.record.get(WISHES[leg]) or {}
    wish = Wish(said.get("wish", Wish.UNKNOWN))
    if wish is not Wish.YES:
        return Registered(answer, dossier, wish, said)
    there = doorstep.of(dossier.record, leg)
    return Registered(
        answer,
        dossier,
        wish,
        said,
        who=there.who,
        phone=there.phone,
        address=there.address,
        payer=dues.freight_payer(context.rules, dossier, leg),
        cod_vnd=dues.cod_vnd(context.rules, dossier, booked, leg),
    )
