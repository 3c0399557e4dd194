"""Papers: printed once whoever asks, the same bytes in the same place; what fails waits for a person."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pypdf
import pytest
from sqlalchemy import select, update

from app import documents, intake, lifecycle, printing
from app.context import Context
from app.domain.errors import LayoutError, NotFound
from app.domain.remark import NOTHING
from app.domain.submission import Channel
from app.security.principals import Principal
from app.store import outbox, tables
from tests import builders


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
