"""A submission read for a door: the domain's reading with this house's rules, clock and decoder."""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import pybase64

from app import preview
from app.context import Context
from app.domain import attachment, reading
from app.domain.errors import Fault, InvalidDossier
from app.domain.submission import Channel, Submission


def read(
    raw: Mapping[str, Any],
    *,
    request_id: str,
    channel: Channel,
    context: Context,
    spell: Callable[[str], str] = str,
    faults: Iterable[Fault] = (),
) -> Submission:
    """See :func:`app.domain.reading.read`; what could not be printed later is a fault too."""
    submission = reading.read(
        raw,
        request_id=request_id,
        channel=channel,
        rules=context.rules,
        now=context.clock.now(),
        spell=spell,
        faults=faults,
        decode=decode,
    )
    if unprintable := preview.faults(submission, context):
        raise InvalidDossier([replace(fault, path=spell(fault.path)) for fault in unprintable])
    return submission


def decode(text: str) -> bytes:
    """As :func:`app.domain.attachment.decode`, 25 times as fast where no white space is between."""
    try:
        return pybase64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return attachment.decode(text)
