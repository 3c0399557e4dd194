"""Where a move is made, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain.dossier import Dossier
from app.domain.life import Move
from app.domain.remark import Remark
from app.effects.group import Group
from app.security.principals import Principal
from app.store.events import Told


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a move is made; ``history`` is the dossier's own so far, its row is locked; ``group`` makes it together."""

    group: Group
    dossier: Dossier
    move: Move
    said: Remark
    history: Sequence[Told]
    principal: Principal

    @property
    def connection(self) -> Connection:
        return self.group.connection

    @property
    def context(self) -> Context:
        return self.group.context

    @property
    def now(self) -> datetime:
        return self.group.now

    @property
    def seq(self) -> int:
        """Of the event that the move becomes."""
        return self.history[-1].seq + 1

    def last(self, event: str) -> Told | None:
        """The newest event of a kind."""
        return next((told for told in reversed(self.history) if told.event.kind == event), None)


@dataclass(slots=True)
class Effect:
    """``columns`` of the dossier, ``details`` of the event, papers of this edition, warnings, an order to the post."""

    columns: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    papers: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    by_post: bool = False  # the post is asked to carry the result
    renews_code: bool = False  # the code on the envelope has had its way
