"""What an office finds, lists and passes on of what came to it, and of nothing else."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

import pytest

from app import handover, lifecycle
from app.context import Context
from app.custody import holding, watching
from app.custody.offering import offered
from app.custody.watching import Why
from app.desk import casefile, counting
from app.domain.custody.step import Keeper, KeeperKind
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.handover.item import Direction
from app.domain.handover.lists import Side
from app.domain.handover.said import Opening, Scan, Signing
from app.domain.life import State
from app.domain.remark import NOTHING
from app.lookup import find
from app.security.principals import Principal
from tests import builders
from tests.core.test_custody import Town, later, town

__all__ = ["town"]
DISTRICT = "MC-893"
REASON = "Không đến nhận"


def scanned(town: Town, list_no: str, code: str, who: Principal, reason: str = REASON) -> str:
    [told] = handover.scan_in(list_no, Scan((code,), reason=reason), who, town.context).results
    return f"{told.outcome} {told.code}".strip()


def listed_by(town: Town, who: Principal, other: str = "") -> str:
    return handover.begin(Opening(Direction.TO_DESK, other), who, town.context)[0].listed.number


def signed_by_both(town: Town, list_no: str, *sides: tuple[Side, Principal]) -> None:
    items = handover.find(list_no, town.desk, town.context).listed.items
    handover.count(list_no, Scan(tuple(item.code.text for item in items)), town.desk, town.context)
    handover.close(list_no, town.desk, town.context)
    for side, who in sides:
        handover.sign(list_no, Signing("Lê Văn Tám", "", side), who, town.context, "test")


def carried(town: Town) -> tuple[str, str]:
    """A dossier that another office took in, given to the other post office by a list; its item code."""
    number = town.finished()
    code = town.code(number)
    list_no = town.announced(code)
    signed_by_both(town, list_no, (Side.GIVER, town.desk), (Side.RECEIVER, town.other_office))
    return number, code


def watched(who: Principal, context: Context, number: str) -> list[Why]:
    return [each.why for each in watching.watched(who, context).items if each.dossier.dossier_no == number]


# -- codes follow one another ---------------------------------------------------------------------------------------


def test_a_post_office_finds_no_envelope_that_did_not_come_to_it(town: Town) -> None:
    code = town.code(town.finished())
    with pytest.raises(NotFound):
        holding.of(code, town.other_office, town.context)
    with pytest.raises(NotFound):
        town.say("received", code, town.other_office)


def test_the_post_office_that_delivers_is_named_by_no_list_of_ours(town: Town) -> None:
    number = town.handed_over()
    code = town.code(number)
    assert holding.of(code, town.other_office, town.context).dossier.dossier_no == number
    town.say("received", code, town.other_office)
    assert town.licence(number).keeper.code == builders.OTHER_OFFICE


def test_it_finds_what_a_list_names_and_what_was_reported_there(town: Town) -> None:
    listed, told = town.code(town.finished()), town.handed_over()
    town.announced(listed)
    town.say("received", told, town.desk, post_office=builders.OTHER_OFFICE)
    for code in (listed, town.code(told)):
        assert holding.of(code, town.other_office, town.context).dossier.item_code == code


def test_it_may_deliver_and_send_back_where_a_page_has_no_moves(town: Town) -> None:
    _, code = carried(town)
    held = holding.of(code, town.other_office, town.context)
    names = [act.name for act in offered(held, town.other_office, town.context, with_moves=True)]
    assert {"delivered", "returned", "collected"} <= {*names}
    assert not {"delivered", "returned"} & {act.name for act in offered(held, town.other_office, town.context)}


# -- what could not be delivered ------------------------------------------------------------------------------------


def test_the_post_office_that_keeps_a_result_lists_it_back_to_the_desk(town: Town) -> None:
    number, code = carried(town)
    town.say("kept", code, town.other_office)
    list_no = listed_by(town, town.other_office)
    assert scanned(town, list_no, number, town.other_office) == "refused NOT_FOUND", "its number is another's"
    assert scanned(town, list_no, code, town.other_office) == "added"
    signed_by_both(town, list_no, (Side.GIVER, town.other_office), (Side.RECEIVER, town.desk))
    assert town.of(number).dossier.state is State.FINISHED
    assert town.licence(number).keeper.kind is KeeperKind.DESK


def test_a_post_office_lists_no_result_that_the_post_does_not_have(town: Town) -> None:
    code = town.code(town.finished())
    assert scanned(town, listed_by(town, town.other_office), code, town.other_office) == "refused NOT_FOUND"


def test_what_a_post_office_keeps_too_long_stands_on_its_own_list(town: Town) -> None:
    (number, code), other = carried(town), town.handed_over()
    town.say("kept", code, town.other_office)
    town.say("kept", other)
    much_later = later(town.context, timedelta(days=30))
    assert watched(town.other_office, much_later, number) == [Why.KEPT_TOO_LONG]
    assert watched(town.other_office, much_later, other) == []
    assert watched(town.office, much_later, other) == [Why.KEPT_TOO_LONG]
    total = watching.watched(town.other_office, much_later).total
    assert total == len({each.dossier.id for each in watching.watched(town.other_office, much_later).items})


# -- what a desk has signed for -------------------------------------------------------------------------------------


def given_to_district(town: Town) -> tuple[str, Principal]:
    """A dossier of a post office whose papers a district's desk has signed for."""
    number, district = town.submitted(), builders.principal(town.context, office_id=DISTRICT)
    list_no = listed_by(town, town.office, DISTRICT)
    assert scanned(town, list_no, number, town.office) == "added"
    with pytest.raises(NotFound):
        find(number, district, town.context)
    signed_by_both(town, list_no, (Side.GIVER, town.office), (Side.RECEIVER, district))
    return number, district


