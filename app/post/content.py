"""What the post is asked to carry (nội dung yêu cầu chuyển phát): the result home, as on its label, or the papers here.

It is read from the dossier when the order leaves. Its digest is kept with the order, so that it shows whenever the
dossier says something else than what the post was told.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection

from app import dues
from app.domain.dossier import Dossier
from app.domain.money.fees import FreightPayer
from app.domain.paper_check import Counts
from app.domain.post import doorstep, wish
from app.domain.post.order import Leg, Party, PostalOrder
from app.domain.post.parcel import Parcel
from app.forms.returning import RESULT_VI, delivery
from app.rules import Rules
from app.store import documents

WEIGHT_G = {Leg.RETURN: 50, Leg.COLLECT: 250}  # a licence in its envelope; a dossier of papers
MAX_LISTED = 500  # characters of a list of papers that the post's field surely has room for
SENDER_PAYS_VI = "Cước do người gửi trả."  # NGSP has no field for it, and knows only us and the receiver
COLLECTED_THERE_VI = "Thu hộ của người gửi khi đến lấy hồ sơ."  # nor one for money that is due at the sender's door


@dataclass(frozen=True, slots=True)
class Content:
    """``citizen`` is one end of the parcel, the agency the other. Money in whole đồng."""

    leg: Leg
    citizen: Party
    contents: str
    item_code: str | None
    cod_vnd: int
    payer: FreightPayer
    delivery: str = ""  # who may receive it, as on the label

    def digest(self) -> str:
        """SHA-256 of where it goes, to whom, and of its money."""
        told = [asdict(self.citizen), self.cod_vnd, self.payer, *filter(None, [self.delivery])]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def order(self, order_no: str, agency: Party) -> PostalOrder:
        """As the post is asked, ``agency`` being the account's own end."""
        there = self.leg is Leg.RETURN
        return PostalOrder(
            order_no=order_no,
            sender=agency if there else self.citizen,
            receiver=self.citizen if there else agency,
            contents=self.contents,
            weight_g=WEIGHT_G[self.leg],
            item_code=self.item_code,
            cod_vnd=self.cod_vnd,
            payer=self.payer,
            note=self._note(),
        )

    def _note(self) -> str:
        if self.leg is Leg.RETURN:
            return f"{self.delivery}." if self.delivery else ""
        paid = SENDER_PAYS_VI if self.payer is FreightPayer.SENDER else ""
        return " ".join(filter(None, (paid, COLLECTED_THERE_VI if self.cod_vnd else "")))


def of(connection: Connection, dossier: Dossier, leg: Leg, rules: Rules) -> Content:
    """What a dossier's parcel is by now."""
    return of_all(connection, [dossier], leg, rules)[dossier.id]


def of_all(connection: Connection, dossiers: Sequence[Dossier], leg: Leg, rules: Rules) -> dict[int, Content]:
    """The same of several, by the id of the dossier."""
    ids = [dossier.id for dossier in dossiers]
    paid = documents.payments_of(connection, ids)
    listed = documents.papers_of(connection, ids) if leg is Leg.COLLECT else {}
    return {
        dossier.id: Content(
            leg=leg,
            citizen=_citizen(dossier, leg),
            contents=_papers(dossier, listed[dossier.id]) if leg is Leg.COLLECT else _result(dossier),
            item_code=dossier.item_code if leg is Leg.RETURN else None,  # of papers the post gives one
            cod_vnd=dues.cod_vnd(rules, dossier, paid[dossier.id], leg),
            payer=dues.freight_payer(rules, dossier, leg),
            delivery=delivery(wish.of(dossier.record, leg)) if leg is Leg.RETURN else "",
        )
        for dossier in dossiers
    }


def carried(item: Parcel, content: Content) -> bool:
    """Whether the post was told this; an order that was not sent yet will be read then."""
    return item.content in (None, content.digest())


def _citizen(dossier: Dossier, leg: Leg) -> Party:
    there = doorstep.of(dossier.record, leg)
    return Party(name=there.who, phone=there.phone, address=there.address)


def _result(dossier: Dossier) -> str:
    return f"{RESULT_VI} – HS {dossier.dossier_no}"


def _papers(dossier: Dossier, listed: Sequence[Any]) -> str:
    """Each with how many there are; only how many in all where the list is longer than the field."""
    counts = [Counts(paper.originals, paper.certified, paper.copies) for paper in listed]
    names = "; ".join(
        f"{paper.name} ({count.text_vi})" for paper, count in zip(listed, counts, strict=True) if count.total
    )
    head = f"Hồ sơ {dossier.dossier_no}"
    if len(names) > MAX_LISTED:
        return f"{head}: {len(listed)} loại giấy tờ theo danh mục kèm theo"
    return f"{head}: {names}" if names else head
