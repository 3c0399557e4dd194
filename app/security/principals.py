"""Principal: the system or desk behind a key, which offices it speaks for, and what it may do.

The key fixes agency and office; no message can name another. Request ids live in one namespace per ``sender``,
whatever the door.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import NotAllowed
from app.domain.submission import Channel


class Role(StrEnum):
    """What a key may do."""

    SUBMIT = "submit"
    READ = "read"
    RECEIVE = "receive"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Principal:
    """``office_id`` None means the whole agency. ``channels`` are those it may hand in by; the first is its default."""

    key_id: int
    sender: str
    agency_id: str
    office_id: str | None
    channels: tuple[Channel, ...]
    roles: frozenset[Role]

    def require(self, role: Role) -> None:
        """:class:`NotAllowed` unless the key has the role."""
        if role not in self.roles:
            raise NotAllowed

    def channel(self, asked: str | None) -> Channel:
        """The channel asked for if the key may use it, else its default; :class:`NotAllowed` for another."""
        if not asked:
            return self.channels[0]
        if asked not in self.channels:
            raise NotAllowed
        return Channel(asked)
