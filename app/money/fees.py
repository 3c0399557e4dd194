"""Fees of a dossier: what it owes and paid (tra cứu), collecting outside a move (thu), giving back (hoàn trả).

Whether a fee is given back is no rule of the law that is loaded: it is a person's decision, possible wherever the
authority has not done what the fee is for, and never for more than was paid. Each payment is made under the dossier's
lock, with an event that holds the sum and nothing personal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app import dues
from app.context import Context
from app.domain.dossier import Answer, Dossier
from app.domain.errors import Conflict, NotReady
from app.domain.event import Event
from app.domain.life import State
from app.domain.money import fees
from app.domain.money.fees import Account, Kind
from app.domain.post.order import Leg
from app.domain.remark import Remark
from app.domain.submission import Channel, FeeMethod, FeePlace
from app.lookup import find, locked
from app.papers import editions
from app.post import cancelling
from app.security.principals import Principal, Role
from app.store import events, outbox, payments, requests
from app.store.database import Taken
from app.store.payments import Booked


@dataclass(frozen=True, slots=True)
class Ledger:
    """A dossier's fee: how it stands, and each payment in order. ``repeat`` if this was asked for and done before.

    ``cod_vnd`` is what the postman collects with the result, ``collection_vnd`` with papers that are still at home.
    """

    dossier: Dossier
    account: Account
    booked: tuple[Booked, ...]
    cod_vnd: int
    freight_payer: fees.FreightPayer
    collection_vnd: int = 0
    repeat: bool = False


def of(code: str, principal: Principal, context: Context) -> Ledger:
    """The fee of a dossier as it stands; :class:`NotFound`."""
    dossier = find(code, principal, context)
    with context.database.begin() as connection:
        return _ledger(connection, dossier, context)


def collect(
    code: str,
    said: Remark,
    principal: Principal,
    context: Context,
    source: str,
    *,
    request_id: str | None = None,
    above_due: bool = False,
) -> Ledger:
    """Book what was collected: ``said.amount_vnd``, without it all that is outstanding.

    ``said`` is read by :data:`app.domain.money.fees.COLLECT`. :class:`NotAllowed`, :class:`NotFound`;
    :class:`Conflict`: ``FEE_NOT_DUE`` with the figures, for more than is outstanding unless ``above_due``; ``CONFLICT``
    where the request id was used for other content.
    """

    def amount(account: Account) -> int:
        return fees.to_collect(account, said.amount_vnd, above_due=above_due)

    return _once(Kind.COLLECTED, code, said, amount, principal, context, source, request_id)


def refund(
    code: str, said: Remark, principal: Principal, context: Context, source: str, *, request_id: str | None = None
) -> Ledger:
    """Book what was given back: ``said.amount_vnd``, without it all that may be.

    ``said`` is read by :data:`app.domain.money.fees.REFUND`. :class:`NotAllowed`, :class:`NotFound`; :class:`Conflict`:
    ``FEE_NOT_REFUNDABLE`` with the figures; ``CONFLICT`` where the request id was used for other content.
    """

    def amount(account: Account) -> int:
        return -fees.to_refund(account, said.amount_vnd)

    return _once(Kind.REFUNDED, code, said, amount, principal, context, source, request_id)


def _once(
    kind: Kind,
    code: str,
    said: Remark,
    amount: Callable[[Account], int],
    principal: Principal,
    context: Context,
    source: str,
    request_id: str | None,
) -> Ledger:
    """Insert first: what was booked before shows by its request id, or by there being nothing left to book."""
    principal.require(Role.COLLECT)
    fingerprint = _fingerprint(kind, code, said)
    try:
        with context.database.begin() as connection:
            dossier = locked(connection, code, principal)
            _book(connection, dossier, kind, said, amount, principal, context, source)
            if request_id is not None:
                whose, now = (principal.sender, request_id, principal.office_id), context.clock.now()
                record = {"payment": {"kind": kind, **said.as_record()}}
                requests.keep(connection, dossier.id, *whose, fingerprint, Answer.about(dossier), record, now)
            return _ledger(connection, dossier, context)
    except Conflict:
        if not _answered(principal, request_id, fingerprint, context):
            raise
    except Taken as e:
        if not _answered(principal, request_id, fingerprint, context):
            raise NotReady from e
    return _again(code, principal, context)


def _answered(principal: Principal, request_id: str | None, fingerprint: bytes, context: Context) -> bool:
    if request_id is None:
        return False
    return requests.answered(context.database, principal.sender, request_id, fingerprint) is not None


def _book(
    connection: Connection,
    dossier: Dossier,
    kind: Kind,
    said: Remark,
    amount: Callable[[Account], int],
    principal: Principal,
    context: Context,
    source: str,
) -> None:
    booked = [each.payment for each in payments.of(connection, dossier.id)]
    amount_vnd, now = amount(dues.account(context.rules, dossier, booked)), context.clock.now()
    details = {"amount_vnd": amount_vnd, "said": said.digest()}
    event = Event(kind, now, principal.key_id, source, details=details, account_id=principal.account_id)
    seq = events.append(connection, dossier, event, said, principal.name)
    payments.add(
        connection,
        dossier,
        kind=kind,
        amount_vnd=amount_vnd,
        place=said.place or _place(principal),
        method=said.method or FeeMethod.UNKNOWN,
        voucher=said.voucher or None,
        at=now,
        seq=seq,
        principal_collector=principal.collector,
        office_id=principal.office_id,
    )
    if dossier.state is State.FINISHED and editions.label_is_stale(connection, dossier, context):
        outbox.owe(connection, dossier, "label", seq)
    cancelling.follow(connection, dossier, seq, now, context)


def _again(code: str, principal: Principal, context: Context) -> Ledger:
    with context.database.begin() as connection:
        return replace(_ledger(connection, locked(connection, code, principal), context), repeat=True)


def _ledger(connection: Connection, dossier: Dossier, context: Context) -> Ledger:
    booked = payments.of(connection, dossier.id)
    paid = [each.payment for each in booked]
    by_label = editions.label_cod_vnd(connection, dossier, context)
    return Ledger(
        dossier=dossier,
        account=dues.account(context.rules, dossier, paid),
        booked=tuple(booked),
        cod_vnd=dues.cod_vnd(context.rules, dossier, paid) if by_label is None else by_label,
        freight_payer=dues.freight_payer(context.rules, dossier),
        collection_vnd=0 if dossier.received_at else dues.cod_vnd(context.rules, dossier, paid, Leg.COLLECT),
    )


def _place(principal: Principal) -> FeePlace:
    at_the_post = Channel.POST_COUNTER in principal.channels[:1]
    return FeePlace.COUNTER if at_the_post else FeePlace.DESK


def _fingerprint(kind: Kind, code: str, said: Remark) -> bytes:
    """SHA-256 of what was asked for: equal for the same message sent again."""
    asked = {"kind": kind, "code": code, **said.as_record()}
    return hashlib.sha256(json.dumps(asked, ensure_ascii=False, sort_keys=True).encode()).digest()
