"""Principal: the system behind a key or the person behind an account, which offices it speaks for, what it may do.

The key or account fixes agency and office; no message can name another. Request ids live in one namespace per
``sender``, whatever the door.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain.errors import NotAllowed
from app.domain.event import Event
from app.domain.role import Role
from app.domain.submission import Channel

__all__ = ["Principal", "Role", "by_itself"]


@dataclass(frozen=True, slots=True)
class Principal:
    """``office_id`` None means the whole agency. ``channels`` are those it may hand in by; the first is its default."""

    key_id: int | None
    sender: str
    agency_id: str
    office_id: str | None
    channels: tuple[Channel, ...]
    roles: frozenset[Role]
    account_id: int | None = None
    name: str = ""  # of a person, as papers show it

    @property
    def collector(self) -> str:
        """Who this is in the books of money."""
        return f"key:{self.key_id}" if self.account_id is None else f"account:{self.account_id}"

    def require(self, *roles: Role) -> None:
        """:class:`NotAllowed` unless it has one of the roles."""
        if self.roles.isdisjoint(roles):
            raise NotAllowed

    def event(self, kind: str, at: datetime, source: str, details: dict[str, Any]) -> Event:
        """An event that this one writes, through the door ``source``."""
        return Event(kind, at, self.key_id, source, details=details, account_id=self.account_id)

    def did(self, event: Event) -> bool:
        """Whether it was this one who did it."""
        return (event.key_id, event.account_id) == (self.key_id, self.account_id)

    def channel(self, asked: str | None) -> Channel:
        """The channel asked for if the key may use it, else its default; :class:`NotAllowed` for another."""
        if not asked:
            return self.channels[0]
        if asked not in self.channels:
            raise NotAllowed
        return Channel(asked)


def by_itself(sender: str, agency_id: str, *roles: Role) -> Principal:
    """The service itself, which makes a move that nobody has told it of but that must have been."""
    return Principal(None, sender, agency_id, None, (), frozenset(roles))
