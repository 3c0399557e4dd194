"""How REST answers with a day of reconciliation and with what was found on it."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.api.replies import facts
from app.domain.reconciliation.kinds import Kind
from app.reconciliation import totals
from app.store.reconciliations import Edition, Kept


def brief(found: Edition) -> dict[str, Any]:
    """A day without what was found."""
    return {
        **facts(found, ("day", "edition", "made_at")),
        "statement": found.record["statement"],
        "unreadable": found.record["unreadable"],
        "totals": totals.total(found.record["offices"]),
        "open": sum(not each["settled"] for each in found.record["findings"]),
    }


def whole(found: Edition) -> dict[str, Any]:
    """A day by offices, with every difference."""
    findings = [_words(each | {"day": date.fromisoformat(each["day"])}) for each in found.record["findings"]]
    return brief(found) | {"offices": found.record["offices"], "findings": findings, "repeat": False}


def kept(finding: Kept) -> dict[str, Any]:
    """A difference, and how it stands."""
    values = facts(finding)
    return values | _words(facts(values.pop("finding")))


def _words(finding: dict[str, Any]) -> dict[str, Any]:
    kind = Kind(finding["kind"])
    return finding | {"kind_vi": kind.vi, "way_out_vi": kind.way_out_vi}
