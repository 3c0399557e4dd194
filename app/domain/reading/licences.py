"""The licence that is asked for (hạng đề nghị cấp) and the one that is held (giấy phép lái xe đang có)."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from app.domain.submission import HeldLicence
from app.domain.values import SHORT, Values

CLASS = 10  # characters


class Catalogue(Protocol):
    """What the rules must tell to judge a submission (:class:`app.rules.Rules` does)."""

    def procedure(self, code: str, on: date) -> Any: ...
    def licence_class(self, code: str, on: date) -> Any: ...


def licence_class(values: Values, rules: Catalogue) -> str | None:
    """Of the day's regime."""
    code = values.text(values.raw, "licence_class", "", CLASS)
    if code is None:
        return None
    if rules.licence_class(code.upper(), values.today) is None:
        values.fault("licence_class", "LICENCE_CLASS_UNKNOWN")
    return code.upper()


def held_licence(values: Values) -> HeldLicence | None:
    """Its class may be of any regime, also one long gone."""
    raw, at = values.part("held_licence"), "held_licence."
    if not raw:
        return None
    return HeldLicence(
        licence_class=values.text(raw, "licence_class", at, CLASS),
        number=values.text(raw, "number", at, SHORT),
        serial=values.text(raw, "serial", at, SHORT),
    )