def test_a_desk_reads_and_counts_what_it_has_signed_for(town: Town) -> None:
    number, district = given_to_district(town)
    assert town.papers(number).keeper == Keeper(KeeperKind.DESK, DISTRICT)
    assert find(number, district, town.context).dossier_no == number
    case = casefile.of(number, district, town.context)
    assert not case.is_own and case.moves(district) == () and case.papers
    counted = counting.sheet(number, district, town.context).papers
    raw = {"papers": [{"position": each.position, **asdict(each.counts)} for each in counted]}
    assert not counting.count(number, raw, district, town.context, "test").open


def test_its_moves_are_those_of_the_offices_that_took_it_in(town: Town) -> None:
    number, district = given_to_district(town)
    with pytest.raises(NotFound):
        lifecycle.make("start", number, NOTHING, district, town.context, "test")
    with pytest.raises(NotAllowed):
        town.say("printed", number, district, licence_serial=builders.unique("KP"))
    town.move("start", number)


def test_another_desk_still_finds_nothing(town: Town) -> None:
    number, _ = given_to_district(town)
    with pytest.raises(NotFound):
        find(number, builders.principal(town.context, office_id="MC-891"), town.context)


def test_a_desk_gives_the_result_of_what_it_has_signed_for_to_the_post(town: Town) -> None:
    number, district = given_to_district(town)
    town.move("finish", number)
    opened, _ = handover.begin(Opening(Direction.TO_POST, builders.OFFICE), district, town.context)
    assert scanned(town, opened.listed.number, town.code(number), district, "") == "added"


# -- a list that was opened by mistake ------------------------------------------------------------------------------


def test_a_list_opened_by_mistake_is_cancelled_kept_and_no_longer_on_top(town: Town) -> None:
    mistake, code = listed_by(town, town.office), town.submitted()
    working = listed_by(town, town.office)
    after = listed_by(town, town.office)
    assert handover.cancel(after, town.office, town.context).listed.state == "cancelled"
    assert handover.cancel(after, town.office, town.context).listed.state == "cancelled", "told again"
    scanned(town, working, code, town.office)
    with pytest.raises(Conflict) as refused:
        handover.cancel(working, town.office, town.context)
    assert refused.value.code == "LIST_NOT_EMPTY"
    handover.cancel(mistake, town.office, town.context)
    with pytest.raises(Conflict) as refused:
        scanned(town, mistake, code, town.office)
    assert refused.value.code == "LIST_MOVE_IMPOSSIBLE"
    numbers = _pages(town)
    assert numbers.index(working) < numbers.index(after) < numbers.index(mistake)
    assert listed_by(town, town.office) not in numbers, "its number stays its own"


def test_an_empty_correction_is_cancelled(town: Town) -> None:
    number = town.submitted()
    signed = town.listed(Direction.TO_DESK, number)
    wrong, _ = handover.correct(signed, ("", ""), town.office, town.context)
    assert handover.cancel(wrong.listed.number, town.office, town.context).listed.corrects == signed


def _pages(town: Town) -> list[str]:
    """The numbers of all lists of the post office, page by page."""
    found, after = [], None
    while True:
        page = handover.listed(town.office, town.context, after=after, limit=7)
        found += [each.listed.number for each in page.items]
        after = page.next
        if after is None:
            return found


def test_a_stranger_to_the_list_cancels_nothing(town: Town) -> None:
    with pytest.raises(NotFound):
        handover.cancel(listed_by(town, town.office), town.other_office, town.context)


# -- what is left of a refused dossier, and an envelope without a code ----------------------------------------------


@pytest.mark.parametrize("way", ["refuse", "stop"])
def test_the_blank_of_a_dossier_without_a_licence_is_listed_until_it_is_void(town: Town, way: str) -> None:
    number = town.submitted()
    town.listed(Direction.TO_DESK, number)
    town.move("start", number)
    town.say("printed", number, town.desk, licence_serial=builders.unique("BL"))
    assert town.why(number) == []
    town.move(way, number)
    assert town.why(number) == [Why.BLANK_LEFT]
    town.say("voided", number, town.desk, reason="Hồ sơ không được cấp giấy phép")
    assert town.why(number) == []


def test_an_envelope_says_why_it_has_no_code(town: Town) -> None:
    by_hand = town.finished(return_by_post={"wish": "no"})
    with pytest.raises(Conflict) as refused:
        town.say("enveloped", by_hand, town.desk, item_code="EL491610889VN")
    assert refused.value.code == "NOT_BY_POST"
