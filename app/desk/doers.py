"""Doers (người, nơi thực hiện): who did an event and at which office, as far as the reader may know.

What changed hands by a signed list was done by the two who signed it; systems are known by the name of their sender.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from app.context import Context
from app.domain.errors import NoRule
from app.domain.event import Event
from app.domain.life import MOVES
from app.store import handovers, senders
from app.store.events import Told

SERVICE_VI = "hệ thống"
ELSEWHERE_VI = "hệ thống khác"
OFFICER_VI = "cán bộ"
_GIVEN_BY_THE_DESK = MOVES["hand_over"].event


@dataclass(frozen=True, slots=True)
class Doers:
    """Systems and offices behind keys and accounts, and who gave and who received by which list."""

    systems: Mapping[int, str]
    key_offices: Mapping[int, str]
    account_offices: Mapping[int, str]
    signed: Mapping[str, tuple[str, str]]


def of(connection: Connection, told: Sequence[Told], agency_id: str) -> Doers:
    """Those of these events that this agency may know."""
    keys = {each.event.key_id for each in told if each.event.key_id is not None}
    accounts = {each.event.account_id for each in told if each.event.account_id is not None}
    lists = {each.event.details["list_no"] for each in told if each.event.details.get("list_no")}
    return Doers(
        senders.of_keys(connection, keys, agency_id),
        senders.offices_of_keys(connection, keys, agency_id),
        senders.offices_of_accounts(connection, accounts, agency_id),
        handovers.signatories(connection, lists),
    )


def who_and_where(told: Told, doers: Doers, context: Context) -> tuple[str, str]:
    """Whose doing it was, and the office of that one; none for the authority itself."""
    event = told.event
    if signed := doers.signed.get(event.details.get("list_no", "")):
        return _both_vi(event, signed, context), ""
    of_account = doers.account_offices.get(event.account_id) if event.account_id is not None else None
    of_key = doers.key_offices.get(event.key_id) if event.key_id is not None else None
    return told.officer or _system_vi(event, doers.systems), _office_vi(of_account or of_key, context)


def _both_vi(event: Event, signed: tuple[str, str], context: Context) -> str:
    """Who gave and who received, each with the office."""
    post, desk = (_office_vi(event.details.get(name), context) for name in ("post_office", "desk"))
    giver, receiver = (desk, post) if event.kind == _GIVEN_BY_THE_DESK else (post, desk)
    return f"Bên giao: {_at(signed[0], giver)}; bên nhận: {_at(signed[1], receiver)}"


def _at(name: str, place_vi: str) -> str:
    return f"{name} ({place_vi})" if place_vi else name


def _office_vi(office_id: str | None, context: Context) -> str:
    """By its name in the rules; nothing for what is no office."""
    if not office_id:
        return ""
    with suppress(NoRule):
        return context.rules.office(office_id).name_vi
    return ""


def _system_vi(event: Event, names: Mapping[int, str]) -> str:
    if event.account_id is not None:
        return OFFICER_VI
    if event.key_id is None:
        return SERVICE_VI
    sender = names.get(event.key_id)
    return f"{SERVICE_VI} {sender}" if sender else ELSEWHERE_VI
