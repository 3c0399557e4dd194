"""The register of a period (sổ theo dõi hồ sơ), chosen by its first and last day."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console.pages import pdf, show
from app.console.session import person
from app.context import Context
from app.desk import register
from app.domain.errors import InvalidDossier
from app.domain.local_time import LOCAL

_INPUTS = {"from": "tu", "to": "den"}


def add(routes: Blueprint, context: Context) -> None:
    """``so-theo-doi``; a search by GET, since it changes nothing."""

    @routes.get("/so-theo-doi")
    def register_form() -> Response:
        today = context.clock.now().astimezone(LOCAL)
        return _form({"tu": f"01/{today:%m/%Y}", "den": f"{today:%d/%m/%Y}"})

    @routes.get("/so-theo-doi.pdf")
    def print_register() -> Response:
        typed = {name: request.args.get(name, "").strip() for name in _INPUTS.values()}
        try:
            period = register.read(iso(typed["tu"]), iso(typed["den"]), context.clock.now())
            return pdf(register.paper(period, person(), context))
        except InvalidDossier as e:
            return _form(typed, 422, {_INPUTS[fault.path]: fault.text for fault in e.faults})

    def _form(typed: Mapping[str, str], status: int = 200, faults: Mapping[str, str] | None = None) -> Response:
        return show("register.html", status, typed=typed, faults=faults or {})


def iso(typed: str) -> str:
    """``19/11/2021`` in ISO 8601; anything else as it is, to be judged."""
    with suppress(ValueError):
        return datetime.strptime(typed, "%d/%m/%Y").strftime("%Y-%m-%d")  # noqa: DTZ007  a day has no zone
    return typed
