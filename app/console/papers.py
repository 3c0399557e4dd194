"""Papers of a dossier: shown as PDF, and printed again with a reason, which is marked on the paper and counted."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from app.console.dossier_page import page
from app.console.pages import pdf
from app.console.session import SOURCE, person
from app.context import Context
from app.desk import casefile
from app.domain.errors import InvalidDossier, NotFound
from app.papers import documents, reprinting
from app.papers.documents import Listed, PrintedPaper


def add(routes: Blueprint, context: Context) -> None:
    """``in/<kind>/<edition>.pdf``, ``in-lai/…``."""

    @routes.get("/ho-so/<dossier_no>/in/<kind>/<int:edition>.pdf")
    def print_paper(dossier_no: str, kind: str, edition: int) -> Response:
        return pdf(documents.paper(dossier_no, kind, person(), context, edition=edition))

    @routes.post("/ho-so/<dossier_no>/in-lai/<kind>/<int:edition>")
    def reprint(dossier_no: str, kind: str, edition: int) -> Response:
        """A second click finds one print more than its page knew of, and gets that."""
        times, reason = request.form.get("times", type=int), request.form.get("reason", "")
        if times is None:
            raise NotFound
        try:
            reprinting.reprint(dossier_no, kind, reason, person(), context, edition, SOURCE, expected=times)
        except InvalidDossier as e:
            wrong = {"kind": kind, "edition": edition, "faults": {f.path: f.text for f in e.faults}}
            return page(casefile.of(dossier_no, person(), context), context, 422, reprinting=wrong)
        address = url_for("console.reprinted", dossier_no=dossier_no, kind=kind, edition=edition, times=times + 1)
        return redirect(address, 303)

    @routes.get("/ho-so/<dossier_no>/in-lai/<kind>/<int:edition>/<int:times>.pdf")
    def reprinted(dossier_no: str, kind: str, edition: int, times: int) -> Response:
        listed = _listed(dossier_no, kind, edition, context)
        if listed.label and listed.label.is_void:
            raise NotFound
        found = [one for one in listed.reprints if one.reprint == times]
        content = context.files.get(found[0].file_key) if found else None
        if content is None:
            raise NotFound
        name = f"{dossier_no}-{kind}-{times}.pdf"
        return pdf(PrintedPaper(content, "application/pdf", name, found[0].sha256))


def _listed(dossier_no: str, kind: str, edition: int, context: Context) -> Listed:
    for one in documents.listed(dossier_no, person(), context):
        if (one.kind, one.edition) == (kind, edition):
            return one
    raise NotFound
