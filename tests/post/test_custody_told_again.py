"""What two ends tell of one way, and what a counter tells once more, moves nothing twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.custody import recording
from app.custody.holding import Held
from app.domain import remark
from app.domain.custody.act import ACTS
from app.domain.errors import Conflict, NotFound
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.tracking import Status
from app.post import parcels, reporting
from app.post.reporting import Result
from app.security.principals import Principal
from integrations.post.words import WORDS
from tests import builders
from tests.core.test_custody import later
from tests.post.desk import Desk
from tests.post.test_custody import NAME, digits, ordered, say
from tests.post.test_parcels import heard, told


def say_as(desk: Desk, who: Principal, code: str, step: str, **raw: Any) -> Held:
    read = remark.read(raw, ACTS[step], desk.context.clock.now())
    return recording.record(step, code, read, who, desk.context, "test")


def code_of(desk: Desk, number: str) -> str:
    found = desk.parcel(number).item_code
    assert found is not None
    return found


def test_a_return_that_both_ends_tell_is_one_return(desk: Desk) -> None:
    by_desk, by_feed = ordered(desk), ordered(desk)
    for number in (by_desk, by_feed):
        desk.move("hand_over", number)
    desk.move("take_back", by_desk)
    heard(desk, told(by_feed, Status.RETURNED))
    for number in (by_desk, by_feed):
        again = say_as(desk, desk.who, number, "returned", reason="Không đến nhận")
        assert again.repeat and desk.told(number).count("taken_back") == desk.told(number).count("handed_over") == 1


def test_the_old_return_calls_no_new_order_back(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "returned")
    new = parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(desk.line("finds"), number)
    say(desk, number, "returned")
    other = say_as(desk, desk.who, number, "returned", reason="Sai địa chỉ", post_office=builders.OFFICE)
    assert other.repeat and desk.told(number).count("taken_back") == 1
    assert code_of(desk, number) == new.item_code and desk.parcel(number).status is not Status.RETURNED


def test_what_comes_back_a_second_time_is_a_second_return(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "returned")
    parcels.reissue(number, Leg.RETURN, desk.who, desk.context, "test")
    desk.ask(desk.line("finds"), number)
    desk.move("hand_over", number)
    assert not say_as(desk, desk.who, number, "returned", reason="Sai địa chỉ").repeat
    assert desk.told(number).count("taken_back") == 2 and desk.state(number) is State.FINISHED


def test_what_was_never_handed_over_cannot_come_back(desk: Desk) -> None:
    number = ordered(desk)
    with pytest.raises(Conflict) as refused:
        say(desk, number, "returned")
    assert refused.value.code == "MOVE_IMPOSSIBLE" and "handed_over" not in desk.told(number)


def test_what_a_counter_told_by_an_item_code_it_may_tell_again_after_the_end(desk: Desk) -> None:
    office = builders.principal(desk.context, office_id=builders.OTHER_OFFICE)
    said = {"happened_at": "2021-11-15T08:00+07:00"}
    for step in ("collected", "returned"):
        number = ordered(desk)
        desk.move("hand_over", number)
        code = code_of(desk, number)
        say(desk, number, "received", post_office=builders.OTHER_OFFICE)
        seen = {"receiver": NAME, "id_paper": "citizen_card", "id_digits": digits(desk, number)}
        more = seen if step == "collected" else {"reason": "Không đến nhận"}
        for name, words in (("kept", said), (step, said | more)):
            assert not say_as(desk, office, code, name, **words).repeat
        for name, words in (("kept", said), (step, said | more)):
            assert say_as(desk, office, code, name, **words).repeat
        with pytest.raises(NotFound):
            say_as(desk, office, code, "sent_again")
        stranger = builders.principal(desk.context, office_id=builders.OTHER_OFFICE)
        with pytest.raises(NotFound):
            say_as(desk, stranger, code, "kept", **said)


def test_a_second_attempt_is_one_though_it_is_told_in_the_same_words(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    assert not say_as(desk, desk.who, number, "attempted", failure="receiver_away").repeat
    assert say_as(desk, desk.who, number, "attempted", failure="receiver_away").repeat
    tomorrow = replace(desk, context=later(desk.context, timedelta(days=1)))
    second = say_as(tomorrow, desk.who, number, "attempted", failure="receiver_away")
    assert not second.repeat and second.threads.licence is not None and second.threads.licence.attempts == 2


def test_what_custody_calls_a_gap_is_no_report_of_the_parcel(desk: Desk) -> None:
    number = ordered(desk)
    say(desk, number, "kept")
    assert desk.parcel(number).status is not Status.HELD


def test_what_was_told_before_the_hand_over_is_told_to_the_parcel_with_it(desk: Desk) -> None:
    number = ordered(desk)
    say(desk, number, "received")
    say(desk, number, "attempted", failure="receiver_away")
    desk.move("hand_over", number)
    [reports] = [seen.events for seen in parcels.of(number, desk.who, desk.context)[1]]
    assert [each.status for each in reports if each.source == "custody"] == [Status.IN_TRANSIT, Status.ATTEMPTED]
    assert (desk.parcel(number).status, desk.parcel(number).reason) == (Status.ATTEMPTED, "receiver_away")


def test_what_was_told_of_the_way_before_is_not_told_to_the_next_parcel(desk: Desk) -> None:
    number = ordered(desk)
    say(desk, number, "received")
    desk.move("hand_over", number)
    desk.move("take_back", number)
    desk.ask(desk.line("finds"), number)
    desk.move("hand_over", number)
    assert desk.parcel(number).status not in (Status.IN_TRANSIT, Status.RETURNED)


def test_an_office_is_known_by_the_code_it_has_scanned_though_it_names_the_order_too(desk: Desk) -> None:
    number = ordered(desk)
    desk.move("hand_over", number)
    say(desk, number, "received", post_office=builders.OTHER_OFFICE)
    office = builders.principal(desk.context, office_id=builders.OTHER_OFFICE)
    row = {"code_table": "custody", "status_code": "kept", "time": "2021-11-15T08:00:00+07:00", "order_no": number}
    both = row | {"item_code": code_of(desk, number)}
    [alone, found, again] = reporting.report([row, both, both], office, desk.context, WORDS)
    assert [alone.result, found.result, again.result] == [Result.NOT_OURS, Result.KEPT, Result.REPEAT]
    assert found.dossier_no == number
