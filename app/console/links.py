"""Where a number on a list leads: to the page of its dossier, to that of its envelope, or nowhere."""

from __future__ import annotations

from collections.abc import Collection

from flask import url_for

from app.console.session import person
from app.context import Context
from app.custody import holding
from app.custody.holding import read_code


def of(dossier_ids: Collection[int], context: Context) -> dict[int, str]:
    """The address for each dossier that this one reaches, by its id."""
    reached = holding.reached(sorted(set(dossier_ids)), person(), context)
    return {
        id_: url_for("console.show_carried", code=code)
        if read_code(code)
        else url_for("console.show_dossier", dossier_no=code)
        for id_, code in reached.items()
    }
