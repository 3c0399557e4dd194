"""Edition (bản in): one paper of a dossier as of the event that it stands for.

What later events changed is not on it, so a paper printed years later is the same paper. The rules are those of the day
the dossier was received, before that of the day it was handed in: titles, legal lines, names of procedures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.domain.dossier import Dossier
from app.domain.event import Event
from app.domain.local_time import LOCAL
from app.domain.money.fees import Payment
from app.domain.remark import Remark
from app.store.events import Told


@dataclass(frozen=True, slots=True)
class Edition:
    """``history`` ends with the event that the paper stands for; ``listed`` are the rows of the dossier's papers.

    ``payments`` are all that were made for it, in order, where the kind of paper tells of money. ``reprint`` 0 is the
    first print. ``signed`` has who gave and who received by the handover lists of its events, where it tells of them.
    """

    kind: str
    dossier: Dossier
    history: Sequence[Told]
    listed: Sequence[Any] = ()
    payments: Sequence[Payment] = ()
    reprint: int = 0
    signed: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        kind: str,
        seq: int,
        dossier: Dossier,
        history: Sequence[Told],
        listed: Sequence[Any],
        payments: Sequence[Payment] = (),
        reprint: int = 0,
        signed: Mapping[str, tuple[str, str]] | None = None,
    ) -> Edition:
        """The edition that stands for the event ``seq``."""
        by_then = [told for told in history if told.seq <= seq]
        return cls(kind, dossier, by_then, listed, payments, reprint, signed or {})

    @property
    def seq(self) -> int:
        return self.history[-1].seq

    @property
    def event(self) -> Event:
        return self.history[-1].event

    @property
    def said(self) -> Remark:
        return self.history[-1].said

    @property
    def officer(self) -> str:
        return self.history[-1].officer

    @property
    def at(self) -> datetime:
        """When the event was, in Vietnam."""
        return self.event.at.astimezone(LOCAL)

    @property
    def submitted_at(self) -> datetime:
        return self.dossier.submitted_at.astimezone(LOCAL)

    @property
    def received_at(self) -> datetime | None:
        """When the dossier was received, if it was by then."""
        found = self.last("received")
        return found.event.at.astimezone(LOCAL) if found else None

    @property
    def due_at(self) -> datetime | None:
        """The due time that was promised by then."""
        promised = [told.event.details["due_at"] for told in self.history if "due_at" in told.event.details]
        due_at = datetime.fromisoformat(promised[-1]) if promised else self.dossier.due_at
        return due_at.astimezone(LOCAL) if due_at else None

    @property
    def due_before(self) -> datetime | None:
        """The due time that this event has moved."""
        told = self.event.details.get("old_due_at")
        return datetime.fromisoformat(told).astimezone(LOCAL) if told else None

    @property
    def day(self) -> date:
        """Whose rules hold."""
        return (self.received_at or self.submitted_at).date()

    @property
    def papers(self) -> list[Any]:
        """The papers that were there by then: what was brought later is not on it."""
        return [paper for paper in self.listed if paper.seq <= self.seq]

    @property
    def paid(self) -> list[Payment]:
        """What was paid and given back by then."""
        return [payment for payment in self.payments if payment.seq <= self.seq]

    def last(self, kind: str) -> Told | None:
        """The newest event of a kind by then."""
        return next((told for told in reversed(self.history) if told.event.kind == kind), None)
