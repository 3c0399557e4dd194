"""Report of a parcel by counter software (báo phát, báo tình trạng bưu gửi): one row of a batch, read by itself.

It names the parcel by its order number or item code, and the status by a code of a table of the post's, or by our own
name. Whatever it calls a reason is read for the reason only and not kept: it may name people.

>>> event = read({"order_no": "000.00.16.H01-211115-0001", "status_code": "delivered"}, "counter:x", _Ours(), _NOW)
>>> event.status, event.raw_code, len(event.source_id)
(<Status.DELIVERED: 'delivered'>, 'delivered', 71)
>>> read({"status_code": "4", "code_table": "ours"}, "counter:x", _Ours(), _NOW)
Traceback (most recent call last):
app.domain.errors.InvalidDossier: INVALID_DOSSIER
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from app.domain.errors import Fault
from app.domain.post import item_code
from app.domain.post.tracking import Reason, Status, TrackingEvent
from app.domain.text import search_key
from app.domain.values import CLOCK_TOLERANCE, Values

MAX_EVENTS = 1000  # in one message
MAX_ID, MAX_CODE, MAX_REASON = 128, 40, 300
OWN = frozenset({"", "canonical"})  # the code is a name of ours
CUSTODY = "custody"  # the code is a step of custody (:mod:`app.post.custody_reports`)
FIELDS = frozenset({"event_id", "order_no", "item_code", "code_table", "status_code", "time", "reason", "post_office"})
MORE = frozenset({"keep_until", "receiver", "id_paper", "id_digits", "authorisation"})  # of steps of custody alone
_ID, _NAME = re.compile(r"[!-~]+"), re.compile("[A-Za-z_][A-Za-z0-9_]{0,39}")
_WRITTEN = ("order_no", "item_code", "raw_code", "raw_time", "pos_code")
_STATUSES = {status.value: status for status in Status if status is not Status.UNKNOWN}
_REASONS = {reason.value: reason for reason in Reason if reason is not Reason.UNKNOWN}
_REASONS_VI = {search_key(reason.vi): reason for reason in _REASONS.values()}


class Meaning(Protocol):
    """What one code of a table says."""

    @property
    def status(self) -> Status: ...
    @property
    def reason(self) -> Reason | None: ...
    @property
    def text_vi(self) -> str: ...


class Table(Protocol):
    """The codes of one system of the post's."""

    def status(self, code: str) -> Meaning: ...
    def reason(self, *texts: str | None) -> Reason | None: ...


class Words(Protocol):
    """How the post's systems write codes and times; None for a table that is not there, a time that is none."""

    def table(self, name: str) -> Table | None: ...
    def time(self, written: str) -> datetime | None: ...


def read(raw: Mapping[str, Any], source: str, words: Words, now: datetime) -> TrackingEvent:
    """The event; its id is the sender's own, or a digest of what it says. :class:`InvalidDossier` with every fault."""
    values = Values(raw, now, str, strange(raw, FIELDS))
    order_no, written = (values.text(raw, name, "", MAX_CODE) or "" for name in ("order_no", "item_code"))
    if not order_no and not written and not values.faults:
        values.fault("order_no", "REQUIRED")
    code = values.text(raw, "status_code", "", MAX_CODE, required=True) or ""
    system = (values.text(raw, "code_table", "", MAX_CODE) or "").lower()
    pos_code = values.text(raw, "post_office", "", MAX_CODE)
    said, raw_time = values.text(raw, "reason", "", MAX_REASON), values.text(raw, "time", "", MAX_CODE) or ""
    event_id = values.text(raw, "event_id", "", MAX_ID) or ""
    at, table = words.time(raw_time), None if system in OWN else words.table(system)
    if event_id and not _ID.fullmatch(event_id):
        values.fault("event_id", "REQUEST_ID_INVALID")
    if raw_time and at is None:
        values.fault("time", "DATE_INVALID")
    if at is not None and at > now + CLOCK_TOLERANCE:
        values.fault("time", "TIME_IN_FUTURE")
    if system not in OWN and table is None:
        values.fault("code_table", "CHOICE_UNKNOWN")
    values.end()
    meaning = table.status(code) if table else None
    return TrackingEvent(
        source=source,
        source_id=event_id or _digest(order_no, written, system, code, raw_time, said, pos_code),
        order_no=order_no.upper() or None,
        item_code=item_code.validate(written) if item_code.is_valid(written) else written or None,
        raw_code=f"{system}:{code}" if table else code,
        raw_text=meaning.text_vi if meaning else "",
        raw_time=raw_time,
        at=at,
        status=meaning.status if meaning else _STATUSES.get(code, Status.UNKNOWN),
        reason=(meaning.reason if meaning else None) or reason_of(said, table),
        pos_code=pos_code,
    )


def own_id(raw: Mapping[str, Any]) -> str | None:
    """The sender's own id of a report, also of one that cannot be used otherwise."""
    given = raw.get("event_id")
    written = str(given).strip() if isinstance(given, str | int) and not isinstance(given, bool) else ""
    return written if len(written) <= MAX_ID and _ID.fullmatch(written) else None


def says_the_same(kept: TrackingEvent, event: TrackingEvent) -> bool:
    """Whether what was written is the same; what we take it for may have become clear since, as our tables grow."""
    if any(getattr(kept, name) != getattr(event, name) for name in _WRITTEN):
        return False
    is_by_table = ":" in kept.raw_code
    return kept.reason in (event.reason, Reason.UNKNOWN) or (kept.reason is None and is_by_table)


def says_more(kept: TrackingEvent, event: TrackingEvent) -> bool:
    """Whether the same report means something now that it did not when it was kept."""
    if kept.status is Status.UNKNOWN:
        return event.status is not Status.UNKNOWN
    return kept.status is event.status and event.reason not in (kept.reason, None, Reason.UNKNOWN)


def strange(raw: Mapping[str, Any], known: frozenset[str]) -> list[Fault]:
    """A fault for each part that is none of ours, or not of such an event: a misspelt one is not lost."""
    names = {name if _NAME.fullmatch(str(name)) else "." for name in raw.keys() - known}
    return [Fault(name, "CUSTODY_ONLY" if name in MORE else "FIELD_UNKNOWN") for name in sorted(names)]


def reason_of(said: str | None, table: Table | None) -> Reason | None:
    """Our own name or words, else those of the table; UNKNOWN for what is in none."""
    if not said:
        return None
    own = _REASONS.get(said) or _REASONS_VI.get(search_key(said))
    return own or (table.reason(said) if table else Reason.UNKNOWN)


def _digest(*parts: str | None) -> str:
    return f"sha256:{hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()}"


_NOW = datetime(2021, 11, 15, tzinfo=UTC)


class _Ours:
    """No table at all, for the examples."""

    def table(self, name: str) -> None:
        return None

    def time(self, written: str) -> None:
        return None
