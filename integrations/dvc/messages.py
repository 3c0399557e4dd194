"""The way of one message: parsed, its id claimed, its dossiers taken one by one, its answer kept.

A dossier that is refused does not hold up the others. One that meets a part out of reach ends the whole message: the
portal sends it again, and those that were done are repeats then.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from app import strict_json
from app.context import Context
from app.domain import text
from app.domain.errors import Fault, InvalidDossier, InvalidFormat, InvalidMessage, ServiceError
from app.domain.submission import Channel
from app.logs import where
from app.security.principals import Principal, Role
from integrations.dvc import codes, replay, replies, shapes, supplements
from integrations.dvc.mapping import mapped, status
from integrations.dvc.sheet import Sheet
from integrations.dvc.updates import Door, Outcome

MAX_DOSSIERS = 200
log = logging.getLogger(__name__)
_CODE_LIMIT = 128


@dataclass(frozen=True, slots=True)
class Message:
    """An envelope's content. ``is_list`` False: ``data`` was one object, so paths have no index."""

    service: str
    is_updating: bool
    items: list[Any]
    at: str
    is_list: bool

    def dossiers(self) -> Iterator[Sheet]:
        read = status if self.service == codes.STATUS else mapped
        for i, item in enumerate(self.items):
            yield read(item, f"{self.at}[{i}]" if self.is_list else self.at)


def answer(body: bytes, message_id: str, principal: Principal, context: Context) -> replies.Reply:
    """The reply to a message whose sender is known; everything it reports is committed.

    :class:`InvalidMessage`, :class:`Conflict` for an id that came with another body, :class:`NotAllowed`,
    :class:`NotReady`: send it again.
    """
    principal.require(Role.SUBMIT)
    principal.channel(Channel.PORTAL)
    message = parse(body)
    known = replay.claim(principal.sender, message_id, body, context)
    if known is not None:
        return replies.whole(known, repeat=True)
    door = Door(principal, context, f"portal:{hashlib.sha256(message_id.encode()).hexdigest()[:16]}")
    results = [_result(sheet, message, door) for sheet in message.dossiers()]
    if not any(result.get("code") == ServiceError.code for result in results):  # our own failure is not for ever
        replay.keep(principal.sender, message_id, results, context)
    return replies.whole(results)


def parse(body: bytes) -> Message:
    """The message; :class:`InvalidMessage` for broken JSON, another shape, or nothing in it."""
    try:
        raw = strict_json.loads(body, numbers_as_text=True)
    except ValueError as e:
        raise InvalidMessage([Fault(".", "JSON_INVALID")]) from e
    if isinstance(raw, list):  # some provinces' adapters send the bare list
        return _message(codes.PUSH, False, raw, at="")
    envelope, faults = shapes.load(shapes.ENVELOPE, raw, "")
    if faults:
        raise InvalidMessage(faults)
    return _message(envelope["service"], envelope["isUpdating"], envelope["data"], at="data")


def _message(service: str, is_updating: bool, data: Any, at: str) -> Message:
    items = data if isinstance(data, list) else [data]
    if len(items) > MAX_DOSSIERS:
        raise InvalidMessage([Fault(at or ".", "TOO_MANY", (("limit", MAX_DOSSIERS),))])
    if not any(items):
        raise InvalidMessage([Fault(at or ".", "REQUIRED")])
    if not any(isinstance(item, dict) for item in items):
        raise InvalidMessage([Fault(at or ".", "TYPE_INVALID")])
    return Message(service, is_updating, items, at, isinstance(data, list))


def _result(sheet: Sheet, message: Message, door: Door) -> replies.Reply:
    code = _readable(sheet.code)
    try:
        outcome = _carry_out(sheet, message, door)
        return replies.taken_in(code, outcome.answer, door.context, outcome.said_vi)
    except ServiceError as e:
        if e.retry:
            raise
        return replies.refused(code, e)
    except Exception as e:  # noqa: BLE001  one dossier that we fail on never holds up the others
        log.error(
            "portal dossier failed", extra={"door": "portal", "problem": where(e), "key_id": door.principal.key_id}
        )
        return replies.refused(code, ServiceError())


def _carry_out(sheet: Sheet, message: Message, door: Door) -> Outcome:
    """What is asked for one dossier. Supplements that have come make it an update, whatever the envelope says."""
    if not sheet.hoso:  # it is no object
        raise InvalidDossier(sheet.faults)
    if message.service == codes.STATUS:
        return door.withdraw(sheet)
    return door.update(sheet) if message.is_updating or supplements.have_come(sheet) else door.found(sheet)


def _readable(code: str) -> str:
    """The code to name a result by; empty when it is no text that we could store or show."""
    try:
        return text.clean(code)[:_CODE_LIMIT]
    except InvalidFormat:
        return ""
