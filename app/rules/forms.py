"""Tables ``forms`` and ``issuers``: how a form is numbered and titled on a day, and whose a bare dossier code is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.rules.entries import Entry
from app.rules.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Form:
    """A form (biểu mẫu) on a day; ``number`` and ``legal_basis_vi`` are empty where no law prescribes it."""

    kind: str
    number: str
    title_vi: str
    legal_basis_vi: str


@dataclass(frozen=True, slots=True)
class FormTables:
    """Forms by kind, issuers by the shape of their codes."""

    forms: Timeline[str, Form] = field(default_factory=Timeline)
    issuers: Timeline[str, str] = field(default_factory=Timeline)

    def read_forms(self, entry: Entry) -> None:
        validity = entry.validity()
        form = Form(
            entry.text("kind"), entry.text("number", ""), entry.text("title_vi"), entry.text("legal_basis_vi", "")
        )
        self.forms.add(form.kind, form, validity, entry)

    def read_issuers(self, entry: Entry) -> None:
        validity, pattern = entry.validity(), entry.text("pattern")
        try:
            re.compile(pattern)
        except re.error as e:
            raise entry.error(f"'pattern': {e}") from e
        self.issuers.add(pattern, entry.text("issuer"), validity, entry)
