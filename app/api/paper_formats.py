"""The paper format (khổ giấy) that is asked for behind the question mark: each kind of paper has its own."""

from __future__ import annotations

from typing import Any

from flask import request

from app import forms
from app.api.openapi import query
from app.domain.errors import Fault


def parameter(*kinds: str) -> dict[str, Any]:
    """Those of these kinds, as OpenAPI describes them; of every kind where none is named."""
    if not kinds:
        names = sorted({name for kind in forms.KINDS.values() for name in kind.stocks})
        return query("format", "khổ giấy, trong các khổ của loại giấy tờ đó", enum=names)
    names = [name for kind in kinds for name in forms.KINDS[kind].stocks]
    defaults = ", ".join(next(iter(forms.KINDS[kind].stocks)) for kind in kinds)
    return query("format", f"khổ giấy; mặc định {defaults}", enum=names)


def asked(kind: str, faults: list[Fault]) -> str | None:
    """The one that is asked for, None for the usual one; one that this paper does not have goes to ``faults``."""
    given = request.args.get("format") or None
    if given is not None and given not in forms.KINDS[kind].stocks:
        faults.append(Fault("format", "CHOICE_UNKNOWN"))
    return given
