"""Steps of custody in a batch of reports (lưu giữ tại bưu cục): kept until, sent again, collected with identity check.

Rows of the code table ``custody`` are recorded as a person would at the counter (:mod:`app.custody.recording`), each in
a transaction of its own, in the order in which they come; the same told once more is a repeat.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from app.context import Context
from app.custody import recording
from app.custody.holding import Held, found
from app.domain import remark
from app.domain.act import Act
from app.domain.custody.act import ACTS, house_of
from app.domain.custody.step import House
from app.domain.errors import Fault, InvalidDossier, NotFound, ServiceError
from app.domain.post.named import Unclear
from app.domain.post.report import CUSTODY, FIELDS, MAX_CODE, MAX_REASON, MORE, Words, reason_of, strange
from app.domain.post.tracking import Reason
from app.domain.remark import Remark
from app.domain.values import Values
from app.post.report_answers import CODES, Result, Told
from app.security.principals import Principal
from app.store import tracking_reports

SOURCE = "counter"
STEPS = {name: act for name, act in ACTS.items() if house_of(name) is House.POST}
SAID = frozenset({"post_office", *MORE})  # as the remark calls it
_SPELT = {"happened_at": "time", "failure": "reason"}


def is_one(raw: Any) -> bool:
    """Whether a row tells of custody."""
    return isinstance(raw, Mapping) and str(raw.get("code_table") or "").strip().lower() == CUSTODY


def record(raw: Mapping[str, Any], principal: Principal, context: Context, words: Words) -> Told:
    """Record one; whatever is wrong with it is its answer. :class:`NotReady`: send the whole batch again."""
    try:
        act, said, codes = _read(raw, principal, context, words)
        held = _recorded(act, said, codes, principal, context)
        return Told(Result.REPEAT if held.repeat else Result.KEPT, dossier_no=held.dossier.dossier_no)
    except NotFound:
        return Told(Result.NOT_OURS)
    except InvalidDossier as e:
        faults = [Fault(_SPELT.get(each.path, each.path), each.code, each.params) for each in e.faults]
        return Told(Result.UNREADABLE, faults=tuple(faults))
    except ServiceError as e:
        if e.retry:
            raise
        return Told(Result.REFUSED, why=(e.code, e.message_vi))


def _recorded(act: Act, said: Remark, codes: Sequence[str], principal: Principal, context: Context) -> Held:
    """By the order's number; an office that did not take the dossier in has it in hand by the code it has scanned."""
    _require_one(codes, principal, context)
    for code in codes[:-1]:
        with suppress(NotFound):
            return recording.record(act.name, code, said, principal, context, SOURCE)
    return recording.record(act.name, codes[-1], said, principal, context, SOURCE)


def _require_one(codes: Sequence[str], principal: Principal, context: Context) -> None:
    """:class:`InvalidDossier` (``PARCELS_DIFFER``) where number and code are of two dossiers: nobody knows which."""
    dossiers = set()
    with context.database.begin() as connection:
        for code in codes if len(codes) > 1 else ():
            with suppress(NotFound):
                dossiers.add(found(connection, code, principal, context).id)
    if len(dossiers) > 1:
        raise InvalidDossier([Fault("item_code", CODES[Unclear.NAMES_DIFFER])])


def _read(
    raw: Mapping[str, Any], principal: Principal, context: Context, words: Words
) -> tuple[Act, Remark, Sequence[str]]:
    """The step, what is said of it, and by which codes to look; :class:`InvalidDossier` with every fault."""
    values = Values(raw, context.clock.now(), str, strange(raw, FIELDS | MORE))
    order_no, item_code = (values.text(raw, name, "", MAX_CODE) or "" for name in ("order_no", "item_code"))
    written = values.text(raw, "time", "", MAX_CODE, required=True)  # the same of a time is a repeat
    if not order_no and not item_code and not values.faults:
        values.fault("order_no", "REQUIRED")
    act = STEPS.get(str(raw.get("status_code") or ""))
    if act is None:
        values.fault("status_code", "CHOICE_UNKNOWN" if raw.get("status_code") else "REQUIRED")
        raise InvalidDossier(values.faults)
    moment = words.time(written) if written else None
    if written and moment is None:
        values.fault("time", "DATE_INVALID")
    given = {name: str(raw[name]) for name in SAID if raw.get(name) not in (None, "")}
    given |= {"happened_at": moment.isoformat()} if moment else {}
    given |= _why(values.text(raw, "reason", "", MAX_REASON) or "", act)
    said = remark.read(given, act, context.clock.now(), faults=values.faults)
    named = _dossier_no(order_no, principal, context) or order_no
    return act, said, [code for code in (named, item_code) if code]


def _why(said: str, act: Act) -> dict[str, str]:
    """Why a delivery failed, by our name for it; else why, in words."""
    if not said:
        return {}
    reason = reason_of(said, None) or Reason.UNKNOWN
    if "failure" in act.says:
        return {"failure": reason.value}
    return {"reason": said if reason is Reason.UNKNOWN else reason.vi}


def _dossier_no(order_no: str, principal: Principal, context: Context) -> str | None:
    """Of an order, also one that was issued again."""
    with context.database.begin() as connection:
        return tracking_reports.dossier_of(connection, order_no.upper(), principal.agency_id, principal.office_id)
