"""Once: a webhook id, a MaHoSo, and what happens when two come at one moment or half the way is done."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.context import Context
from app.domain.errors import NotReady
from app.store.database import Database
from app.store.tables import event, webhook_message
from tests.dvc.conftest import served
from tests.dvc.portal import Portal, dossier, new_portal

Take = Callable[[], None]


class Numbers:
    """A source of numbers that does ``before`` first."""

    def __init__(self, real: Any, before: Take) -> None:
        self.real, self.before = real, before

    def take(self, agency_id: str, day: date, start: int = 1) -> int:
        self.before()
        return self.real.take(agency_id, day, start)

    def give_back(self, agency_id: str, day: date, number: int) -> None:
        self.real.give_back(agency_id, day, number)


def push_of(*dossiers: dict[str, Any]) -> dict[str, Any]:
    return {"service": "DongBoHoSoMC", "isUpdating": "False", "data": list(dossiers)}


def events(portal: Portal) -> int:
    ids = [row.id for row in portal.stored()]
    with portal.context.database.begin() as connection:
        statement = select(func.count()).select_from(event).where(event.c.dossier_id.in_(ids))
        return connection.execute(statement).scalar_one()


@pytest.fixture
def broken(context: Context) -> Iterator[Callable[[Portal, Take], Portal]]:
    """The same portal at a door whose second dossier meets trouble."""
    stack: list[Any] = []

    def make(portal: Portal, trouble: Take) -> Portal:
        numbers: Any = Numbers(context.numbers, trouble)
        stack.append(served(replace(context, numbers=numbers)))
        return replace(portal, url=stack[-1].__enter__())

    yield make
    for each in stack:
        each.__exit__(None, None, None)


def second_time(error: Exception) -> Take:
    calls = iter([None, error])

    def take() -> None:
        if found := next(calls, None):
            raise found

    return take


def test_same_id_and_body_get_the_first_answer_marked_as_a_repeat(portal: Portal) -> None:
    message = push_of(dossier(), dossier(ChuHoSo=""))
    first = portal.post(message, "msg-1").json()
    before = events(portal)
    again = portal.post(message, "msg-1")
    reply = again.json()
    assert again.status_code == 200
    assert (first["repeat"], reply["repeat"]) == (False, True)
    assert [r["error_code"] for r in first["results"]] == [0, -1]
    assert [r["error_code"] for r in reply["results"]] == [1, -1]
    assert reply["results"][0]["dossier_no"] == first["results"][0]["dossier_no"]
    assert reply["results"][1] == first["results"][1]
    assert len(portal.stored()) == 1
    assert events(portal) == before


def test_same_id_with_another_body_is_a_conflict_without_effect(portal: Portal) -> None:
    portal.post(push_of(dossier()), "msg-1")
    response = portal.post(push_of(dossier()), "msg-1")
    assert (response.status_code, response.json()["code"], response.json()["results"]) == (409, "CONFLICT", [])
    assert len(portal.stored()) == 1


def test_ids_of_two_senders_do_not_meet(portal: Portal, door: str, context: Context) -> None:
    other = new_portal(door, context)
    assert portal.post(push_of(dossier()), "msg-1").status_code == 200
    assert other.post(push_of(dossier()), "msg-1").status_code == 200


def test_same_dossier_under_another_id_is_a_repeat(portal: Portal) -> None:
    same = dossier()
    first, again = portal.push_one(same), portal.push_one(same)
    assert (first["error_code"], again["error_code"], again["repeat"]) == (0, 1, True)
    assert again["dossier_no"] == first["dossier_no"]
    assert again["message"] == f"{same['MaHoSo']}|Hồ sơ này đã được nhận trước đó"
    assert len(portal.stored()) == 1


def test_all_repeats_are_a_success(portal: Portal) -> None:
    same = dossier()
    portal.push(same)
    assert portal.push(same)["error_code"] == 0


def test_same_code_with_other_content_is_a_conflict(portal: Portal) -> None:
    first = dossier()
    portal.push(first)
    result = portal.push_one(first | {"SoDienThoai": "0918345699"})
    assert (result["error_code"], result["code"]) == (-1, "CONFLICT")
    assert portal.stored()[0].owner_phone == "0918345601"


def test_one_dossier_twice_in_a_message_is_one(portal: Portal) -> None:
    same = dossier()
    assert [r["error_code"] for r in portal.push(same, same)["results"]] == [0, 1]


def test_two_dossiers_one_bad_stores_the_good_one(portal: Portal) -> None:
    good = dossier()
    reply = portal.push(dossier(MaTTHC="9.999999"), good)
    assert reply["error_code"] == -1
    assert reply["message"] == "Đã nhận 1/2 hồ sơ"
    assert [r["error_code"] for r in reply["results"]] == [-1, 0]
    assert [row.code for row in portal.stored()] == [good["MaHoSo"]]


def test_identical_deliveries_at_one_moment_are_one_dossier_and_both_are_answered(portal: Portal, broken: Any) -> None:
    together = threading.Barrier(2, timeout=20)  # both are past the claim when they take their numbers
    door = broken(portal, lambda: together.wait() and None)
    message = push_of(dossier())
    with ThreadPoolExecutor(2) as pool:
        replies = [f.result() for f in [pool.submit(door.post, message, "msg-1") for _ in range(2)]]
    assert [reply.status_code for reply in replies] == [200, 200]
    results = [reply.json()["results"][0] for reply in replies]
    assert sorted(result["error_code"] for result in results) == [0, 1]
    assert len({result["dossier_no"] for result in results}) == 1
    assert len(portal.stored()) == 1
    assert portal.post(message, "msg-1").json()["repeat"] is True


def test_a_part_out_of_reach_ends_the_whole_message_and_the_next_delivery_finishes_it(
    portal: Portal, broken: Any
) -> None:
    message = push_of(dossier(), dossier())
    response = broken(portal, second_time(NotReady())).post(message, "msg-1")
    assert (response.status_code, response.json()["code"], response.json()["results"]) == (503, "UNAVAILABLE", [])
    assert int(response.headers["Retry-After"]) > 0
    reply = portal.post(message, "msg-1").json()
    assert (reply["repeat"], [r["error_code"] for r in reply["results"]]) == (False, [1, 0])
    assert len(portal.stored()) == 2


def test_a_crash_before_the_answer_was_kept_is_harmless(portal: Portal) -> None:
    message = push_of(dossier())
    portal.post(message, "msg-1")
    with portal.context.database.begin() as connection:
        m = webhook_message.c
        connection.execute(update(webhook_message).where(m.sender == portal.sender).values(answer={}))
    reply = portal.post(message, "msg-1").json()
    assert [r["error_code"] for r in reply["results"]] == [1]
    assert len(portal.stored()) == 1


def test_an_unforeseen_error_holds_up_no_other_dossier_and_tells_nothing(
    portal: Portal, broken: Any, caplog: pytest.LogCaptureFixture
) -> None:
    message = push_of(dossier(), dossier())
    with caplog.at_level(logging.INFO):
        response = broken(portal, second_time(RuntimeError("Nguyễn Thị Ngọc Ánh"))).post(message, "msg-1")
    results = response.json()["results"]
    assert (response.status_code, [result["error_code"] for result in results]) == (200, [0, -1])
    assert results[1]["code"] == "INTERNAL"
    assert "Ánh" not in caplog.text + response.text
    again = portal.post(message, "msg-1").json()
    assert [result["error_code"] for result in again["results"]] == [1, 0]


def test_an_unreachable_database_asks_for_the_message_again(portal: Portal, context: Context) -> None:
    gone = Database("postgresql://nobody@127.0.0.1:1/none")
    with served(replace(context, database=gone)) as url:
        response = replace(portal, url=url).post(push_of(dossier()))
    assert (response.status_code, response.json()["code"]) == (503, "UNAVAILABLE")
    assert response.headers["Retry-After"]


@pytest.mark.parametrize("flag", [True, "True", "true", 1])
def test_an_update_of_an_unknown_dossier_founds_it_once(portal: Portal, flag: Any) -> None:
    missed = dossier()
    assert portal.push_one(missed, isUpdating=flag)["error_code"] == 0
    assert portal.push_one(missed, isUpdating=flag)["error_code"] == 1


def test_an_incomplete_update_of_an_unknown_dossier_names_its_faults(portal: Portal) -> None:
    result = portal.push_one(dossier(ChuHoSo=""), isUpdating=True)
    assert [fault["path"] for fault in result["faults"]] == ["data[0].ChuHoSo"]
