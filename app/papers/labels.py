"""Labels (nhãn bưu gửi) by their item code: which are good, and which are void and given out by no door any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.store import events, item_codes, outbox
from app.store.events import Told
from app.store.item_codes import Voided


@dataclass(frozen=True, slots=True)
class Label:
    """A label by the code that stands on it; void: it must not go on an envelope any more."""

    item_code: str | None
    is_void: bool


def of(connection: Connection, dossier: Dossier) -> dict[int, Label]:
    """The labels that were ever owed for a dossier, by edition."""
    owed = [edition for kind, edition in outbox.editions(connection, dossier.id) if kind == "label"]
    if not owed:
        return {}
    voided = item_codes.voided(connection, [dossier.id]).get(dossier.id, [])
    history = events.history(connection, [dossier.id])[dossier.id]
    return {edition: as_of(dossier, edition, voided, history) for edition in owed}


def as_of(dossier: Dossier, edition: int, voided: Sequence[Voided], history: Sequence[Told]) -> Label:
    """The code that the dossier had by then: the first that was voided later, else the live one."""
    at = max(told.event.at for told in history if told.seq <= edition)
    later = next((each.code for each in voided if each.at > at), None)
    return Label(later or dossier.item_code, later is not None or dossier.item_code is None)
