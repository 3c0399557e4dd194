"""Item codes with a real database: none twice, office before agency, void for ever, given by the post, imported."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select, text

from app import lookup
from app.config import Settings
from app.context import Context
from app.desk import history
from app.domain.dossier import Dossier
from app.domain.errors import Conflict, InvalidFormat, NotAllowed, NotFound, NotReady
from app.domain.event import broken_at
from app.domain.post import item_code
from app.domain.post.item_code import REST, build
from app.domain.post.item_code_list import WrongLines
from app.domain.remark import Remark
from app.papers import documents, reprinting
from app.papers.labels import Label
from app.post import item_codes
from app.post.item_code_alarm import Alarm
from app.security.principals import Principal, Role
from app.store import dossiers, events, item_code_supply, migrate, outbox, tables
from app.store import item_codes as store
from app.store.database import Database
from tests import builders
from tests.conftest import NewDatabase
from tests.core.papers import Desk
from tests.pdf.reading import codes_by_zxing, picture

AGENCY, OFFICE, OTHER = builders.AGENCY, builders.OFFICE, builders.OTHER_OFFICE
DAY = "2021-11-15T08:00+07:00"
NOW = datetime.fromisoformat(DAY)
TORN = Remark(reason="Nhãn in bị rách khi dán")


@pytest.fixture
def context(new_database: NewDatabase, migrated_template: str, tmp_path: Path) -> Iterator[Context]:
    """A database of the test's own, in which no code was ever allocated."""
    with new_database(template=migrated_template) as url:
        made = Context.build(Settings(database_url=url, var=tmp_path, business_now=DAY, secret_key="x", pool_size=12))
        yield made
        made.database.engine.dispose()


@pytest.fixture
def desk(context: Context) -> Desk:
    """An officer of the agency; no code is allocated for it."""
    return Desk(context, replace(builders.principal(context), name="Trần Thị Bảo"))


def allocate(desk: Desk, first: int, last: int, office_id: str | None = None, rested: bool = True) -> None:
    with desk.context.database.begin() as connection:
        store.allocate(connection, AGENCY, "EL", first, last, office_id, desk.now() - REST if rested else None)


def left(desk: Desk, office_id: str | None = None) -> int:
    with desk.context.database.begin() as connection:
        return store.left(connection, AGENCY, office_id)


def finished(desk: Desk, **changes: Any) -> Dossier:
    number = desk.hand_in(**changes)
    return desk.make("finish", number).dossier


def codes_of(desk: Desk, number: str) -> list[tuple[str, bool]]:
    """Every code that a dossier ever had, and whether it is void."""
    with desk.dossier(number) as (connection, dossier):
        c = tables.item_code.c
        rows = connection.execute(select(c.code, c.voided_at).where(c.dossier_id == dossier.id).order_by(c.code))
        return [(row.code, row.voided_at is not None) for row in rows]


def void(desk: Desk, number: str, said: Remark = TORN, who: Principal | None = None) -> item_codes.Renewed:
    return item_codes.void(number, said, who or desk.who, desk.context, "test")


# -- taking --------------------------------------------------------------------------------------------------------


def test_fifty_at_once_take_no_code_twice_and_leave_none_behind(desk: Desk) -> None:
    for serial in range(100, 130, 2):  # many that end while others wait for them
        allocate(desk, serial, serial)
    allocate(desk, 1000, 1034)
    ids = [desk.hand_in() for _ in range(50)]
    wide, start = Database(desk.context.settings.database_url or "", pool_size=50), Barrier(50)

    def take(number: str) -> str:
        start.wait(60)
        with wide.begin() as connection:
            found = dossiers.by_code(connection, number, AGENCY, None)
            assert found is not None
            return store.take(connection, dossiers.lock(connection, found.id), NOW).item_code or ""

    try:
        with ThreadPoolExecutor(50) as pool:
            codes = list(pool.map(take, ids))
    finally:
        wide.engine.dispose()
    serials = [*range(100, 130, 2), *range(1000, 1035)]
    assert sorted(codes) == [build("EL", serial) for serial in serials]
    assert left(desk) == 0


def test_an_office_takes_its_own_codes_first_then_the_agencys_never_another_offices(desk: Desk) -> None:
    allocate(desk, 100, 101)
    allocate(desk, 200, 201, OFFICE)
    allocate(desk, 300, 399, OTHER)
    post = Desk(desk.context, builders.principal(desk.context, office_id=OFFICE))
    codes = [finished(post).item_code for _ in range(4)]
    assert codes == [build("EL", serial) for serial in (200, 201, 100, 101)]
    number = post.hand_in()
    with pytest.raises(NotReady) as caught:
        post.make("finish", number)
    assert caught.value.code == "ITEM_CODES_EXHAUSTED"
    assert (left(desk), left(desk, OFFICE), left(desk, OTHER)) == (0, 0, 100)


