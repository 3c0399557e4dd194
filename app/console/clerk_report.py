"""The counter's own report (báo cáo của giao dịch viên): figures of a period by day, and the dossiers behind each."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app.console.pages import show
from app.console.registers import iso
from app.console.session import person
from app.context import Context
from app.desk import counter_report
from app.desk.counter_report import COLUMNS_VI, Column, Period
from app.domain.errors import InvalidDossier, NotFound
from app.domain.local_time import LOCAL
from app.security.principals import Role

_INPUTS = {"from": "tu", "to": "den", "after": "tu"}
PAGE = 50


def add(routes: Blueprint, context: Context) -> None:
    """``bao-cao``; read by GET, since it changes nothing."""

    @routes.get("/bao-cao")
    def show_report() -> Response:
        person().require(Role.READ)
        typed = _typed()
        try:
            report = counter_report.report(_period(typed), person(), context)
        except InvalidDossier as e:
            return _form(typed, 422, {_INPUTS[fault.path]: fault.text for fault in e.faults})
        return _form(typed, report=report)

    @routes.get("/bao-cao/ho-so")
    def show_reported() -> Response:
        typed, asked = _typed(), request.args.get("so", "")
        if asked not in COLUMNS_VI:
            raise NotFound
        column, after = Column(asked), request.args.get("sau")
        try:
            page = counter_report.listed(column, _period(typed), person(), context, after=after, limit=PAGE)
        except InvalidDossier as e:
            return _form(typed, 422, {_INPUTS[fault.path]: fault.text for fault in e.faults})
        return show(
            "reported.html", typed=typed, column=column, heading=COLUMNS_VI[column], page=page, is_first=not after
        )

    def _typed() -> dict[str, str]:
        """What was typed; this month where nothing was."""
        today = context.clock.now().astimezone(LOCAL)
        first = {"tu": f"01/{today:%m/%Y}", "den": f"{today:%d/%m/%Y}"}
        return {name: request.args.get(name, first[name]).strip() for name in first}

    def _period(typed: Mapping[str, str]) -> Period:
        return counter_report.read(iso(typed["tu"]), iso(typed["den"]), context.clock.now())

    def _form(
        typed: Mapping[str, str],
        status: int = 200,
        faults: Mapping[str, str] | None = None,
        report: counter_report.Report | None = None,
    ) -> Response:
        return show("clerk_report.html", status, typed=typed, faults=faults or {}, report=report, columns=COLUMNS_VI)
