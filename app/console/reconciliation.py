"""Daily reconciliation at the desk: the days, what a person must settle with its way out, running one, the paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import reconciliation
from app.console.pages import back, pdf, show
from app.console.session import person
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, NotFound
from app.domain.local_time import LOCAL
from app.reconciliation import totals
from app.store.reconciliations import Edition

_DONE_VI = {
    "reconciled": "Đã đối soát.",
    "same": "Đã đối soát; không có gì mới.",
    "settled": "Đã ghi nhận cách xử lý.",
}


def add(routes: Blueprint, context: Context) -> None:
    """``doi-soat`` and all below it."""

    @routes.get("/doi-soat")
    def list_reconciliations() -> Response:
        return _page()

    @routes.post("/doi-soat")
    def run_reconciliation() -> Response:
        try:
            day = reconciliation.read_day(_iso(request.form.get("day", "")), context.clock.now())
            _, repeat = reconciliation.run(day, person(), context)
        except InvalidDossier as e:
            return _page(422, faults={"day": e.faults[0].text})
        return back("console.list_reconciliations", done="same" if repeat else "reconciled")

    @routes.get("/doi-soat/<day>.pdf")
    def print_reconciliation(day: str) -> Response:
        try:
            found = reconciliation.read_day(day, context.clock.now())
        except InvalidDossier as e:
            raise NotFound from e
        return pdf(reconciliation.printed(found, person(), context))

    @routes.post("/doi-soat/<int:finding_id>")
    def settle_finding(finding_id: int) -> Response:
        try:
            reconciliation.settle(finding_id, request.form.get("note", ""), person(), context)
        except InvalidDossier as e:
            return _page(422, faults={f"note-{finding_id}": e.faults[0].text})
        except Conflict as e:
            return _page(409, refusal=e.message_vi)
        return back("console.list_reconciliations", done="settled")

    def _page(status: int = 200, *, refusal: str = "", faults: Mapping[str, str] | None = None) -> Response:
        who, yesterday = person(), context.clock.now().astimezone(LOCAL).date() - timedelta(days=1)
        may_settle = not who.roles.isdisjoint(reconciliation.SETTLING)
        return show(
            "reconciliation.html",
            status,
            days=[(each, totals.total(each.record["offices"]), _open(each)) for each in _days(context)],
            findings=reconciliation.findings(who, context),
            may_settle=may_settle,
            may_run=may_settle and who.office_id is None,
            typed=request.form,
            day=request.form.get("day") or f"{yesterday:%d/%m/%Y}",
            refusal=refusal,
            faults=faults or {},
            notice=_DONE_VI.get(request.args.get("xong", ""), ""),
        )


def _days(context: Context) -> list[Edition]:
    return reconciliation.listed(person(), context, limit=14)


def _open(edition: Edition) -> int:
    return sum(not each["settled"] for each in edition.record["findings"])


def _iso(typed: str) -> str:
    """``15/11/2021`` in ISO 8601; anything else as it is, to be judged."""
    try:
        return datetime.strptime(typed.strip(), "%d/%m/%Y").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return typed.strip()
