"""The trunk of a submission (bộ hồ sơ): its own fields, and its parts put together."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain import attachment, dossier_number
from app.domain.errors import Fault
from app.domain.reading import licences, people, wishes
from app.domain.reading.fee import fee_of
from app.domain.reading.licences import Catalogue
from app.domain.reading.papers import Decode, papers_of
from app.domain.submission import Channel, FeePlace, Paper, Person, Submission, Wish
from app.domain.values import SHORT, Raw, Values

SUMMARY = 1000  # characters
_REQUEST_ID = re.compile(r"[!-~]{1,128}")


def read(
    raw: Raw,
    *,
    request_id: str,
    channel: Channel,
    rules: Catalogue,
    now: datetime,
    spell: Callable[[str], str] = str,
    faults: Iterable[Fault] = (),
    decode: Decode = attachment.decode,
) -> Submission:
    """The submission, or :class:`InvalidDossier` with every fault.

    ``now`` is the business clock; ``decode`` turns base64 into bytes as :func:`app.domain.attachment.decode` does;
    ``faults`` are those that the door found in the shape, their paths already spelled
    its way: they are reported too, and the fields they name are not judged twice.
    """
    values = Values(raw, now, spell, list(faults))
    submission = _submission(values, request_id, channel, rules, decode)
    values.end()
    return submission


def read_papers(
    raw: Raw,
    *,
    now: datetime,
    spell: Callable[[str], str] = str,
    faults: Iterable[Fault] = (),
    decode: Decode = attachment.decode,
) -> tuple[Paper, ...]:
    """The papers of a message that brings nothing else (``papers`` as in a submission), judged as :func:`read` does."""
    values = Values(raw, now, spell, list(faults))
    papers = papers_of(values, decode)
    values.end()
    return papers


def wrong_request_id(request_id: str) -> str | None:
    """The code of what is wrong with a request id, None for a good one."""
    if _REQUEST_ID.fullmatch(request_id or ""):
        return None
    return "REQUEST_ID_INVALID" if request_id else "REQUIRED"


def _submission(values: Values, request_id: str, channel: Channel, rules: Catalogue, decode: Decode) -> Submission:
    raw = values.raw
    if code := wrong_request_id(request_id):
        values.fault("request_id", code)
    owner = people.owner(values)
    procedure_code, procedure_raw = _procedure(values, rules)
    code, issuer = _code(values)
    fee, collection = fee_of(values), wishes.home_collection(values, owner, channel)
    if fee and fee.place is FeePlace.ON_COLLECTION and not (collection and collection.wish is Wish.YES):
        values.fault("fee.place", "COLLECTION_NONE")
    return Submission(
        request_id=request_id,
        channel=channel,
        procedure_code=procedure_code,
        procedure_raw=procedure_raw,
        code=code,
        code_issuer=issuer,
        owner=owner or Person(name=""),
        submitter=people.submitter(values),
        licence_class=licences.licence_class(values, rules),
        held_licence=licences.held_licence(values),
        papers=papers_of(values, decode),
        fee=fee,
        return_by_post=wishes.return_by_post(values, owner),
        home_collection=collection,
        summary=values.text(raw, "summary", "", SUMMARY),
        submitted_at=values.time(raw, "submitted_at", ""),
        foreign=tuple(sorted((str(k), str(v)) for k, v in (raw.get("foreign") or {}).items())),
    )


def _procedure(values: Values, rules: Catalogue) -> tuple[str, str]:
    """Its code by the rules, and as it was given."""
    given = values.text(values.raw, "procedure", "", SHORT, required=True) or ""
    procedure = rules.procedure(given, values.today) if given else None
    if given and procedure is None:
        values.fault("procedure", "PROCEDURE_UNKNOWN")
    return procedure.code if procedure else given, given


def _code(values: Values) -> tuple[str | None, str | None]:
    """The code that it already carries, and who gave it."""
    code = values.text(values.raw, "code", "", SHORT)
    if code and dossier_number.is_valid(code):
        code = dossier_number.compact(code)
    issuer = values.text(values.raw, "code_issuer", "", SHORT)
    if issuer and not code:
        values.fault("code", "REQUIRED")
    return code, issuer
