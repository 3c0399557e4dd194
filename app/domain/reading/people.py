"""People of a submission: chủ hồ sơ and người nộp, with their addresses."""

from __future__ import annotations

import re
from functools import partial

from app.domain import identity, phone
from app.domain.address import Address, scheme_on
from app.domain.submission import Person
from app.domain.values import SHORT, Raw, Values

NAME, ADDRESS, EMAIL, UNIT = 200, 500, 254, 20  # characters
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_UNITS = ("province", "district", "ward")


def owner(values: Values) -> Person | None:
    """There is none without an owner."""
    raw = values.part("owner")
    if not raw and not values.is_known("owner"):
        values.fault("owner.name", "REQUIRED")
    return person(values, raw, "owner.", required=True) if raw else None


def submitter(values: Values) -> Person | None:
    """None where the owner hands in."""
    raw = values.part("submitter")
    return person(values, raw, "submitter.", required=True) if raw else None


def person(values: Values, raw: Raw, at: str, *, required: bool) -> Person:
    """``required``: there is no person without a name."""
    name = values.text(raw, "name", at, NAME, required=required)
    phone_raw = values.text(raw, "phone", at, SHORT)
    return Person(
        name=name or "",
        birth=values.parsed(raw, "birth", at, partial(_birth, values)),
        id_document=values.parsed(raw, "id_number", at, identity.parse_id),
        phone=values.judged(f"{at}phone", phone.normalise, phone_raw),
        phone_raw=phone_raw,
        email=_email(values, raw, at),
        address=address(values, raw, at),
    )


def address(values: Values, raw: Raw, at: str) -> Address | None:
    """As it is written, or by the codes of its units, or both."""
    part = raw.get("address")
    if not part:
        return None
    at = f"{at}address."
    units = {name: values.text(part, name, at, UNIT) for name in _UNITS}
    written = values.text(part, "text", at, ADDRESS, required=not any(units.values()))
    scheme = values.text(part, "scheme", at, UNIT) or (scheme_on(values.today) if any(units.values()) else None)
    return Address(
        raw=written or "",
        scheme=scheme,
        province_code=units["province"],
        district_code=units["district"],
        ward_code=units["ward"],
    )


def _birth(values: Values, raw: str) -> identity.BirthDate:
    birth = identity.parse_birth(raw)
    identity.check(birth, values.today)
    return birth


def _email(values: Values, raw: Raw, at: str) -> str | None:
    email = values.text(raw, "email", at, EMAIL)
    if email and not _EMAIL.fullmatch(email):
        values.fault(f"{at}email", "EMAIL_INVALID")
    return email
