"""Waiting for the fee (yêu cầu thực hiện nghĩa vụ tài chính): what may be asked for, and what is booked then."""

from __future__ import annotations

from app import dues
from app.domain.money import fees
from app.domain.money.fees import Kind
from app.domain.submission import FeeMethod, FeePlace
from app.effects.scene import Effect, Scene
from app.store import payments


def ask_fee(scene: Scene, done: Effect) -> None:
    """No more than is still due; :class:`Conflict` (``FEE_NOT_DUE``) has the figures."""
    booked = [each.payment for each in payments.of(scene.connection, scene.dossier.id)]
    fees.to_collect(dues.account(scene.context.rules, scene.dossier, booked), scene.said.amount_vnd)
    done.columns["resumes"] = scene.dossier.state


def settle_fee(scene: Scene, done: Effect) -> None:
    """Book what was asked for, less what a till has taken since."""
    asked = scene.last("fee_asked")
    booked = (each.payment for each in payments.of(scene.connection, scene.dossier.id))
    since = sum(paid.amount_vnd for paid in booked if asked and paid.seq > asked.seq)
    payments.add(
        scene.connection,
        scene.dossier,
        kind=Kind.COLLECTED,
        amount_vnd=max((asked.said.amount_vnd or 0) - since, 0) if asked else 0,
        place=scene.said.place or FeePlace.DESK,
        method=scene.said.method or FeeMethod.UNKNOWN,
        voucher=scene.said.voucher or None,
        at=scene.now,
        seq=scene.seq,
        principal_collector=scene.principal.collector,
        office_id=scene.principal.office_id,
    )
