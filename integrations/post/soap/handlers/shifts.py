"""A counter's shift: the till opened and closed, the shift file sent and followed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from app import shift_files, submissions
from app.domain.errors import Fault, InvalidDossier, InvalidFormat, WrongMediaType
from app.domain.money import fees
from app.domain.money.cash_shift import read_count, read_opening
from app.domain.post.shift_file import ShiftFile
from app.money import cash_shifts
from app.money.cash_shifts import Till
from app.security.principals import Principal, Role
from integrations.post.shift_files import FORMATS
from integrations.post.soap import shapes
from integrations.post.soap.handlers.request import Handler, Request, Values, told_together

if TYPE_CHECKING:
    from app.context import Context


def open_shift(request: Request, principal: Principal, context: Context) -> Values:
    """Open a cash shift; one that is open already is it."""
    principal.require(Role.COLLECT)
    with told_together(request.faults):
        clerk_name = read_opening(request.values, context.clock.now(), request.faults, shapes.spell)
    return _till(cash_shifts.begin(clerk_name, principal, context))


def close_shift(request: Request, principal: Principal, context: Context) -> Values:
    """Close it against the cash that was counted."""
    principal.require(Role.COLLECT)
    with told_together(request.faults):
        count = read_count(request.values, context.clock.now(), request.faults, shapes.spell)
    return _till(cash_shifts.close(count, principal, context, request_id=request.values["request_id"]))


def send_shift_file(request: Request, principal: Principal, context: Context) -> Values:
    """Keep a shift file for a worker."""
    principal.require(Role.SUBMIT)
    values = request.valid()
    content = _content(values)
    try:
        kind = FORMATS.of(values["file_type"])
    except WrongMediaType as e:
        raise InvalidDossier([Fault("fileType", "FILE_TYPE_SHIFT_FILE")]) from e
    taken = shift_files.take_in(content, kind, principal, context, values.get("name"))
    return _progress(taken.file) | {"repeat": taken.repeat}


def get_shift_file(request: Request, principal: Principal, context: Context) -> Values:
    """How far it has come, and what came of the lines that are done."""
    file_no = request.valid()["file_no"]
    file, kind, content = shift_files.result(file_no, None, FORMATS, principal, context)
    times = {"taken_at": file.taken_at, "ended_at": file.ended_at}
    return _progress(file) | file.counted | times | {"file_type": kind.media_type, "content": content}


def _content(values: Values) -> bytes:
    """The bytes as they were sent, inline or beside the envelope, held against their digest."""
    given = values["content"]
    try:
        content = submissions.decode(given) if isinstance(given, str) else given
    except InvalidFormat as e:
        raise InvalidDossier([Fault("content", e.code)]) from e
    wanted = values.get("sha256")
    if wanted and wanted.lower() != hashlib.sha256(content).hexdigest():
        raise InvalidDossier([Fault("sha256", "ATTACHMENT_DIGEST")])
    return bytes(content)


def _progress(file: ShiftFile) -> Values:
    about = {"file_no": file.file_no, "state": file.state, "state_text": file.state.vi}
    return {**about, "total": file.total, "done": file.done}


def _till(till: Till) -> Values:
    by_method = fees.by_method(each.payment for each in till.booked)
    sums = [{"method": method, "amount_vnd": amount_vnd} for method, amount_vnd in by_method.items()]
    values: Values = {"cash_vnd": till.cash_vnd, "total_vnd": till.total_vnd, "repeat": till.repeat, "by_method": sums}
    if (shift := till.shift) is None:
        return values
    values |= {"shift_no": shift.shift_no, "clerk_name": shift.clerk_name or None, "opened_at": shift.opened_at}
    if shift.closed_at is None:
        return values
    counted = ("closed_at", "expected_vnd", "counted_vnd", "difference_vnd", "note")
    return values | {name: getattr(shift, name) for name in counted}


HANDLERS: dict[str, Handler] = {
    "OpenShift": open_shift,
    "CloseShift": close_shift,
    "SendShiftFile": send_shift_file,
    "GetShiftFile": get_shift_file,
}
