"""The desk page (trang làm việc của cán bộ) at ``/console``: log in, what is due, one dossier, every move, print.

Server-rendered, without scripts; every form carries a token of its session, every change ends in a redirect.
"""

from __future__ import annotations

from flask import Blueprint

from app.console import (
    carried,
    clerk_report,
    corrections,
    count,
    custody,
    dossier,
    faults,
    filters,
    handover,
    intake,
    item_codes,
    listing,
    login,
    money,
    old_licences,
    papers,
    parcels,
    reconciliation,
    registers,
    session,
    shift_files,
    supplements,
    till,
)
from app.context import Context


def blueprint(context: Context) -> Blueprint:
    """All pages under ``/console``."""
    routes = Blueprint("console", __name__, template_folder="templates", static_folder="static", url_prefix="/console")
    session.guard(routes, context)
    faults.handle(routes)
    filters.add(routes, context)
    for part in (
        login,
        listing,
        intake,
        dossier,
        papers,
        supplements,
        corrections,
        count,
        old_licences,
        custody,
        carried,
        parcels,
        item_codes,
        money,
        till,
        shift_files,
        reconciliation,
        registers,
        clerk_report,
    ):
        part.add(routes, context)
    handover.add(routes, context)
    return routes
