"""What is given of a correction: a submission's parts, read where they are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.correction.record import Record
from app.domain.errors import Fault
from app.domain.post.wish import COLLECTION, RETURN
from app.domain.reading import licences, people, wishes
from app.domain.reading.licences import Catalogue
from app.domain.reading.trunk import SUMMARY
from app.domain.submission import Person, Wish, plain
from app.domain.values import Raw, Values


def read(
    raw: Raw, *, rules: Catalogue, now: datetime, spell: Callable[[str], str] = str, faults: Iterable[Fault] = ()
) -> Record:
    """The changes, clean; :class:`InvalidDossier` with every fault."""
    values = Values(raw, now, spell, list(faults))
    changes = _changes(values, rules)
    values.end()
    return changes


def _changes(values: Values, rules: Catalogue) -> Record:
    given = {
        "owner": _person(values, "owner"),
        "submitter": _person(values, "submitter"),
        "licence_class": licences.licence_class(values, rules),
        "held_licence": licences.held_licence(values),
        RETURN: wishes.returning(values),
        COLLECTION: wishes.collecting(values),
        "summary": values.text(values.raw, "summary", "", SUMMARY),
    }
    changes: Record = {name: plain(value) for name, value in given.items()}
    for part in (RETURN, COLLECTION):
        if changes[part]["wish"] == Wish.UNKNOWN:  # a wish that nobody knows is none
            del changes[part]["wish"]
    return {name: value for name, value in changes.items() if value}


def _person(values: Values, key: str) -> Person:
    """Without a name where that is not corrected."""
    return people.person(values, values.part(key), f"{key}.", required=False)
