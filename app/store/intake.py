"""The one statement that takes a dossier in.

Written by hand for psycopg: one round trip and one commit carry dossier, papers, events, the fee that was paid, outbox
row and the stored answer (measured: four times the ORM, twice SQLAlchemy Core).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from app.domain.dossier import SAME_CITIZEN_OPEN, Answer, Dossier
from app.domain.event import Event
from app.domain.life import State
from app.domain.submission import PAID, Submission
from app.store import dossiers, tables
from app.store.database import Database, Taken
from app.store.dossiers import found_by
from app.store.events import chained

ONE_PER_NUMBER = "dossier_dossier_no_key"
ONE_PER_CODE = "dossier_code_code_issuer_key"  # the rule: one dossier for a code of an issuer

_INSERT = f"""
WITH d AS (
    INSERT INTO dossier (
        dossier_no, agency_id, office_id, sender, channel, code, code_issuer, procedure_code, licence_class, state,
        owner_name, owner_search, owner_sort, owner_id_number, owner_phone, return_wish, record, rules_version,
        submitted_at, received_at, due_at, answer_by, tracking_token, also_open)
    VALUES (
        %(dossier_no)s, %(agency_id)s, %(office_id)s, %(sender)s, %(channel)s, %(code)s, %(code_issuer)s,
        %(procedure_code)s, %(licence_class)s, %(state)s,
        %(owner_name)s, %(owner_search)s, %(owner_sort)s, %(owner_id_number)s, %(owner_phone)s, %(return_wish)s,
        %(record)s::jsonb, %(rules_version)s,
        %(submitted_at)s, %(received_at)s, %(due_at)s, %(answer_by)s, %(tracking_token)s,
        EXISTS (SELECT FROM dossier WHERE owner_id_number = %(owner_id_number)s
                AND procedure_code = %(procedure_code)s AND closed_at IS NULL AND finished_at IS NULL
                AND state <> '{State.WITHDRAWN}'))
    RETURNING id, also_open
), r AS (
    INSERT INTO request (sender, request_id, dossier_id, office_id, fingerprint, answer, at)
    SELECT %(sender)s, %(request_id)s, d.id, %(office_id)s, %(fingerprint)s,
           CASE WHEN NOT d.also_open THEN %(answer)s::jsonb
                ELSE jsonb_set(%(answer)s::jsonb, '{{warnings}}',
                    '["{SAME_CITIZEN_OPEN}"]'::jsonb || coalesce(%(answer)s::jsonb -> 'warnings', '[]'))
           END,
           %(at)s
    FROM d RETURNING answer
), p AS (
    INSERT INTO paper (dossier_id, at, seq, position, name, code, originals, copies, certified, file_url, file_key,
                       file_name, media_type, sha256, size_bytes)
    SELECT d.id, %(at)s, 1, p.* FROM d, jsonb_to_recordset(%(papers)s::jsonb) AS p(
        position int, name text, code text, originals int, copies int, certified int, file_url text, file_key text,
        file_name text, media_type text, sha256 text, size_bytes int)
), e AS (
    INSERT INTO event (dossier_id, seq, kind, at, key_id, account_id, source, details, hash)
    SELECT d.id, e.seq, e.kind, e.at, e.key_id, e.account_id, e.source, e.details, decode(e.hash, 'hex')
    FROM d, jsonb_to_recordset(%(events)s::jsonb) AS e(
        seq int, kind text, at timestamptz, key_id bigint, account_id bigint, source text, details jsonb, hash text)
), m AS (
    INSERT INTO remark (dossier_id, seq, officer, said)
    SELECT d.id, nth, %(officer)s, '{{}}'::jsonb FROM d, generate_series(1, %(edition)s) AS nth WHERE %(officer)s <> ''
), o AS (
    INSERT INTO outbox (dossier_id, kind, edition) SELECT d.id, %(paper)s, %(edition)s FROM d
), f AS (
    INSERT INTO payment
        (dossier_id, agency_id, office_id, collector, kind, amount_vnd, place, method, voucher, at, seq)
    SELECT d.id, %(agency_id)s, %(office_id)s, %(collector)s, 'collected', %(fee_vnd)s, %(fee_place)s, %(fee_method)s,
           %(fee_voucher)s, %(at)s, 1
    FROM d WHERE %(fee_vnd)s::bigint > 0
)
SELECT answer FROM r
"""  # noqa: S608  nothing from outside is in the text
_OWN = (
    select(tables.request.c.answer)
    .join(tables.dossier, tables.dossier.c.id == tables.request.c.dossier_id)
    .where(tables.dossier.c.tracking_token == bindparam("token"))
    .order_by(tables.request.c.at)
    .limit(1)
)


Besides = Callable[[Connection, Dossier], None]


@dataclass(frozen=True, slots=True)
class Intake:
    """All that is written when a dossier is taken in."""

    dossier: Dossier
    submission: Submission
    fingerprint: bytes
    events: Sequence[Event]
    papers: Sequence[dict[str, Any]]
    collector: str
    warnings: tuple[str, ...] = ()
    officer: str = ""  # the name for the papers; empty for a machine


def take_in(database: Database, intake: Intake, besides: Besides | None = None) -> Answer:
    """Store it, durably, and give the answer; :class:`app.store.database.Taken` when a unique rule was met.

    A statement whose line broke after the commit is sent again and meets itself: the random token tells. ``besides``
    is done with the dossier as stored, in the same transaction; few dossiers need it, and it takes round trips.
    """
    dossier, submission = intake.dossier, intake.submission
    fee = submission.fee if submission.fee and submission.fee.place in PAID else None
    values = {
        "dossier_no": dossier.dossier_no,
        "agency_id": dossier.agency_id,
        "office_id": dossier.office_id,
        "sender": dossier.sender,
        "channel": dossier.channel,
        "code": dossier.code,
        "code_issuer": dossier.code_issuer,
        "procedure_code": dossier.procedure_code,
        "state": dossier.state,
        **found_by(dossier.record),
        "record": _json(dossier.record),
        "rules_version": dossier.rules_version,
        "submitted_at": dossier.submitted_at,
        "received_at": dossier.received_at,
        "due_at": dossier.due_at,
        "answer_by": dossier.answer_by,
        "tracking_token": dossier.tracking_token,
        "request_id": submission.request_id,
        "fingerprint": intake.fingerprint,
        "answer": _json(Answer.about(dossier, intake.warnings).as_record()),
        "at": intake.events[0].at,
        "papers": _json(intake.papers),
        "events": _json(chained(dossier.dossier_no, intake.events)),
        "paper": dossier.paper,
        "edition": len(intake.events),
        "collector": intake.collector,
        "officer": intake.officer,
        "fee_vnd": fee.amount_vnd if fee else 0,
        "fee_place": fee.place if fee else None,
        "fee_method": fee.method if fee else None,
        "fee_voucher": fee.voucher if fee else None,
    }
    try:
        answer = _with(database, values, besides) if besides else database.run(_INSERT, values)[0][0]
    except Taken:
        if (own := database.one(_OWN, {"token": dossier.tracking_token})) is None:
            raise
        answer = own.answer
    return Answer.from_record(answer)


def _with(database: Database, values: dict[str, Any], besides: Besides) -> dict[str, Any]:
    with database.begin() as connection:
        answer: dict[str, Any] = connection.exec_driver_sql(_INSERT, values).scalar_one()
        stored = dossiers.by_token(connection, values["tracking_token"])
        assert stored is not None  # noqa: S101  the statement above has written it
        besides(connection, stored)
    return answer


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
