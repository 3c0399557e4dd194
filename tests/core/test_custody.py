"""Who keeps the papers and the licence, on a real database: every way from the counter to the citizen's hand."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app import handover, intake, lifecycle
from app.clock import BusinessClock
from app.context import Context
from app.custody import holding, recording, watching
from app.custody.holding import Held
from app.custody.watching import Why
from app.custody.words import licence_vi
from app.domain import remark
from app.domain.act import Act
from app.domain.custody import thread
from app.domain.custody.act import ACTS
from app.domain.custody.step import FindingKind, Keeper, KeeperKind, Transfer
from app.domain.custody.thread import Custody
from app.domain.errors import Conflict, InvalidDossier, NotAllowed, NotFound
from app.domain.handover.item import Direction
from app.domain.handover.said import Opening, Scan, Signing
from app.domain.life import State
from app.domain.local_time import LOCAL
from app.domain.submission import Channel
from app.security.principals import Principal, Role
from app.store import tables
from tests import builders

AUTHORITY = Keeper(KeeperKind.AUTHORITY, builders.AGENCY)
DESK = Keeper(KeeperKind.DESK, builders.AGENCY)
OFFICE = Keeper(KeeperKind.POST_OFFICE, builders.OFFICE)
CITIZEN, COURIER = Keeper(KeeperKind.CITIZEN), Keeper(KeeperKind.COURIER)
NAME = "Nguyễn Thị Ngọc Ánh"


class Town:
    """A desk of the whole authority, a post office, and one more; what is said is valid by default."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.desk = builders.principal(context)
        self.office = builders.principal(context, office_id=builders.OFFICE)
        self.other_office = builders.principal(context, office_id=builders.OTHER_OFFICE)

    def submitted(self, **changes: Any) -> str:
        sent = builders.submission(self.context, **changes)
        return intake.accept(sent, self.office, self.context, "test").dossier_no

    def finished(self, **changes: Any) -> str:
        number = self.submitted(**changes)
        self.move("finish", number)
        return number

    def handed_over(self, **changes: Any) -> str:
        number = self.finished(**changes)
        self.move("hand_over", number)
        return number

    def move(self, name: str, number: str, **said: Any) -> None:
        lifecycle.make(name, number, builders.said(name, self.context, **said), self.desk, self.context, "test")

    def say(self, step: str, number: str, who: Principal | None = None, **said: Any) -> Held:
        act: Act = ACTS[step]
        raw = {"reason": "Người nhận không đến"} if step == "returned" else {}
        read = remark.read(raw | said, act, self.context.clock.now())
        return recording.record(step, number, read, who or self.office, self.context, "test")

    def collect(self, number: str, name: str = NAME, digits: str = "", **said: Any) -> Held:
        digits = digits or self.digits(number)
        return self.say("collected", number, receiver=name, id_paper="citizen_card", id_digits=digits, **said)

    def digits(self, number: str) -> str:
        return str(self.of(number).dossier.record["owner"]["id_document"]["number"])[-4:]

    def of(self, number: str) -> Held:
        return holding.of(number, self.desk, self.context)

    def papers(self, number: str) -> Custody:
        return self.of(number).threads.papers

    def licence(self, number: str) -> Custody:
        found = self.of(number).threads.licence
        assert found is not None
        return found

    def code(self, number: str) -> str:
        found = self.of(number).dossier.item_code
        assert found is not None
        return found

    def listed(self, direction: Direction, *codes: str, reason: str = "", bag_no: str = "") -> str:
        """A list that both sides have signed; its number."""
        office = builders.OFFICE
        opened, _ = handover.begin(Opening(direction, office, bag_no, ""), self.desk, self.context)
        number = opened.listed.number
        added = handover.scan_in(number, Scan(codes, None, reason), self.desk, self.context)
        assert {each.outcome for each in added.results} == {"added"}, added.results
        handover.count(number, Scan(codes, None, ""), self.office, self.context)
        handover.close(number, self.desk, self.context)
        handover.sign(number, Signing("Trần Thị Mai Lan", "", None), self.desk, self.context, "test")
        handover.sign(number, Signing("Lê Văn Tám", "", None), self.office, self.context, "test")
        return number

    def announced(self, code: str, office_id: str = builders.OTHER_OFFICE) -> str:
        """An open list to a post office with this code on it; its number."""
        opened, _ = handover.begin(Opening(Direction.TO_POST, office_id), self.desk, self.context)
        added = handover.scan_in(opened.listed.number, Scan((code,)), self.desk, self.context)
        assert [each.outcome for each in added.results] == ["added"]
        return opened.listed.number

    def why(self, number: str) -> list[Why]:
        """Why it stands on the list of what must be looked at."""
        listed = watching.watched(self.desk, self.context)
        return [each.why for each in listed.items if each.dossier.dossier_no == number]


