"""Working a shift file off, a slice at a time, so that a long file keeps no other waiting.

What is done is noted every few lines, together with the lease. A worker that dies in between leaves lines that were
taken in and not noted: taken up again they are repeats, told by their request ids, and never second dossiers.
"""

from __future__ import annotations

import logging
from itertools import islice

from app import many, submissions
from app.context import Context
from app.domain.dossier import Answer
from app.domain.errors import Fault, InvalidDossier, NotReady, ServiceError
from app.domain.post.shift_file import Line, LineResult, Sheet, kept_request_id
from app.domain.submission import Channel, Submission
from app.logs import where
from app.many import End
from app.security.principals import Principal, Role
from app.shift_files.formats import Format, Formats
from app.store import shift_file_lines as lines
from app.store import shift_file_work as store
from app.store.shift_files import Kept

SLICE, NOTE_EVERY = 500, 50  # lines
TRIES = 3  # where another's half-done transaction stood in the way of a line
SOURCE = "shift_file"  # of the events
_BLAMED = {"CONFLICT": "request_id", "CODE_TAKEN": "code"}  # the field that a refusal as a whole is about
log = logging.getLogger(__name__)


def work(formats: Formats, context: Context) -> bool:
    """Take the file in hand that has waited longest, and do a slice of it; False if there is none.

    :class:`NotReady`: the database is out of reach; nothing is lost.
    """
    settings = context.settings
    with context.database.begin() as connection:
        kept = store.claim(connection, settings.worker_name, settings.lease_s)
    if kept is None:
        return False
    if kept.file.parked_at:
        log.error("shift file parked: its worker died again and again", extra={"file_no": kept.file.file_no})
        return True
    kind = formats.of(kept.file.media_type)
    sheet = _sheet(kept, kind, context)
    try:
        _do_slice(kept, sheet, kind, context) if sheet else _park(kept, context)
    except NotReady:
        with context.database.begin() as connection:
            store.release(connection, kept.id, counted=False)
        raise
    return True


def _do_slice(kept: Kept, sheet: Sheet, kind: Format, context: Context) -> None:
    """The next lines that are not done yet; ends the file when none is left, else lets go of it."""
    with context.database.begin() as connection:
        done = lines.done_numbers(connection, kept.id)
    left = (line for line in sheet.lines if line.number not in done)
    sender = _sender(kept)
    for _ in range(SLICE // NOTE_EVERY):
        results = [_result(line, kind, sender, context) for line in islice(left, NOTE_EVERY)]
        if results:
            with context.database.begin() as connection:
                store.note(connection, kept.id, results, context.settings.lease_s)
        if len(results) < NOTE_EVERY:
            with context.database.begin() as connection:
                store.end(connection, kept.id)
            return
    with context.database.begin() as connection:
        store.release(connection, kept.id, counted=True)


def _sheet(kept: Kept, kind: Format, context: Context) -> Sheet | None:
    """The file as it was read when it came; None where that is no longer possible."""
    content = context.files.get(kept.file_key)
    try:
        return kind.read(content) if content is not None else None
    except ServiceError:
        return None


def _park(kept: Kept, context: Context) -> None:
    log.error("shift file parked: it is gone or cannot be read", extra={"file_no": kept.file.file_no})
    with context.database.begin() as connection:
        store.park(connection, kept.id)


def _result(line: Line, kind: Format, sender: Principal, context: Context) -> LineResult:
    """Take a line in, or find that it was, and keep what came of it without what it said."""
    end = _end(line, kind, sender, context)
    about = (line.number, kept_request_id(line.request_id), many.outcome(end))
    if isinstance(end, Answer):
        return LineResult(*about, (), end.dossier_no, end.due_at, end.warnings)
    return LineResult(*about, _faults(end, kind))


def _end(line: Line, kind: Format, sender: Principal, context: Context) -> End:
    """What taking this line in comes to; :class:`NotReady` after some tries."""
    for _ in range(TRIES - 1):
        try:
            return many.take_in(lambda: _read(line, kind, sender, context), sender, context, SOURCE)
        except NotReady:
            continue
    return many.take_in(lambda: _read(line, kind, sender, context), sender, context, SOURCE)


def _read(line: Line, kind: Format, sender: Principal, context: Context) -> Submission:
    asked = line.raw.get("channel")
    return submissions.read(
        line.raw,
        request_id=line.request_id,
        channel=sender.channel(asked if asked in [*Channel] else None),
        context=context,
        spell=kind.spell,
        faults=line.faults,
    )


def _faults(error: Exception, kind: Format) -> tuple[Fault, ...]:
    """What is told of a line that was not taken in: its fields, or the one that the refusal is about."""
    if isinstance(error, InvalidDossier):
        return error.faults
    if isinstance(error, ServiceError):
        path = kind.spell(_BLAMED[error.code]) if error.code in _BLAMED else "."
        return (Fault(path, error.code, tuple(error.params.items())),)
    log.error("line of a shift file failed", extra={"problem": where(error)})
    return (Fault(".", "INTERNAL"),)


def _sender(kept: Kept) -> Principal:
    """Who sent it, as it stood then: what was taken over is done, also where the key was revoked since."""
    return Principal(
        key_id=kept.key_id,
        sender=kept.sender,
        agency_id=kept.agency_id,
        office_id=kept.office_id,
        channels=tuple(Channel(each) for each in kept.channels),
        roles=frozenset({Role.SUBMIT}),
        account_id=kept.account_id,
    )
