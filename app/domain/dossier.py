"""Dossier (hồ sơ): where one stands, and what every door answers about it.

``record`` is the submission as it was taken in (:meth:`app.domain.submission.Submission.as_record`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.domain.life import STATES, State
from app.domain.local_time import LOCAL
from app.domain.post import service_mode
from app.domain.post.order import Leg
from app.domain.post.service_mode import ServiceMode
from app.domain.post.wish import is_wished


@dataclass(frozen=True, slots=True)
class Dossier:
    """Times are aware. ``id`` is 0 until it is stored; ``rules_version`` is of the rules it was received under.

    ``answer_by`` is until when the authority says whether it receives it, ``resumes`` the state that a wait ends in,
    ``supplement_by`` until when the citizen is waited for, ``closed_at`` when nothing was left to be done.
    """

    dossier_no: str
    agency_id: str
    office_id: str | None
    sender: str
    channel: str
    procedure_code: str
    state: State
    record: dict[str, Any]
    rules_version: str
    submitted_at: datetime
    tracking_token: str
    code: str | None = None
    code_issuer: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    finished_at: datetime | None = None
    answer_by: datetime | None = None
    returned_at: datetime | None = None
    closed_at: datetime | None = None
    resumes: State | None = None
    supplement_by: datetime | None = None
    old_licence: str | None = None
    also_open: bool = False
    item_code: str | None = None
    revision: int = 1
    id: int = 0

    @property
    def state_vi(self) -> str:
        return STATES[self.state].vi

    @property
    def day(self) -> date:
        """The day whose rules hold for it: received, before that submitted."""
        return (self.received_at or self.submitted_at).astimezone(LOCAL).date()

    @property
    def paper(self) -> str:
        """The paper that stands for it now: ``"receipt"`` once received, before that ``"slip"``."""
        return "slip" if self.received_at is None else "receipt"

    @property
    def wants_post(self) -> bool:
        """Whether the result goes home by post."""
        return is_wished(self.record, Leg.RETURN)

    @property
    def wants_collection(self) -> bool:
        """Whether the post is to fetch the papers at home."""
        return is_wished(self.record, Leg.COLLECT)

    @property
    def service_mode(self) -> ServiceMode:
        """What of it goes by post."""
        return service_mode.of(self.channel, self.record)


@dataclass(frozen=True, slots=True)
class Answer:
    """What every door replies to a dossier handed in; the first one is kept and given again to a repeat."""

    dossier_no: str
    state: str
    paper: str
    submitted_at: datetime
    code: str | None = None
    code_issuer: str | None = None
    received_at: datetime | None = None
    due_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    repeat: bool = False

    @classmethod
    def about(cls, dossier: Dossier, warnings: tuple[str, ...] = ()) -> Answer:
        return cls(
            dossier_no=dossier.dossier_no,
            state=dossier.state,
            paper=dossier.paper,
            submitted_at=dossier.submitted_at,
            code=dossier.code,
            code_issuer=dossier.code_issuer,
            received_at=dossier.received_at,
            due_at=dossier.due_at,
            warnings=warnings,
        )

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Answer:
        moments = {k: datetime.fromisoformat(v) for k, v in record.items() if k.endswith("_at")}
        return cls(**{**record, **moments, "warnings": tuple(record.get("warnings", ()))})

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values, as it is kept; absent ones left out."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        plain = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in values.items() if v}
        return plain | ({"warnings": list(self.warnings)} if self.warnings else {})

    def repeated(self) -> Answer:
        return replace(self, repeat=True)


PAPERS_DIFFER = "PAPERS_DIFFER"  # warning: the papers are not those that the procedure asks for
SAME_CITIZEN_OPEN = "SAME_CITIZEN_OPEN"  # warning: this citizen has the same procedure open under another code
JOINED = "JOINED"  # warning: another door had brought this code already; this is that dossier
WISHES_DIFFER = "WISHES_DIFFER"  # warning: it wishes otherwise than another door said before; that stands
