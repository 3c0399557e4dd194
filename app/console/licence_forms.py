"""The forms of what is recorded of a licence (lưu giữ): titles that say what a button does, fields in the order of the
question, and what is told when it is done.
"""

from __future__ import annotations

from dataclasses import replace

from app.console import moves
from app.console.moves import ActForm, Field, Form
from app.context import Context
from app.custody.holding import Held
from app.desk.casefile import CaseFile
from app.domain.act import Act
from app.domain.errors import Fault

_TITLES = {"printed": "Ghi nhận đã in giấy phép lái xe"}
_ORDER = {"settled": ("thing", "keeper", "post_office", "reason")}
_HINTS = {("settled", "post_office"): "bưu cục đang giữ"}


def form_of(
    act: Act, case: CaseFile, context: Context, typed: Form | None = None, faults: tuple[Fault, ...] = ()
) -> ActForm:
    """As :func:`app.console.moves.form_of`."""
    form = moves.form_of(act, case, context, typed, faults, title=_TITLES.get(act.name, ""))
    fields = [replace(each, hint=_HINTS.get((act.name, each.name), each.hint)) for each in form.fields]
    return replace(form, fields=tuple(sorted(fields, key=lambda each: _place(act, each))))


def done(act: Act, before: Held | None, after: Held) -> str:
    """The code of the notice; another where it does not fit to where the thing was."""
    misfits = before is not None and _findings(after) > _findings(before)
    return f"custody_{act.name}_gap" if misfits else f"custody_{act.name}"


def _place(act: Act, field: Field) -> int:
    """Where a field stands; those that have no place of their own stay as they are, behind the others."""
    order = _ORDER.get(act.name, ())
    return order.index(field.name) if field.name in order else len(order)


def _findings(held: Held) -> int:
    return sum(len(each.findings) for each in held.threads.both)
