"""Rows of the result: what was measured, ours beside a peer's, and how many times ours is theirs."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


class BenchError(Exception):
    """A measurement that does not count; the text says why."""


def row(
    name: str, ours: float | None, unit: str, against: str | None = None, theirs: float | None = None, note: str = ""
) -> Row:
    """One row; ``theirs`` None where the peer could not be had or there is none, then ``note`` says so."""
    return {
        "name": name,
        "ours": _short(ours),
        "unit": unit,
        "against": against,
        "theirs": _short(theirs),
        "ratio": round(ours / theirs, 2) if ours is not None and theirs else None,
        "note": note,
    }


def table(rows: list[Row]) -> str:
    """For people: one line a row, its note below."""
    lines = [f"{'name':22} {'ours':>9} {'unit':36} {'theirs':>9} {'ratio':>7}  against"]
    for each in rows:
        ours, theirs, ratio = (_cell(each.get(key)) for key in ("ours", "theirs", "ratio"))
        lines.append(f"{each['name']:22} {ours:>9} {each['unit']:36} {theirs:>9} {ratio:>7}  {each['against'] or ''}")
        if each.get("note"):
            lines.append(f"{'':22} {each['note']}")
    return "\n".join(lines)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"


def _short(value: float | None) -> float | None:
    """Three significant digits are more than a shared machine repeats."""
    if value is None:
        return None
    return round(value) if value >= 100 else round(value, 1 if value >= 10 else 2)
