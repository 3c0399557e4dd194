"""What custody costs does not grow with what is stored: 40,000 dossiers beside the few that are looked for."""

from __future__ import annotations

import time
from collections.abc import Callable

from sqlalchemy import text

from app import intake, lifecycle
from app.context import Context
from app.custody import holding, recording, watching
from app.domain import remark
from app.domain.custody.act import ACTS
from app.security.principals import Principal
from tests import builders

STORED = 40_000
# A dossier with its events, again and again: what is copied has ended its way, and two in a hundred are with the post.
COPY = """
    INSERT INTO dossier (dossier_no, agency_id, office_id, sender, channel, procedure_code, state, owner_name,
        owner_search, owner_sort, return_wish, record, rules_version, submitted_at, received_at, finished_at,
        tracking_token, also_open, closed_at)
    SELECT 'X-' || n, agency_id, office_id, sender, channel, procedure_code,
        CASE WHEN n % 50 = 0 THEN state ELSE 'delivered' END, owner_name, owner_search, owner_sort, return_wish, record,
        rules_version, submitted_at, received_at, finished_at, 'x' || n, false,
        CASE WHEN n % 50 = 0 THEN NULL ELSE submitted_at END
    FROM dossier, generate_series(1, :stored) n WHERE dossier_no = :number
"""
EVENTS = """
    INSERT INTO event (dossier_id, seq, kind, at, key_id, source, details, hash)
    SELECT d.id, e.seq, e.kind, e.at - interval '5 days', e.key_id, e.source, e.details, e.hash
    FROM dossier d, event e JOIN dossier o ON o.id = e.dossier_id
    WHERE o.dossier_no = :number AND d.dossier_no LIKE 'X-%'
"""
WATCH = """
    INSERT INTO custody_watch (dossier_id, agency_id, look_at)
    SELECT id, agency_id, submitted_at + ((row_number() OVER ()) % 3 - 1) * interval '3 days'
    FROM dossier WHERE dossier_no LIKE 'X-%' AND state = 'handed_to_post'
"""


def test_the_list_and_an_act_cost_the_same_with_forty_thousand_dossiers_stored(
    context: Context, desk: Principal, counter: Principal
) -> None:
    numbers = [_handed_over(context, desk, counter) for _ in range(20)]
    before = _ms(context, desk, numbers[:10])
    with context.database.begin() as connection:
        connection.execute(text(COPY), {"stored": STORED, "number": numbers[-1]})
        connection.execute(text(EVENTS), {"number": numbers[-1]})
        connection.execute(text(WATCH))
    with context.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    after = _ms(context, desk, numbers[10:])
    print({"before": before, "after": after})
    assert after["of"] < 3 * before["of"] + 5 and after["record"] < 3 * before["record"] + 5
    office = builders.principal(context, office_id=builders.OTHER_OFFICE)
    others = _each([""], lambda _: watching.watched(office, context))
    assert watching.watched(office, context).total == 0 and others < 400, others  # what came to none of these
    assert after["list"] < 400  # two hundred dossiers at most are worked out, whatever is stored
    listed = watching.watched(desk, context)
    assert len(listed.items) == watching.MAX_LISTED < listed.total < STORED / 50
    pages, skip = [listed], listed.next
    while skip is not None:
        pages.append(watching.watched(desk, context, skip))
        skip = pages[-1].next
    shown = [{each.dossier.id for each in page.items} for page in pages]
    assert sum(map(len, shown)) == len(set().union(*shown)) == listed.total, "what waits for years hides nothing newer"
    with context.database.begin() as connection:
        query = "EXPLAIN SELECT dossier_id FROM custody_watch WHERE agency_id = :a AND look_at < :now ORDER BY look_at"
        values = {"a": builders.AGENCY, "now": context.clock.now()}
        plan = "\n".join(connection.execute(text(f"{query} LIMIT 200"), values).scalars())
    assert "custody_watch_due_idx" in plan, plan


def _handed_over(context: Context, desk: Principal, counter: Principal) -> str:
    number = intake.accept(builders.submission(context), counter, context, "test").dossier_no
    for move in ("finish", "hand_over"):
        lifecycle.make(move, number, builders.said(move, context), desk, context, "test")
    return number


def _ms(context: Context, desk: Principal, numbers: list[str]) -> dict[str, float]:
    said = remark.read({}, ACTS["kept"], context.clock.now())
    return {
        "of": _each(numbers, lambda number: holding.of(number, desk, context)),
        "record": _each(numbers, lambda number: recording.record("kept", number, said, desk, context, "test")),
        "list": _each(numbers, lambda _: watching.watched(desk, context)),
    }


def _each(numbers: list[str], call: Callable[[str], object]) -> float:
    """The median, in milliseconds."""
    took = []
    for number in numbers:
        start = time.perf_counter()
        call(number)
        took.append((time.perf_counter() - start) * 1000)
    return round(sorted(took)[len(took) // 2], 1)
