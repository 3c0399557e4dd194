"""What was entered into the form of an act, read back as a remark."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from app.console.intake_form import plain_number
from app.console.moves import Form, warning_before
from app.context import Context
from app.desk.casefile import CaseFile
from app.domain import remark
from app.domain.act import Act
from app.domain.errors import Fault
from app.domain.remark import Remark

KNOWN = "known"  # the box that says: I have read the warning
_TIMES = ("until", "new_due_at", "keep_until", "happened_at")


def read(act: Act, form: Form, case: CaseFile, context: Context) -> Remark:
    """What was said; :class:`InvalidDossier` with every fault, also where a warning was not read."""
    now = context.clock.now()
    unread = warning_before(act, case, now, context) and KNOWN not in form
    return remark.read(raw(act, form), act, now, faults=[Fault(KNOWN, "REQUIRED")] if unread else [])


def raw(act: Act, form: Form) -> dict[str, Any]:
    """What was typed of it, to be read."""
    typed: dict[str, Any] = {name: form[name] for name in act.says if form.get(name, "").strip()}
    if "demands" in typed:
        typed["demands"] = [line for line in typed["demands"].splitlines() if line.strip()]
    if "amount_vnd" in typed:
        typed["amount_vnd"] = plain_number(typed["amount_vnd"])
    return typed | {name: _iso(typed[name]) for name in _TIMES if name in typed}


def _iso(typed: str) -> str:
    """``19/11/2021`` or ``19/11/2021 16:30`` in ISO 8601; anything else as it is, to be judged."""
    for written, iso in (("%d/%m/%Y", "%Y-%m-%d"), ("%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M")):
        with suppress(ValueError):
            return datetime.strptime(typed.strip(), written).strftime(iso)  # noqa: DTZ007  the reader knows the zone
    return typed
