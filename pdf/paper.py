"""What the records of all further forms share: letterhead, number, title, and the text that the form rests on.

Titles, form numbers and legal lines are fields, with those of Circular 01/2018/TT-VPCP as defaults where it has the
form: what held on a day is dated data of the caller.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pdf.form import Form
from pdf.press import Head, print_forms

TT_01_2018 = "Ban hành kèm theo Thông tư số 01/2018/TT-VPCP ngày 23 tháng 11 năm 2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A form's head and foot. Texts are NFC; empty ones leave their line out. Times are aware."""

    agency_lines: tuple[str, ...]  # one to three; the last is bold
    place: str  # before the date: "An Giang"
    issued_at: datetime
    number: str = ""  # the paper's own: "12/HDHS"
    reprint: int = 0  # 0: the first print
    title: str
    form_no: str = ""
    legal_basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPaper(Paper):
    """A paper about one dossier, with its codes."""

    dossier_no: str
    alias: str = ""  # digits, an even number of them: the Code 128; empty: none
    lookup_url: str  # the QR


def print_paper(
    paper: Paper, body: Form, *, under_title: tuple[str, str] = ("", ""), copies: Sequence[str] = ("",)
) -> bytes:
    """One PDF of one form in its copies; ``under_title`` is a line under the title, and its field."""
    codes = (paper.dossier_no, paper.alias, paper.lookup_url) if isinstance(paper, DossierPaper) else ("", "", "")
    dossier_no, alias, lookup_url = codes
    head = Head(
        agency_lines=paper.agency_lines,
        place=paper.place,
        issued_at=paper.issued_at,
        number=paper.number,
        dossier_no=dossier_no,
        alias=alias,
        lookup_url=lookup_url,
        title=paper.title,
        under_title=under_title[0],
        under_path=under_title[1],
        reprint=paper.reprint,
        foot=". ".join(filter(None, (paper.form_no, paper.legal_basis))),
    )
    return print_forms([(head, body.blocks)], body.stock, copies)
