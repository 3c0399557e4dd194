"""Printing again: with a reason, marked on the paper, counted, told in the chain of the dossier."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app import forms
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, NotAllowed, NotFound
from app.domain.event import broken_at
from app.domain.submission import Channel
from app.papers import documents, printing, reprinting
from app.papers.documents import PrintedPaper
from app.security.principals import Role
from app.store import documents as store
from app.store import events, outbox
from app.store.documents import Printed
from tests import builders
from tests.core.papers import OFFICER, OLD_LAW, Desk
from tests.pdf.reading import codes_by_zxing, picture, text

JAM = "Máy in kẹt giấy"


@pytest.fixture
def desk(context: Context) -> Desk:
    return Desk.on(context, OLD_LAW)


def again(desk: Desk, number: str, kind: str, reason: str = JAM, edition: int | None = None) -> PrintedPaper:
    return reprinting.reprint(number, kind, reason, desk.who, desk.context, edition)


def prints(desk: Desk, number: str, kind: str) -> list[Printed]:
    with desk.dossier(number) as (connection, dossier):
        return store.prints(connection, dossier.id, kind)


def test_a_reprint_is_marked_counted_and_kept_beside_the_first(desk: Desk) -> None:
    number = desk.hand_in()
    first = desk.paper(number, "receipt")
    assert "BẢN IN LẠI" not in text(first)
    for nth in (1, 2, 3):
        paper = again(desk, number, "receipt", f"{JAM} lần {nth}")
        assert f"BẢN IN LẠI LẦN {nth}" in text(paper.content)
        assert text(paper.content).replace(f"BẢN IN LẠI LẦN {nth} ", "").count("NGƯỜI TIẾP NHẬN HỒ SƠ") == 2
    kept = prints(desk, number, "receipt")
    assert [(each.reprint, each.reason) for each in kept] == [(0, None), *((n, f"{JAM} lần {n}") for n in (1, 2, 3))]
    assert desk.context.files.get(kept[2].file_key) is not None
    assert len({each.sha256 for each in kept}) == 4
    assert desk.paper(number, "receipt") == first


@pytest.mark.parametrize("kind", ["posted_slip", "supplement_request", "refusal", "control_slip", "receipt"])
def test_every_form_carries_the_mark(desk: Desk, kind: str) -> None:
    number = desk.hand_in(Channel.POST_COUNTER)
    desk.make("ask_supplement", number, reason="Thiếu giấy tờ")
    desk.make("refuse", number, reason="Không đủ điều kiện")
    desk.paper(number, kind)
    assert "BẢN IN LẠI LẦN 1" in text(again(desk, number, kind).content)


def test_the_mark_on_a_label_leaves_its_codes_alone(desk: Desk) -> None:
    number = desk.hand_in()
    code = desk.make("finish", number).dossier.item_code
    first = desk.paper(number, "label")
    marked = again(desk, number, "label").content
    assert "BẢN IN LẠI LẦN 1" in text(marked) and "BẢN IN LẠI" not in text(first)
    assert codes_by_zxing(picture(marked, 203, mono=True)) == codes_by_zxing(picture(first, 203, mono=True)) == {code}


def test_a_reprint_stands_in_the_chain_with_a_digest_of_its_reason(desk: Desk) -> None:
    number = desk.hand_in()
    again(desk, number, "receipt", "Bà Nguyễn Thị Ngọc Ánh làm mất")
    with desk.dossier(number) as (connection, dossier):
        told = events.history(connection, [dossier.id])[dossier.id][-1]
    assert told.event.kind == "reprinted" and told.officer == OFFICER
    assert {"paper": "receipt", "edition": 2, "reprint": 1}.items() <= told.event.details.items()
    assert told.event.details["said"] == told.said.digest()
    assert told.said.reason == "Bà Nguyễn Thị Ngọc Ánh làm mất" and "Ánh" not in str(told.event)
    ((_, chain),) = events.chains(desk.context.database, [number])
    assert broken_at(number, chain) is None


@pytest.mark.parametrize(("reason", "code"), [("", "REQUIRED"), ("  ", "REQUIRED"), ("x" * 1001, "TEXT_TOO_LONG")])
def test_without_a_reason_nothing_is_printed_again(desk: Desk, reason: str, code: str) -> None:
    number = desk.hand_in()
    with pytest.raises(InvalidDossier) as caught:
        again(desk, number, "receipt", reason)
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("reason", code)]
    assert prints(desk, number, "receipt") == []


def test_eight_at_once_get_eight_numbers(desk: Desk) -> None:
    number = desk.hand_in()
    with ThreadPoolExecutor(8) as pool:
        papers = list(pool.map(lambda _: again(desk, number, "receipt").content, range(8)))
    marks = [re.findall(r"BẢN IN LẠI LẦN (\d+)", text(paper))[0] for paper in papers]
    assert sorted(map(int, marks)) == list(range(1, 9))
    assert [each.reprint for each in prints(desk, number, "receipt")] == list(range(1, 9))


def test_of_two_clicks_at_once_one_is_counted_and_both_get_it(desk: Desk) -> None:
    number = desk.hand_in()

    def click(_: int) -> bytes:
        return reprinting.reprint(number, "receipt", JAM, desk.who, desk.context, expected=0).content

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(click, range(4)))) == 1
    assert [each.reprint for each in prints(desk, number, "receipt")] == [1]
    with pytest.raises(NotFound):  # nobody has seen so many
        reprinting.reprint(number, "receipt", JAM, desk.who, desk.context, expected=7)


def test_the_same_request_again_gets_the_same_print_and_counts_nothing(desk: Desk) -> None:
    number, name = desk.hand_in(), builders.unique("reprint")

    def send(reason: str = JAM) -> bytes:
        return reprinting.reprint(number, "receipt", reason, desk.who, desk.context, request_id=name).content

    with ThreadPoolExecutor(4) as pool:
        first, *others = pool.map(lambda _: send(), range(4))
    again(desk, number, "receipt")
    assert {first, *others, send()} == {first} and "BẢN IN LẠI LẦN 1" in text(first)
    assert [each.reprint for each in prints(desk, number, "receipt")] == [1, 2]
    with pytest.raises(Conflict):
        send("Mất giấy")


def test_each_edition_counts_its_own(desk: Desk) -> None:
    number = desk.hand_in()
    desk.make("ask_supplement", number, reason="Thiếu giấy tờ")
    again(desk, number, "receipt")
    desk.bring(number)
    assert "BẢN IN LẠI LẦN 1" in text(again(desk, number, "receipt").content)  # the newest
    assert "BẢN IN LẠI LẦN 2" in text(again(desk, number, "receipt", edition=2).content)


def test_what_was_never_there_is_not_printed_again(desk: Desk) -> None:
    number = desk.hand_in()
    for kind, edition in (("label", None), ("control_slip", None), ("receipt", 99), ("nothing", None)):
        with pytest.raises(NotFound):
            again(desk, number, kind, edition=edition)


def test_who_only_reads_prints_nothing_again(desk: Desk) -> None:
    number = desk.hand_in()
    reader = replace(desk, who=replace(desk.who, roles=frozenset({Role.READ})))
    with pytest.raises(NotAllowed):
        again(reader, number, "receipt")


def test_all_papers_of_a_dossier_are_listed_with_their_prints(desk: Desk) -> None:
    number = desk.hand_in(Channel.POST_COUNTER)
    desk.paper(number, "receipt")
    again(desk, number, "receipt")
    found = {(one.kind, one.edition): one for one in documents.listed(number, desk.who, desk.context)}
    assert found.keys() == {("receipt", 2), ("posted_slip", 1), ("control_slip", 2)}
    receipt = found["receipt", 2]
    assert receipt.first is not None and [each.reason for each in receipt.reprints] == [JAM]
    assert found["posted_slip", 1].first is None
    desk.paper(number, "posted_slip")
    listed = documents.listed(number, desk.who, desk.context)
    assert next(one for one in listed if one.kind == "posted_slip").first is not None


def test_a_paper_that_somebody_asks_for_is_printed_once_whoever_asks(desk: Desk) -> None:
    number = desk.hand_in(Channel.POST_COUNTER)
    with ThreadPoolExecutor(6) as pool:
        papers = set(pool.map(lambda _: desk.paper(number, "posted_slip"), range(6)))
    assert len(papers) == 1
    assert len(prints(desk, number, "posted_slip")) == 1


def test_a_control_slip_follows_the_moves_and_not_what_was_printed(desk: Desk) -> None:
    number = desk.hand_in()
    first = desk.paper(number, "control_slip")
    again(desk, number, "control_slip")
    assert desk.paper(number, "control_slip") == first
    desk.make("start", number)
    assert desk.paper(number, "control_slip") != first
    assert desk.paper(number, "control_slip", 2) == first


def test_every_kind_is_printed_by_the_worker_too(desk: Desk) -> None:
    """A row of any kind: also those that a door usually prints on the spot."""
    number = desk.hand_in(Channel.POST_COUNTER)
    for kind, seq in (("posted_slip", 1), ("control_slip", 2)):
        with desk.dossier(number) as (connection, dossier):
            outbox.owe(connection, dossier, kind, seq)
            row = outbox.lock_one(connection, dossier.id, kind, seq)
        assert row is not None
        printing.print_owed([row.id], desk.context)
        assert len(prints(desk, number, kind)) == 1
    assert {kind for kind, one in forms.KINDS.items() if one.on_demand} == {"posted_slip", "control_slip"}
