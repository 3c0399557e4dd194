"""Item codes in the post's answers (số hiệu bưu gửi do bưu điện cho): which one is the parcel's, what is wrong with it.

A code that we have printed is on the envelope, so where the post was told of it no answer replaces it; where its
service has no field for ours, its own names the parcel there. A code that it gives must be of its form, and nobody
else's: two parcels under one code cannot be told apart. What cannot be used is not kept, and a person is shown that it
came.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.domain.dossier import Dossier
from app.domain.errors import InvalidFormat
from app.domain.post.order import Leg
from app.domain.post.parcel import Finding, Parcel
from app.store import item_codes


def judged(
    connection: Connection,
    dossier: Dossier,
    item: Parcel,
    ours: str | None,
    answered: str | None,
    now: datetime,
    *,
    is_told: bool,
) -> tuple[str | None, Finding | None]:
    """The code that the parcel has from now on, and what is wrong with the one that was answered.

    Dossier and parcel are locked; ``ours`` is the code that the order had, ``is_told`` whether the post saw it. Nobody
    else is given the code of the answer until the transaction ends.
    """
    if answered is None:
        return ours, None
    try:
        code = item_codes.ours(answered)
    except InvalidFormat:
        return ours, Finding.CODE_UNUSABLE
    own = dossier.item_code if item.leg is Leg.RETURN else None
    if code != ours and item_codes.is_anothers(connection, code, own, item.id, now):
        return ours, Finding.CODE_OF_ANOTHER
    return (ours, Finding.CODE_UNUSABLE) if is_told and ours not in (None, code) else (code, None)
