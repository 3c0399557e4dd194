"""The counter's own report by period."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from app.desk import counter_report
from app.security.principals import Principal, Role
from integrations.post.soap.handlers.request import Handler, Request, Values, told

if TYPE_CHECKING:
    from app.context import Context

_NAMES = {"from": "fromDay", "to": "toDay"}


def get_clerk_report(request: Request, principal: Principal, context: Context) -> Values:
    """The figures of a period, in all and by day."""
    principal.require(Role.READ)
    values = request.valid()
    with told(request.faults, _NAMES):
        period = counter_report.read(values["from_day"], values["to_day"], context.clock.now())
    found = counter_report.report(period, principal, context)
    days = [{"day": day.isoformat(), **asdict(figures)} for day, figures in found.days.items()]
    return {**asdict(found.whole), "office_id": principal.office_id, "days": days}


HANDLERS: dict[str, Handler] = {"GetClerkReport": get_clerk_report}