@pytest.fixture
def town(context: Context) -> Town:
    return Town(context)


def keepers(custody: Custody) -> list[Keeper]:
    return [spell.keeper for spell in custody.spells]


def days(number: int) -> timedelta:
    return timedelta(days=number)


def later(context: Context, by: timedelta) -> Context:
    """The same at a later time."""
    return replace(context, clock=BusinessClock(context.clock.offset + by))


def test_papers_go_from_the_counter_by_list_to_the_desk_and_to_who_decides(town: Town) -> None:
    number = town.submitted()
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE] and town.of(number).threads.licence is None
    town.listed(Direction.TO_DESK, number)
    town.move("start", number)
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE, DESK, AUTHORITY]
    assert town.papers(number).findings == () and town.why(number) == []


def test_papers_without_a_list_are_a_gap_that_is_told_and_the_list_heals_it(town: Town) -> None:
    number = town.submitted()
    town.move("start", number)
    [finding] = town.papers(number).findings
    assert (finding.kind, finding.keeper, town.papers(number).keeper) == (FindingKind.GAP, OFFICE, OFFICE)
    assert town.why(number) == [Why.FINDING]
    town.listed(Direction.TO_DESK, number)
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE, DESK, AUTHORITY]
    assert town.papers(number).findings == () and town.why(number) == []


def test_what_was_handed_in_online_is_the_citizens_still(town: Town) -> None:
    number = town.submitted(channel=Channel.PORTAL)
    town.move("receive", number)
    town.move("start", number)
    assert keepers(town.papers(number)) == [CITIZEN] and town.papers(number).findings == ()


def test_a_licence_is_printed_enveloped_handed_over_by_list_and_delivered(town: Town) -> None:
    number = town.finished()
    serial = builders.unique("AX")
    town.say("printed", number, town.desk, licence_serial=serial.lower())
    town.say("enveloped", number, town.desk, item_code=town.code(number))
    assert (town.licence(number).thing.serial, town.licence(number).item_code) == (serial.upper(), town.code(number))
    town.listed(Direction.TO_POST, town.code(number), bag_no="T-211115-03")
    bag = Keeper(KeeperKind.COURIER, "T-211115-03")
    assert town.licence(number).keeper == bag and town.licence(number).is_unseen
    town.say("received", number)
    assert not town.licence(number).is_unseen
    town.say("delivered", number, receiver=NAME)
    assert keepers(town.licence(number)) == [AUTHORITY, DESK, bag, OFFICE, CITIZEN]
    assert town.of(number).dossier.state is State.DELIVERED and town.licence(number).findings == ()


def test_a_licence_is_attempted_kept_and_collected_by_the_receiver(town: Town) -> None:
    number = town.handed_over()
    town.say("attempted", number, failure="receiver_away")
    kept = town.say("kept", number).threads.licence
    assert kept is not None and kept.keeper == OFFICE and kept.attempts == 1
    last_day = (town.context.clock.now() + days(10)).astimezone(LOCAL).date()
    assert kept.keep_until is not None and kept.keep_until.astimezone(LOCAL).date() == last_day
    assert f"{kept.keep_until.astimezone(LOCAL):%H:%M:%S}" == "23:59:59"
    assert town.collect(number).threads.licence.keeper == CITIZEN  # type: ignore[union-attr]
    assert town.of(number).dossier.state is State.DELIVERED