def test_what_was_handed_in_at_no_office_takes_the_agencys_codes_only(desk: Desk) -> None:
    allocate(desk, 200, 299, OFFICE)
    allocate(desk, 100, 100)
    assert finished(desk).item_code == build("EL", 100)
    with pytest.raises(NotReady):
        finished(desk)


def test_codes_of_an_office_are_skipped_for_it_alone(desk: Desk) -> None:
    allocate(desk, 100, 109)
    allocate(desk, 200, 209, OFFICE)
    with desk.context.database.begin() as connection:
        assert store.skip(connection, AGENCY, 4, OFFICE) == 4
        assert store.skip(connection, AGENCY, 99) == 10
    assert (left(desk), left(desk, OFFICE)) == (0, 6)


# -- allocating ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("first", "last", "clash"), [(90, 100, 100), (105, 105, 105), (109, 300, 109), (0, 999, 100)])
def test_a_range_that_overlaps_a_waiting_one_is_refused_with_the_first_clash(
    desk: Desk, first: int, last: int, clash: int
) -> None:
    allocate(desk, 100, 109, OFFICE)
    with pytest.raises(Conflict) as caught:
        allocate(desk, first, last)
    assert (caught.value.code, caught.value.params["item_code"]) == ("ITEM_CODE_IN_USE", build("EL", clash))
    assert left(desk) == 0


def test_codes_that_were_taken_may_come_again_after_two_years_and_not_before(desk: Desk) -> None:
    allocate(desk, 100, 101)
    first = finished(desk)
    assert first.item_code == build("EL", 100)
    finished(desk)
    for days in (0, 365, 729):
        with pytest.raises(Conflict) as caught:
            allocate(desk.later(days=days), 50, 200)
        assert caught.value.params["item_code"] == build("EL", 100)
    later = desk.later(days=732)
    with pytest.raises(Conflict):
        allocate(later, 100, 101, rested=False)
    allocate(later, 100, 101)
    assert finished(later).item_code == first.item_code
    assert lookup.find(first.dossier_no, desk.who, desk.context).item_code == first.item_code


def test_a_void_code_rests_from_the_day_it_was_voided(desk: Desk) -> None:
    allocate(desk, 100, 101)
    number = finished(desk).dossier_no
    void(desk.later(days=30), number)
    with pytest.raises(Conflict):
        allocate(desk.later(days=740), 100, 100)
    allocate(desk.later(days=762), 100, 100)


def test_skipped_codes_rest_as_if_they_had_been_used(desk: Desk) -> None:
    allocate(desk, 100, 109)
    with desk.context.database.begin() as connection:
        store.skip(connection, AGENCY, 10)
    with pytest.raises(Conflict) as caught:
        allocate(desk, 90, 105)
    assert caught.value.params["item_code"] == build("EL", 100)


# -- void ----------------------------------------------------------------------------------------------------------


