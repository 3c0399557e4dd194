"""Preview: whether what a dossier brings can be printed, told at the door and not when the paper is due.

Nearly every dossier is plain: short texts in letters that the forms' fonts have. Only one that is not is laid out on
trial, with numbers and times that stand in for those it will get; what does not fit, or holds a letter that no font
has, becomes a fault of its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from app import forms
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.errors import Fault, LayoutError
from app.domain.event import Event
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.post import wish
from app.domain.post.order import Leg
from app.domain.submission import Submission, Wish
from app.store.events import Told
from pdf.fonts import SERIF

MAX_FAULTS = 60
PLAIN = {"name": 50, "address": 110, "paper": 90, "summary": 180}  # characters that surely fit, whatever the letters
PLAIN_PAPERS = 10
FIELDS = {  # field of a paper's record → field of the submission
    "owner_name": "owner.name",
    "submitter_name": "submitter.name",
    "address": "owner.address.text",
    "email": "owner.email",
    "request": "summary",
    "receiver.name": "return_by_post.receiver",
    "receiver.address": "return_by_post.address.text",
    "delivery": "return_by_post.deputy.name",
}
_ROW = re.compile(r"papers\[(\d+)\]\.name")
_STAND_IN = "–"


def faults(submission: Submission, context: Context) -> list[Fault]:
    """Every field that would not print, by its path in :mod:`app.domain.reading`; none for a plain dossier."""
    if all(len(text) <= limit and SERIF.encode(text) is not None for text, limit in _texts(submission)):
        return []
    kinds = ["receipt", "slip"] + (["label"] if submission.return_by_post.wish is Wish.YES else [])
    return faults_of(kinds, *_stand_in(submission, context), context)


def faults_of(
    kinds: Iterable[str], dossier: Dossier, history: Sequence[Told], papers: Sequence[Any], context: Context
) -> list[Fault]:
    """The same for a dossier as it would stand after a change: all of these papers are laid out on trial."""
    found: dict[str, Fault] = {}
    for kind in kinds:
        for error in _errors(kind, forms.record(forms.Edition(kind, dossier, history, papers), context)):
            path = _path(str(error.params.get("path", "")), dossier.record)
            found.setdefault(path, Fault(path, error.code, (("field", error.params.get("field", "")),)))
    return list(found.values())


def _texts(submission: Submission) -> Iterator[tuple[str, int]]:
    """What is printed of a submission, and how long it may be to pass without a look."""
    for person in (submission.owner, submission.submitter):
        if person is not None:
            yield person.name, PLAIN["name"]
            yield person.email or "", PLAIN["name"]
            yield person.address.raw if person.address else "", PLAIN["address"]
    back = submission.return_by_post
    yield back.receiver or "", PLAIN["name"]
    yield back.address.raw if back.address else "", PLAIN["address"]
    if back.may_receive:
        yield back.may_receive, 0  # it takes room from the address on a label
    yield submission.summary or "", PLAIN["summary"]
    for i, paper in enumerate(submission.papers):
        yield paper.name, PLAIN["paper"] if i < PLAIN_PAPERS else 0


def _errors(kind: str, record: Any) -> Iterator[LayoutError]:
    """What stops this paper, one after the other: what did not fit is left out of the next trial."""
    for _ in range(MAX_FAULTS):
        try:
            forms.render(kind, record)
            return
        except LayoutError as e:
            yield e
            record = _without(record, str(e.params.get("path", "")))
            if record is None:
                return


def _without(record: Any, path: str) -> Any | None:
    """The record with a stand-in for one text; None where that is none of the sender's."""
    if row := _ROW.fullmatch(path):
        lines = list(record.papers)
        lines[int(row[1])] = replace(lines[int(row[1])], name=_STAND_IN)
        return replace(record, papers=tuple(lines))
    part, _, name = path.rpartition(".")
    if path not in FIELDS:
        return None
    if part:
        return replace(record, **{part: replace(getattr(record, part), **{name: _STAND_IN})})
    return replace(record, **{path: _STAND_IN})


def _path(path: str, record: dict[str, Any]) -> str:
    """A field of the submission for a field of a paper; what is taken from the owner is the owner's."""
    back = wish.of(record, Leg.RETURN)
    owners = {
        "submitter_name": "submitter" not in record,
        "receiver.name": "receiver" not in back,
        "receiver.address": "address" not in back,
    }
    if owners.get(path):
        path = "address" if path == "receiver.address" else "owner_name"
    return FIELDS.get(path, path)


def _stand_in(submission: Submission, context: Context) -> tuple[Dossier, list[Told], list[SimpleNamespace]]:
    """The dossier that this submission would become, its history and its papers."""
    now = context.clock.now()
    agency_id = context.rules.agencies()[0].agency_id
    dossier = Dossier(
        dossier_no=f"{agency_id}-{now.astimezone(LOCAL):%y%m%d}-000000",
        agency_id=agency_id,
        office_id=None,
        sender="",
        channel=submission.channel,
        procedure_code=submission.procedure_code,
        state=State.FINISHED,
        record=submission.as_record(),
        rules_version="",
        submitted_at=now,
        tracking_token="0" * 16,
        received_at=now,
        due_at=now + timedelta(days=7),
        finished_at=now,
        item_code="EL000000014VN",
        id=1,
    )
    papers = [
        SimpleNamespace(seq=1, name=p.name, code=p.code, originals=p.originals, certified=p.certified, copies=p.copies)
        for p in submission.papers
    ]
    history = [Told(seq, Event(kind, now, None, "")) for seq, kind in ((1, "submitted"), (2, "received"))]
    return dossier, history, papers