def test_the_post_office_says_until_when_it_keeps_it(town: Town) -> None:
    number = town.handed_over()
    kept = town.say("kept", number, keep_until="2021-12-05").threads.licence
    assert kept is not None and kept.keep_until is not None
    assert kept.keep_until.astimezone(LOCAL) == datetime(2021, 12, 5, 23, 59, 59, tzinfo=LOCAL)


DEPUTY = {
    "wish": "yes",
    "receiver": NAME,
    "may_receive": "authorised",
    "deputy": {"name": "Nguyễn Văn Phúc", "id_number": "089085001234"},
}


def test_a_deputy_collects_it_with_his_own_identity_paper_and_with_no_other(town: Town) -> None:
    number = town.handed_over(return_by_post=DEPUTY)
    town.say("kept", number)
    for name, digits, code in (
        ("Nguyễn Văn Phúc", "9999", "COLLECTOR_ID_DIFFERS"),
        ("Trần Văn Bảy", "1234", "COLLECTOR_OTHER"),
    ):
        with pytest.raises(Conflict) as refused:
            town.collect(number, name, digits)
        assert refused.value.code == code
    assert town.of(number).dossier.state is State.HANDED_TO_POST and town.licence(number).keeper == OFFICE
    town.collect(number, "Nguyễn Văn Phúc", "1234")
    assert town.licence(number).keeper == CITIZEN
    last = _events(town, number)[-1]
    assert last["collector"] == "deputy" and last["post_office"] == builders.OFFICE
    assert "Phúc" not in str(_events(town, number)) and "1234" not in str(_events(town, number))


def test_a_member_of_the_household_shows_that_he_is_one(town: Town) -> None:
    number = town.handed_over(return_by_post={"wish": "yes", "receiver": NAME, "may_receive": "household"})
    with pytest.raises(InvalidDossier) as refused:
        town.collect(number, "Trần Văn Bảy", "1234")
    assert [(fault.path, fault.code) for fault in refused.value.faults] == [("authorisation", "REQUIRED")]
    town.collect(number, "Trần Văn Bảy", "1234", authorisation="Thông tin cư trú trên VNeID")
    assert _events(town, number)[-1]["collector"] == "household"


def test_a_licence_is_returned_and_sent_again_under_a_new_item_code(town: Town) -> None:
    number = town.finished()
    old = town.code(number)
    town.say("enveloped", number, town.desk, item_code=old)
    town.move("hand_over", number)
    town.say("attempted", number, failure="wrong_address")
    town.say("returned", number, reason="Sai địa chỉ")
    assert town.of(number).dossier.state is State.FINISHED and town.licence(number).keeper == DESK
    assert town.code(number) != old and town.licence(number).item_code == "", "the label on the envelope is void"
    with pytest.raises(Conflict) as refused:
        town.say("enveloped", number, town.desk, item_code=old)
    assert refused.value.code == "ENVELOPE_OTHER"
    town.say("enveloped", number, town.desk, item_code=town.code(number))
    town.listed(Direction.TO_POST, town.code(number))
    town.say("sent_again", number)
    town.say("delivered", number)
    found = town.licence(number)
    assert keepers(found)[-4:] == [DESK, OFFICE, COURIER, CITIZEN] and found.findings == ()
    assert found.item_code == town.code(number)


def test_a_licence_that_comes_back_by_list_lies_at_the_desk_and_is_collected_there(town: Town) -> None:
    number = town.handed_over()
    town.listed(Direction.TO_DESK, town.code(number), reason="Người nhận đi vắng")
    assert town.licence(number).keeper == DESK
    town.move("return_in_person", number)
    assert keepers(town.licence(number)) == [AUTHORITY, Keeper(KeeperKind.POST_OFFICE), DESK, CITIZEN]
    assert town.licence(number).findings == ()


def test_what_the_desk_forgot_to_hand_over_is_handed_over_when_it_is_collected(town: Town) -> None:
    number = town.finished()
    kept = town.say("kept", number).threads.licence
    assert kept is not None and kept.keeper == AUTHORITY
    assert [finding.kind for finding in kept.findings] == [FindingKind.GAP]
    assert town.why(number) == [Why.FINDING]
    town.collect(number)
    assert keepers(town.licence(number)) == [AUTHORITY, OFFICE, CITIZEN] and town.licence(number).findings == ()
    assert town.of(number).dossier.state is State.DELIVERED and town.why(number) == []


