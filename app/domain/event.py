"""Event (sự kiện): who did what to a dossier, when and why; never changed, chained by hash within its dossier.

Events hold ids and digests, no personal data. The chain starts from the dossier number, so that an event taken out,
changed or moved to another dossier shows.

>>> first = Event("submitted", datetime(2021, 11, 15, 1, 0, tzinfo=UTC), 1, "rest")
>>> link("000.00.16.H01-211115-0001", b"", 1, first).hex()[:8]
'61784a3d'
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """``source`` is the door. ``key_id`` is whose key did it, ``account_id`` which person; None for the service itself.

    ``reason`` is a code: free text may name people and stands in the event's remark, whose digest is in ``details``.
    """

    kind: str
    at: datetime
    key_id: int | None
    source: str
    reason: str | None = None
    details: dict[str, Any] = field(default_factory=dict)
    account_id: int | None = None


def link(dossier_no: str, previous: bytes, seq: int, event: Event) -> bytes:
    """The hash of an event behind the one whose hash is ``previous`` (empty for the first)."""
    body = [
        dossier_no,
        seq,
        event.kind,
        event.at.astimezone(UTC).isoformat(),
        event.key_id,
        event.source,
        event.reason,
        event.details,
    ]
    if event.account_id is not None:  # the chains of the time before there were accounts stay as they are
        body.append(event.account_id)
    return hashlib.sha256(previous + json.dumps(body, ensure_ascii=False, sort_keys=True).encode()).digest()


def broken_at(dossier_no: str, chain: Iterable[tuple[int, Event, bytes]]) -> int | None:
    """The ``seq`` of the first event that does not fit its chain, None if all do."""
    previous = b""
    for expected, (seq, event, digest) in enumerate(chain, start=1):
        if seq != expected or link(dossier_no, previous, seq, event) != digest:
            return seq
        previous = digest
    return None