def test_a_void_code_is_never_seen_again_and_the_dossier_has_the_next_one(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    done = void(desk, number)
    assert (done.dossier.item_code, done.repeat) == (build("EL", 101), False)
    assert lookup.find(number, desk.who, desk.context).item_code == build("EL", 101)
    assert codes_of(desk, number) == [(build("EL", 100), True), (build("EL", 101), False)]
    assert finished(desk).item_code == build("EL", 102)
    assert desk.make("hand_over", number).dossier.item_code == build("EL", 101)


def test_a_void_label_is_given_out_by_no_door_and_the_list_says_so(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    void(desk, number)
    with desk.dossier(number) as (connection, dossier):
        first, second = [seq for kind, seq in outbox.editions(connection, dossier.id) if kind == "label"]
    desk.paper(number, "label", second)
    void(desk, number, Remark(reason="In nhầm khổ giấy"))
    live = desk.paper(number, "label")
    assert set(codes_by_zxing(picture(live, 203, mono=True))) == {build("EL", 102)}
    for edition in (first, second):
        with pytest.raises(NotFound):
            desk.paper(number, "label", edition)
        with pytest.raises(NotFound):
            reprinting.reprint(number, "label", "Nhãn rách", desk.who, desk.context, edition)
    listed = [one.label for one in documents.listed(number, desk.who, desk.context) if one.kind == "label"]
    assert listed == [Label(build("EL", 100), True), Label(build("EL", 101), True), Label(build("EL", 102), False)]


def test_the_event_names_the_codes_and_holds_a_digest_of_the_reason(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    said = Remark(reason="Bà Nguyễn Thị Ngọc Ánh đổi ý")
    void(desk, number, said)
    with desk.dossier(number) as (connection, dossier):
        told = events.history(connection, [dossier.id])[dossier.id][-1]
    assert (told.event.kind, told.said, told.officer) == ("item_code_voided", said, "Trần Thị Bảo")
    assert told.event.details == {"code": build("EL", 100), "next": build("EL", 101), "said": said.digest()}
    ((_, chain),) = events.chains(desk.context.database, [number])
    assert broken_at(number, chain) is None
    assert history.of(number, desk.who, desk.context).lines[-1].text_vi == "Hủy số hiệu bưu gửi"


def test_the_same_void_again_is_a_repeat_and_another_is_not(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    assert [void(desk, number).repeat for _ in range(3)] == [False, True, True]
    assert void(desk, number, Remark(reason="Nhãn mới cũng hỏng")).dossier.item_code == build("EL", 102)


def test_two_who_void_at_once_void_one_each_and_none_is_lost(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    officers = [builders.principal(desk.context) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda who: void(desk, number, who=who), officers))
    assert codes_of(desk, number) == [(build("EL", 100 + n), n < 4) for n in range(5)]


def test_without_a_code_there_is_nothing_to_void(desk: Desk) -> None:
    allocate(desk, 100, 109)
    by_hand = finished(desk, return_by_post={"wish": "no"}).dossier_no
    for number in (by_hand, desk.hand_in()):
        with pytest.raises(Conflict) as caught:
            void(desk, number)
        assert caught.value.code == "ITEM_CODE_NONE"


def test_once_the_post_has_it_the_code_stays(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    desk.make("hand_over", number)
    with pytest.raises(Conflict) as caught:
        void(desk, number)
    assert caught.value.code == "MOVE_IMPOSSIBLE" and "hủy số hiệu bưu gửi" in caught.value.message_vi
    desk.make("take_back", number, reason="Người nhận đi vắng")
    assert void(desk, number).dossier.item_code == build("EL", 102)
    assert desk.make("hand_over", number).dossier.item_code == build("EL", 102)


def test_what_came_back_is_sent_again_under_the_next_code_with_a_new_label(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    desk.make("hand_over", number)
    assert desk.make("take_back", number, reason="Người nhận đi vắng").dossier.item_code == build("EL", 101)
    assert codes_of(desk, number) == [(build("EL", 100), True), (build("EL", 101), False)]
    labels = [one for one in documents.listed(number, desk.who, desk.context) if one.kind == "label"]
    assert len(labels) == 2


def test_what_came_back_is_taken_back_also_where_no_code_is_left(desk: Desk) -> None:
    allocate(desk, 100, 100)
    number = finished(desk).dossier_no
    desk.make("hand_over", number)
    assert desk.make("take_back", number, reason="Người nhận đi vắng").dossier.item_code is None
    with pytest.raises(NotFound):
        documents.paper(number, "label", desk.who, desk.context)
    allocate(desk, 200, 209)
    desk.correct(number, return_by_post={"phone": "0918345609"})
    assert desk.make("hand_over", number).dossier.item_code == build("EL", 200)


def test_who_collects_in_person_after_all_needs_no_other_code_and_may_change_again(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    desk.correct(number, return_by_post={"wish": "no"})
    assert void(desk, number).dossier.item_code is None
    assert left(desk) == 9
    desk.correct(number, return_by_post={"wish": "yes"})
    assert codes_of(desk, number) == [(build("EL", 100), True), (build("EL", 101), False)]


def test_with_the_last_code_gone_nothing_is_voided(desk: Desk) -> None:
    allocate(desk, 100, 100)
    number = finished(desk).dossier_no
    with pytest.raises(NotReady):
        void(desk, number)
    assert codes_of(desk, number) == [(build("EL", 100), False)]
    allocate(desk, 200, 200)
    assert void(desk, number).dossier.item_code == build("EL", 200)


def test_voiding_needs_the_role_and_a_dossier_that_is_theirs(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = finished(desk).dossier_no
    with pytest.raises(NotAllowed):
        void(desk, number, who=builders.principal(desk.context, roles=[Role.FINISH]))
    with pytest.raises(NotFound):
        void(desk, number, who=builders.principal(desk.context, office_id=OTHER))


# -- given by the post ---------------------------------------------------------------------------------------------


def give(desk: Desk, number: str, code: str) -> str | None:
    with desk.dossier(number) as (connection, dossier):
        return store.given(connection, dossier, code, desk.now()).item_code


def test_a_code_in_the_posts_reply_is_the_dossiers_and_the_same_again_changes_nothing(desk: Desk) -> None:
    number = desk.hand_in()
    assert [give(desk, number, code) for code in ("el 491 610 889 vn", "EL491610889VN")] == ["EL491610889VN"] * 2
    assert lookup.find(number, desk.who, desk.context).item_code == "EL491610889VN"
    with pytest.raises(Conflict) as caught:
        give(desk, number, build("EL", 7))
    assert caught.value.code == "ITEM_CODE_OTHER"


def test_a_code_of_ours_or_of_another_dossier_is_not_taken_from_the_post(desk: Desk) -> None:
    allocate(desk, 100, 109)
    mine, other = finished(desk), desk.hand_in()
    for code in (mine.item_code or "", build("EL", 105)):
        with pytest.raises(Conflict) as caught:
            give(desk, other, code)
        assert (caught.value.code, caught.value.params["item_code"]) == ("ITEM_CODE_IN_USE", code)
    assert give(desk, mine.dossier_no, mine.item_code or "") == mine.item_code
    with pytest.raises(Conflict):
        give(desk, desk.hand_in(), void(desk, mine.dossier_no).dossier.item_code or "")


@pytest.mark.parametrize("code", ["EL491610888VN", "", "x" * 500, build("EL", 49161088, "US")])
def test_what_is_no_code_of_our_post_is_refused(desk: Desk, code: str) -> None:
    with pytest.raises(InvalidFormat):
        give(desk, desk.hand_in(), code)


def test_one_code_given_to_ten_dossiers_at_once_is_one_dossiers(desk: Desk) -> None:
    numbers = [desk.hand_in() for _ in range(10)]

    def attempt(number: str) -> str | None:
        try:
            return give(desk, number, "EL491610889VN")
        except Conflict as e:
            return e.code

    with ThreadPoolExecutor(10) as pool:
        assert sorted(filter(None, pool.map(attempt, numbers))) == ["EL491610889VN"] + ["ITEM_CODE_IN_USE"] * 9


def test_no_range_is_allocated_over_a_code_that_the_post_gave(desk: Desk) -> None:
    give(desk, desk.hand_in(), build("EL", 150))
    with pytest.raises(Conflict) as caught:
        allocate(desk, 100, 199)
    assert caught.value.params["item_code"] == build("EL", 150)


def test_a_void_code_of_the_posts_leaves_the_dossier_waiting_for_its_next_reply(desk: Desk) -> None:
    allocate(desk, 100, 109)
    number = desk.hand_in()
    give(desk, number, build("EL", 500))
    with desk.dossier(number) as (connection, dossier):
        assert store.void(connection, dossier, "Bưu điện báo hủy", NOW).item_code is None
    assert give(desk, number, build("EL", 501)) == build("EL", 501)
    with pytest.raises(Conflict):
        give(desk, desk.hand_in(), build("EL", 500))


# -- imported ------------------------------------------------------------------------------------------------------


def test_a_list_becomes_ranges_and_is_taken_like_them(desk: Desk) -> None:
    listed = "\n".join(["Số hiệu", *(build("EL", serial) for serial in (105, 101, 100, 300))])
    assert item_codes.take_in(listed, AGENCY, OFFICE, desk.context) == 4
    post = Desk(desk.context, builders.principal(desk.context, office_id=OFFICE))
    assert [finished(post).item_code for _ in range(4)] == [build("EL", serial) for serial in (100, 101, 105, 300)]


def test_a_list_with_a_code_that_is_somebodys_is_refused_whole_with_its_lines(desk: Desk) -> None:
    allocate(desk, 200, 209)
    give(desk, desk.hand_in(), build("EL", 300))
    listed = "\n".join(build("EL", serial) for serial in (100, 300, 101, 205))
    with pytest.raises(WrongLines) as caught:
        item_codes.take_in(listed, AGENCY, None, desk.context)
    told = [(line, why.split()[0]) for line, why in caught.value.faults]
    assert told == [(2, build("EL", 300)), (4, build("EL", 205))]
    assert left(desk) == 10


def test_the_same_list_four_times_at_once_is_recorded_once(desk: Desk) -> None:
    listed = "\n".join(build("EL", serial) for serial in range(100, 300, 2))

    def attempt(_: int) -> int:
        try:
            return item_codes.take_in(listed, AGENCY, None, desk.context)
        except WrongLines as e:
            return -len(e.faults)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(attempt, range(4))) == [-100, -100, -100, 100]
    assert left(desk) == 100


# -- how many are left ---------------------------------------------------------------------------------------------


def low(desk: Desk, threshold: int) -> list[tuple[str | None, int, int]]:
    with desk.context.database.begin() as connection:
        found = item_code_supply.low(connection, threshold, desk.now())
    return [(each.office_id, each.left, each.used) for each in found]


def test_few_codes_are_low_and_so_are_those_that_last_no_fortnight(desk: Desk) -> None:
    allocate(desk, 100, 109)
    allocate(desk, 200, 204, OFFICE)
    assert low(desk, 6) == [(OFFICE, 5, 0)]
    assert low(desk, 11) == [(None, 10, 0), (OFFICE, 5, 0)]
    for _ in range(7):
        finished(desk)
    assert low(desk, 1) == [(None, 3, 7)]
    assert low(desk.later(days=31), 1) == []


def test_an_agency_without_codes_is_told_for_ever_an_office_that_stopped_is_not(desk: Desk) -> None:
    allocate(desk, 100, 100)
    allocate(desk, 200, 200, OFFICE)
    finished(desk)
    finished(Desk(desk.context, builders.principal(desk.context, office_id=OFFICE)))
    assert low(desk, 1) == [(None, 0, 1), (OFFICE, 0, 1)]
    assert low(desk.later(days=31), 1) == [(None, 0, 0)]


def test_the_alarm_is_told_when_it_begins_and_once_a_day(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    def told() -> list[tuple[str | None, int]]:
        about = [vars(record) for record in caplog.records if record.name == "app.post.item_code_alarm"]
        return [(each["office_id"], each["left"]) for each in about]

    alarm = Alarm()
    allocate(desk, 100, 700)
    alarm.look(desk.context)
    assert told() == []
    allocate(desk, 800, 899, OFFICE)
    alarm.look(desk.context)
    alarm.look(desk.later(hours=3).context)
    assert told() == [(OFFICE, 100)]
    alarm.look(desk.later(days=1).context)
    assert told() == [(OFFICE, 100)] * 2
    allocate(desk, 1000, 1999, OFFICE)
    alarm.look(desk.later(days=1).context)
    assert told() == [(OFFICE, 100)] * 2


# -- upgrade -------------------------------------------------------------------------------------------------------


def test_an_upgrade_keeps_every_code_and_lets_skipped_ones_rest(new_database: NewDatabase) -> None:
    with new_database() as url:
        migrate.upgrade(url, "0002")
        database = Database(url)
        with database.begin() as connection:
            connection.execute(
                text("""
                INSERT INTO dossier (dossier_no, agency_id, sender, channel, procedure_code, state, owner_name,
                    owner_search, owner_sort, return_wish, record, rules_version, submitted_at, tracking_token,
                    also_open)
                VALUES ('A', :agency, 'post', 'post_counter', 'x', 'finished', 'a', 'a', 'a', 'yes', '{}', '1', :now,
                    'token', false)"""),
                {"agency": AGENCY, "now": NOW},
            )
            connection.execute(
                text("""
                INSERT INTO item_code_range (agency_id, service, first, last, next)
                VALUES (:agency, 'EL', 100, 109, 101), (:agency, 'EL', 200, 209, 205)"""),
                {"agency": AGENCY},
            )
            row = {"code": build("EL", 100), "now": NOW}
            connection.execute(text("INSERT INTO item_code VALUES (:code, 1, 1, :now)"), row)
        database.engine.dispose()
        migrate.upgrade(url)
        with database.begin() as connection:
            found = dossiers.by_code(connection, "A", AGENCY, None)
            assert found is not None and found.item_code == build("EL", 100)
            r = tables.item_code_range.c
            rows = connection.execute(select(r.office_id, r.skipped_at.is_not(None)).order_by(r.id)).all()
        assert [tuple(row) for row in rows] == [(None, False), (None, True)]
        database.engine.dispose()


def test_the_time_of_rest_is_at_least_two_years() -> None:
    assert all(day + item_code.REST >= day.replace(year=day.year + 2) for day in (NOW, NOW + timedelta(days=500)))