def test_a_hand_over_that_is_told_late_heals_the_gap(town: Town) -> None:
    number = town.finished()
    town.say("received", number)
    assert town.why(number) == [Why.FINDING]
    town.move("hand_over", number)
    assert town.licence(number).findings == () and town.licence(number).keeper == OFFICE
    assert town.why(number) == []


def test_reports_told_late_and_out_of_order_stand_where_they_belong(town: Town) -> None:
    number = town.handed_over()
    given = town.licence(number).since
    moments = [(given + timedelta(milliseconds=nth)).isoformat() for nth in (1, 2, 3)]
    town.say("sent_again", number, happened_at=moments[2])
    town.say("attempted", number, happened_at=moments[0], failure="receiver_away")
    town.say("kept", number, happened_at=moments[1])
    assert keepers(town.licence(number))[2:] == [COURIER, OFFICE, COURIER]
    assert town.licence(number).attempts == 1 and town.licence(number).findings == ()
    assert town.say("attempted", number, happened_at=moments[0], failure="receiver_away").repeat
    assert town.licence(number).attempts == 1


def test_the_same_act_again_is_a_repeat(town: Town) -> None:
    number = town.handed_over()
    assert not town.say("kept", number).repeat and town.say("kept", number).repeat
    assert not town.collect(number).repeat and town.collect(number).repeat
    assert [each["seq"] for each in _events(town, number)] == sorted({each["seq"] for each in _events(town, number)})


def test_a_serial_is_that_of_one_live_licence(town: Town) -> None:
    serial, one, other = builders.unique("AY"), town.finished(), town.finished()
    town.say("printed", one, town.desk, licence_serial=serial)
    for refused in (
        lambda: town.say("printed", other, town.desk, licence_serial=serial),
        lambda: town.move("finish", _processing(town), licence_serial=serial),
    ):
        with pytest.raises(Conflict) as found:
            refused()
        assert found.value.code == "LICENCE_SERIAL_TAKEN"
    with pytest.raises(InvalidDossier):
        town.say("printed", one, town.desk, licence_serial=builders.unique("AY"))
    town.say("printed", one, town.desk, licence_serial=builders.unique("AY"), reason="Phôi in lệch")
    town.say("printed", other, town.desk, licence_serial=serial)  # the spoilt blank's number is nobody's
    assert town.licence(other).thing.serial == serial != town.licence(one).thing.serial


def test_what_was_printed_before_is_what_is_finished(town: Town) -> None:
    number, serial = _processing(town), builders.unique("AZ")
    town.say("printed", number, town.desk, licence_serial=serial)
    with pytest.raises(Conflict) as refused:
        town.move("finish", number, licence_serial="AZ000000")
    assert (refused.value.code, refused.value.params["serial"]) == ("LICENCE_SERIAL_OTHER", serial)
    town.move("finish", number, licence_serial=serial)
    assert town.licence(number).thing.serial == serial and town.licence(number).findings == ()


@pytest.mark.parametrize("step", sorted(set(ACTS) - {"printed"}))
def test_nothing_of_a_licence_is_recorded_before_there_is_one(town: Town, step: str) -> None:
    number = town.submitted()
    said = {"enveloped": {"item_code": "EL491610889VN"}, "attempted": {"failure": "refused"}}.get(step, {})
    if step == "collected":
        said = {"receiver": NAME, "id_paper": "citizen_card", "id_digits": town.digits(number)}
    if step in ("settled", "voided"):
        said = {"reason": "Xem lại"} | ({"thing": "licence", "keeper": "desk"} if step == "settled" else {})
    with pytest.raises(Conflict) as refused:
        town.say(step, number, town.desk, **said)
    assert refused.value.code == "MOVE_IMPOSSIBLE"


