"""Papers of a dossier by their kind, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import forms
from app.domain.errors import Fault, InvalidDossier
from app.papers import documents
from app.papers.documents import PrintedPaper
from app.security.principals import Principal, Role
from integrations.post.soap.handlers.request import Handler, Request, Values

if TYPE_CHECKING:
    from app.context import Context


def get_paper(request: Request, principal: Principal, context: Context) -> Values:
    """One paper, the newest edition unless one is named; printed on the spot if no worker has done it yet."""
    principal.require(Role.READ)
    values = request.valid()
    kind, stock, edition = values["kind"], values.get("format"), values.get("edition")
    if stock is not None and stock not in forms.KINDS[kind].stocks:
        raise InvalidDossier([Fault("format", "CHOICE_UNKNOWN")])
    return file_of(documents.paper(values["code"], kind, principal, context, stock, int(edition) if edition else None))


def file_of(paper: PrintedPaper) -> Values:
    """A file as the contract has it."""
    return {
        "file_name": paper.file_name,
        "media_type": paper.media_type,
        "sha256": paper.sha256,
        "content": paper.content,
    }


HANDLERS: dict[str, Handler] = {"GetPaper": get_paper}
