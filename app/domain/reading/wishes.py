"""Wishes of a submission (đăng ký dịch vụ bưu chính): the result by post, the papers fetched at home."""

from __future__ import annotations

from collections.abc import Iterator

from app.domain import identity, phone
from app.domain.errors import Fault
from app.domain.post.wish import COLLECTION, RETURN
from app.domain.reading.people import NAME, address
from app.domain.submission import (
    FETCHED_FROM,
    Channel,
    Deputy,
    HomeCollection,
    MayReceive,
    Person,
    ReturnByPost,
    Wish,
)
from app.domain.values import SHORT, Raw, Values


def return_by_post(values: Values, owner: Person | None) -> ReturnByPost:
    """The wish, as far as it can be."""
    if not values.part(RETURN):
        return ReturnByPost()
    back = returning(values)
    there = back.address is not None or _has_address(owner)
    for fault in return_faults(back.wish, back.may_receive, address=there, deputy=back.deputy is not None):
        values.fault(fault.path, fault.code)
    return back


def returning(values: Values) -> ReturnByPost:
    """The wish as it was said, whether or not it can be."""
    raw, at = values.part(RETURN), f"{RETURN}."
    return ReturnByPost(
        wish=values.choice(raw, "wish", at, Wish, Wish.UNKNOWN),
        receiver=values.text(raw, "receiver", at, NAME),
        phone=values.parsed(raw, "phone", at, phone.normalise),
        address=address(values, raw, at),
        may_receive=values.choice(raw, "may_receive", at, MayReceive, None),
        deputy=_deputy(values, raw, at),
    )


def return_faults(wish: str | None, may_receive: str | None, *, address: bool, deputy: bool) -> Iterator[Fault]:
    """Why it cannot be; ``address`` and ``deputy``: there is one, the address may be the owner's."""
    if wish == Wish.YES and not address:
        yield Fault(f"{RETURN}.address", "RETURN_ADDRESS_REQUIRED")
    if deputy and may_receive != MayReceive.AUTHORISED:
        yield Fault(f"{RETURN}.deputy", "DEPUTY_NOT_ASKED")
    elif may_receive == MayReceive.AUTHORISED and not deputy:
        yield Fault(f"{RETURN}.deputy", "DEPUTY_REQUIRED")


def home_collection(values: Values, owner: Person | None, channel: Channel) -> HomeCollection | None:
    """The wish, as far as it can be; None where nothing is said of it."""
    if not values.part(COLLECTION):
        return None
    found = collecting(values)
    for fault in collection_faults(found.wish, channel, address=found.address is not None or _has_address(owner)):
        values.fault(fault.path, fault.code)
    return None if found == HomeCollection() else found


def collecting(values: Values) -> HomeCollection:
    """The wish as it was said, whether or not it can be."""
    raw, at = values.part(COLLECTION), f"{COLLECTION}."
    return HomeCollection(
        wish=values.choice(raw, "wish", at, Wish, Wish.UNKNOWN),
        sender=values.text(raw, "sender", at, NAME),
        phone=values.parsed(raw, "phone", at, phone.normalise),
        address=address(values, raw, at),
    )


def collection_faults(wish: str | None, channel: str | None, *, address: bool) -> Iterator[Fault]:
    """Why it cannot be; ``address``: there is one, also the owner's."""
    if wish == Wish.YES and channel not in FETCHED_FROM:
        yield Fault(f"{COLLECTION}.wish", "COLLECTION_NOT_NEEDED")
    if wish == Wish.YES and not address:
        yield Fault(f"{COLLECTION}.address", "COLLECTION_ADDRESS_REQUIRED")


def _has_address(owner: Person | None) -> bool:
    return owner is not None and owner.address is not None


def _deputy(values: Values, raw: Raw, at: str) -> Deputy | None:
    """Name and number: without a number the postman has nothing to compare."""
    part = raw.get("deputy")
    if not part:
        return None
    at = f"{at}deputy."
    name = values.text(part, "name", at, NAME, required=True)
    values.text(part, "id_number", at, SHORT, required=True)
    return Deputy(name or "", values.parsed(part, "id_number", at, identity.parse_id))
