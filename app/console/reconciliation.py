"""Daily reconciliation at the desk: the days, what a person must settle with its way out, running one, the paper."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from app import reconciliation
from app.console.pages import back, pdf, show
from app.console.session import person
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, NotFound
from app.domain.local_time import LOCAL
from app.domain.reconciliation.kinds import Kind
from app.reconciliation import totals
from app.store.reconciliations import Edition

DAYS, PAGE = 7, 50
_DONE_VI = {
    "reconciled": "Đã đối soát.",
    "same": "Đã đối soát; không có gì mới.",
    "settled": "Đã ghi nhận cách xử lý.",
}
_KIND, _AFTER, _BEFORE = "loai", "sau", "truoc"


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which findings and days the address asks for; what is none of them is passed over."""

    kind: Kind | None
    after: int
    before: date | None

    @property
    def address(self) -> dict[str, Any]:
        """The same again as an address has it, for a form that comes back to this page."""
        return {_KIND: self.kind, _AFTER: self.after or None}


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
        return back("console.list_reconciliations", done="settled", **_asked().address)

    def _page(status: int = 200, *, refusal: str = "", faults: Mapping[str, str] | None = None) -> Response:
        who, asked = person(), _asked()
        yesterday = context.clock.now().astimezone(LOCAL).date() - timedelta(days=1)
        may_settle = not who.roles.isdisjoint(reconciliation.SETTLING)
        days = reconciliation.listed(who, context, limit=DAYS + 1, before=asked.before)
        return show(
            "reconciliation.html",
            status,
            days=[(each, totals.total(each.record["offices"]), _open(each)) for each in days[:DAYS]],
            earlier=days[DAYS - 1].day.isoformat() if len(days) > DAYS else None,
            findings=reconciliation.findings_page(who, context, kind=asked.kind, after=asked.after, limit=PAGE),
            asked=asked,
            may_settle=may_settle,
            may_run=may_settle and who.office_id is None,
            typed=request.form,
            day=request.form.get("day") or f"{yesterday:%d/%m/%Y}",
            refusal=refusal,
            faults=faults or {},
            notice=_DONE_VI.get(request.args.get("xong", ""), ""),
        )


def _asked() -> _Asked:
    kind, after = request.args.get(_KIND, ""), request.args.get(_AFTER, "")
    try:
        before = date.fromisoformat(request.args.get(_BEFORE, ""))
    except ValueError:
        before = None
    is_id = after.isascii() and after.isdigit() and len(after) < 19
    return _Asked(Kind(kind) if kind in set(Kind) else None, int(after) if is_id else 0, before)


def _open(edition: Edition) -> int:
    return sum(not each["settled"] for each in edition.record["findings"])


def _iso(typed: str) -> str:
    """``15/11/2021`` in ISO 8601; anything else as it is, to be judged."""
    try:
        return datetime.strptime(typed.strip(), "%d/%m/%Y").date().isoformat()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return typed.strip()