def test_each_house_speaks_for_itself(town: Town) -> None:
    number = town.finished()
    with pytest.raises(NotAllowed):
        town.say("printed", number, town.office, licence_serial="AX1")
    one_stop = builders.principal(town.context, office_id="H01.16")
    with pytest.raises((NotAllowed, NotFound)):
        town.say("kept", number, one_stop)
    clerk = builders.principal(town.context, office_id=builders.OFFICE, roles=[Role.SUBMIT, Role.READ])
    with pytest.raises(NotAllowed):
        town.say("delivered", number, clerk)


def test_a_post_office_finds_what_it_carries_by_the_code_on_the_envelope_and_nothing_else(town: Town) -> None:
    number = town.finished()
    code = town.code(number)
    reader = builders.principal(town.context, office_id=builders.OTHER_OFFICE, roles=[Role.READ])
    town.announced(code)
    town.say("received", code, town.other_office)  # the list of the day is signed in the evening
    town.move("hand_over", number)
    town.say("kept", code, town.other_office)
    assert town.licence(number).keeper == Keeper(KeeperKind.POST_OFFICE, builders.OTHER_OFFICE)
    assert town.licence(number).findings == ()
    for asked, who in ((number, town.other_office), (number, reader), (code, reader)):
        with pytest.raises(NotFound):
            holding.of(asked, who, town.context)


def _processing(town: Town) -> str:
    number = town.submitted()
    town.move("start", number)
    return number


def _events(town: Town, number: str) -> list[dict[str, Any]]:
    """Details of the events with their seq."""
    e, d = tables.event.c, tables.dossier.c
    statement = select(e.seq, e.details).join(tables.dossier, d.id == e.dossier_id).where(d.dossier_no == number)
    with town.context.database.begin() as connection:
        return [row.details | {"seq": row.seq} for row in connection.execute(statement.order_by(e.seq))]


def test_of_two_who_tell_the_same_blank_at_once_one_has_it(town: Town) -> None:
    numbers, serial = [town.finished() for _ in range(6)], builders.unique("BA")

    def printed(number: str) -> str:
        try:
            town.say("printed", number, town.desk, licence_serial=serial)
        except Conflict as e:
            return e.code
        return "printed"

    with ThreadPoolExecutor(6) as pool:
        assert sorted(pool.map(printed, numbers)) == ["LICENCE_SERIAL_TAKEN"] * 5 + ["printed"]
    assert [town.licence(number).thing.serial for number in numbers].count(serial) == 1


def test_of_two_who_hand_it_out_at_once_one_does(town: Town) -> None:
    number = town.handed_over(return_by_post=DEPUTY)
    offices = [town.office, town.desk]

    def collected(who: Principal) -> str:
        said = {"receiver": "Nguyễn Văn Phúc", "id_paper": "citizen_card", "id_digits": "1234"}
        try:
            return "repeat" if town.say("collected", number, who, **said).repeat else "collected"
        except Conflict as e:
            return e.code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(collected, offices)) == ["MOVE_IMPOSSIBLE", "collected"]


# -- what the citizen reads -----------------------------------------------------------------------------------------


def test_nobody_is_told_to_come_for_a_licence_that_is_not_finished_or_was_refused(town: Town) -> None:
    number = town.submitted(return_by_post={"wish": "no"})
    town.move("start", number)
    town.say("printed", number, town.desk, licence_serial=builders.unique("BB"))
    assert licence_vi(town.of(number), town.context) == []
    town.move("refuse", number)
    assert town.of(number).threads.licence is not None and licence_vi(town.of(number), town.context) == []


def test_what_goes_back_is_not_on_its_way_to_the_citizen(town: Town) -> None:
    number = town.handed_over()
    given = town.licence(number).since
    [there] = licence_vi(town.of(number), town.context)
    assert "chuyển đến người nhận" in there
    back = thread.follow(
        town.licence(number).thing,
        AUTHORITY,
        given - days(1),
        [
            Transfer(name="handed_over", at=given, giver=DESK, taker=COURIER),
            Transfer(name="returned", at=given + days(1), giver=COURIER, taker=COURIER),
            Transfer(name="carried", at=given + days(2), giver=COURIER, taker=COURIER, ref="on its way home"),
        ],
    )
    held = town.of(number)
    [told] = licence_vi(replace(held, threads=replace(held.threads, licence=back)), town.context)
    assert "đang được bưu điện chuyển hoàn" in told
