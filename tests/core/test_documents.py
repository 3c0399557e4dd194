"""Papers: printed once whoever asks, the same bytes in the same place; what fails waits for a person."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import Any

import pypdf
import pytest
from sqlalchemy import event, select, update

from app import intake, lifecycle
from app.context import Context
from app.desk import register
from app.domain.errors import LayoutError, NotFound
from app.domain.remark import NOTHING
from app.domain.submission import Channel
from app.papers import documents, printing, reprinting
from app.security.principals import Principal
from app.store import outbox, tables
from pdf.document import _PRESS
from tests import builders
from tests.core.papers import OLD_LAW, Desk


def rows(context: Context, number: str) -> list[tuple[int, str, str, str | None]]:
    o, d = tables.outbox.c, tables.dossier.c
    with context.database.begin() as connection:
        found = connection.execute(
            select(o.id, o.kind, o.state, o.error_code)
            .join(tables.dossier, d.id == o.dossier_id)
            .where(d.dossier_no == number)
        )
        return [tuple(row) for row in found]


def handed_in(context: Context, desk: Principal, **changes: object) -> str:
    return intake.accept(builders.submission(context, **changes), desk, context, "test").dossier_no


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_receipt_is_there_before_any_job_has_run(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    paper = documents.paper(number, "receipt", desk, context)
    text = words(paper.content)
    for part in ("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", number, "Nguyễn Thị Ngọc Ánh", "22/11/2021"):
        assert part in text
    assert rows(context, number)[0][2] == "done"


def test_job_after_the_door_prints_nothing_new(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    first = documents.paper(number, "receipt", desk, context)
    printing.print_owed([rows(context, number)[0][0]], context)
    assert documents.paper(number, "receipt", desk, context) == first


def test_door_and_job_at_once_give_the_same_bytes_and_one_document(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    ids = [rows(context, number)[0][0]]
    with ThreadPoolExecutor(6) as pool:
        papers = [pool.submit(documents.paper, number, "receipt", desk, context) for _ in range(4)]
        jobs = [pool.submit(printing.print_owed, ids, context) for _ in range(2)]
        assert len({p.result().sha256 for p in papers}) == 1
        assert [j.result() for j in jobs] == [None, None]
    assert rows(context, number)[0][2] == "done"


def test_lost_file_is_printed_again_the_same(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    first = documents.paper(number, "receipt", desk, context)
    for file in (context.settings.var / "files").rglob(f"{number}*"):
        file.unlink()
    assert documents.paper(number, "receipt", desk, context) == first


def test_slip_stands_in_until_the_dossier_is_received(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, channel=Channel.PORTAL)
    assert "PHIẾU XÁC NHẬN ĐÃ NỘP HỒ SƠ" in words(documents.paper(number, "receipt", desk, context).content)
    lifecycle.make("receive", number, NOTHING, desk, context, "test")
    assert "HẸN TRẢ KẾT QUẢ" in words(documents.paper(number, "receipt", desk, context).content)


def test_label_is_there_once_finished_and_not_before(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    with pytest.raises(NotFound):
        documents.paper(number, "label", desk, context)
    code = lifecycle.make("finish", number, NOTHING, desk, context, "test").dossier.item_code
    text = words(documents.paper(number, "label", desk, context).content)
    assert code is not None and code in text.replace(" ", "")
    assert number in text


def test_paper_that_does_not_fit_is_parked_and_the_rest_of_its_job_is_printed(
    context: Context, desk: Principal
) -> None:
    bad, good = handed_in(context, desk), handed_in(context, desk)
    d = tables.dossier
    with context.database.begin() as connection:  # as an older version may have taken it in
        connection.execute(update(d).where(d.c.dossier_no == bad).values(record={"owner": {"name": "Ngôtườngvy" * 19}}))
    printing.print_owed([rows(context, bad)[0][0], rows(context, good)[0][0]], context)
    assert rows(context, bad)[0][2:] == ("parked", "LAYOUT")
    assert rows(context, good)[0][2] == "done"
    with pytest.raises(LayoutError):
        documents.paper(bad, "receipt", desk, context)


def test_row_that_fails_for_ever_is_parked_after_its_attempts(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    row = rows(context, number)[0][0]
    d = tables.dossier
    with context.database.begin() as connection:
        connection.execute(update(d).where(d.c.dossier_no == number).values(record={}))
    for _ in range(outbox.MAX_ATTEMPTS):
        printing.print_owed([row], context)
        assert rows(context, number)[0][2:] == ("open", "INTERNAL")
    printing.print_owed([row], context)
    assert rows(context, number)[0][2] == "parked"


# -- one moment for all that stands on a paper ---------------------------------------------------------------------

Before = Callable[[], object]


@contextmanager
def in_between(context: Context, happens: Before) -> Iterator[None]:
    """Right after the dossier was looked up, something happens that is committed before the next statement."""
    engine, waiting = context.database.engine, [happens]

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        if waiting and "FROM dossier LEFT OUTER JOIN item_code" in statement:
            waiting.pop()()

    event.listen(engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", look)
    assert not waiting


@pytest.mark.parametrize("asked", ["label", "sheet"])
def test_a_correction_in_between_never_stands_half_on_a_paper(context: Context, asked: str) -> None:
    desk = Desk.on(context, OLD_LAW)
    number = desk.hand_in()
    desk.make("finish", number)
    back = {"wish": "yes", "receiver": "Trần Văn Mới", "phone": "918345777", "address": {"raw": "Số 99 đường Mới"}}

    def get() -> str:
        if asked == "label":
            return desk.read(number, "label")
        return words(documents.papers([number], "label", desk.who, context, "four-on-a4").content)

    with in_between(context, lambda: desk.correct(number, return_by_post=back)):
        assert "Trần Văn Mới" not in get()
    assert "Trần Văn Mới" in get() and "Trần Văn Mới" in desk.read(number, "label")
    first = min(edition for kind, edition in editions_of(desk, number) if kind == "label")
    assert "Trần Văn Mới" not in desk.read(number, "label", first)


def editions_of(desk: Desk, number: str) -> list[tuple[str, int]]:
    return [(one.kind, one.edition) for one in documents.listed(number, desk.who, desk.context)]


def test_papers_of_many_dossiers_are_read_in_sets(context: Context) -> None:
    desk = Desk.on(context, OLD_LAW)
    numbers = [desk.hand_in() for _ in range(12)]
    found = [statements(context, partial(desk_papers, desk, numbers[:n])) for n in (2, 12)]
    assert found[0] == found[1] < 12


def desk_papers(desk: Desk, numbers: Sequence[str]) -> bytes:
    return documents.papers(numbers, "receipt", desk.who, desk.context).content


def statements(context: Context, done: Before) -> int:
    """How many statements it takes."""
    seen: list[str] = []

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(context.database.engine, "before_cursor_execute", look)
    try:
        done()
    finally:
        event.remove(context.database.engine, "before_cursor_execute", look)
    return len(seen)


# -- nobody waits for the press with a connection in hand ----------------------------------------------------------


@pytest.fixture
def small(context: Context) -> Iterator[Context]:
    """As one web process: four connections."""
    made = Context.build(replace(context.settings, pool_size=4))
    yield made
    made.database.engine.dispose()


def test_whoever_waits_for_the_press_holds_nothing_of_the_database(small: Context) -> None:
    desk = Desk.on(small, OLD_LAW)
    small = desk.context
    asked, printed, owed, again, received = ([desk.hand_in() for _ in range(4)] for _ in range(5))
    period = register.read("2021-11-15", "2021-11-15", desk.now())
    jobs: list[Before] = [
        *(partial(desk.make, "ask_supplement", number, reason="Thiếu giấy tờ") for number in asked),
        *(partial(desk.paper, number, "receipt") for number in printed),
        *(partial(printing.print_owed, [rows(small, number)[0][0]], small) for number in owed),
        *(partial(reprinting.reprint, number, "receipt", "Rách", desk.who, small) for number in again),
        *(partial(documents.papers, [number], "receipt", desk.who, small) for number in received),
        *[partial(register.paper, period, desk.who, small)] * 4,
    ]
    with ThreadPoolExecutor(len(jobs)) as pool:
        with _PRESS:
            done = [pool.submit(job) for job in jobs]
            assert wait(done, timeout=2).done == set()
            assert small.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
            for number in (*asked, *again):
                desk.make("start", number)  # nor is any row locked
            assert desk.hand_in()
        for one in done:
            one.result()
