"""What did not fit together is settled by a person; a blank that no licence went out on is voided."""

from __future__ import annotations

import pytest

from app.custody import watching
from app.custody.watching import Why
from app.domain.custody.step import FindingKind, Keeper, KeeperKind
from app.domain.errors import Conflict, InvalidDossier, NotAllowed
from app.domain.handover.item import Direction
from app.domain.life import State
from tests import builders
from tests.core.test_custody import AUTHORITY, COURIER, DESK, OFFICE, Town, keepers, town

__all__ = ["town"]
LOOKED = "Đã gọi bưu cục: báo nhầm hồ sơ, giấy phép vẫn ở cơ quan"


def settle(town: Town, number: str, keeper: str, thing: str = "licence", **said: str) -> None:
    town.say("settled", number, town.desk, reason=LOOKED, thing=thing, keeper=keeper, **said)


def test_what_was_told_of_the_wrong_dossier_is_settled_and_holds_from_then_on(town: Town) -> None:
    number = town.finished()
    town.say("kept", number)
    assert town.why(number) == [Why.FINDING]
    settle(town, number, "authority")
    assert town.why(number) == [] and town.licence(number).findings == ()
    assert town.licence(number).keeper == AUTHORITY and town.of(number).dossier.state is State.FINISHED
    town.move("hand_over", number)
    found = town.licence(number)
    assert found.keeper.kind is KeeperKind.POST_OFFICE and found.is_unseen, (
        "it left after that, not when it was misreported"
    )
    town.say("received", number)
    assert town.licence(number).keeper == OFFICE and town.licence(number).findings == ()


def test_papers_whose_list_was_lost_are_settled(town: Town) -> None:
    number = town.submitted()
    town.move("start", number)
    assert [each.kind for each in town.papers(number).findings] == [FindingKind.GAP]
    settle(town, number, "authority", "papers")
    assert town.papers(number).findings == () and keepers(town.papers(number))[-1] == AUTHORITY
    assert town.why(number) == []


def test_what_does_not_fit_after_that_is_told_again(town: Town) -> None:
    number = town.handed_over()
    settle(town, number, "desk")
    assert town.licence(number).keeper == DESK
    town.say("kept", number)
    assert town.why(number) == [Why.FINDING] and town.licence(number).keeper == DESK
    settle(town, number, "post_office", post_office=builders.OTHER_OFFICE)
    assert town.licence(number).keeper == Keeper(KeeperKind.POST_OFFICE, builders.OTHER_OFFICE)
    town.say("sent_again", number)
    assert town.licence(number).keeper == COURIER and town.why(number) == []


def test_only_the_authority_settles_and_says_why(town: Town) -> None:
    number = town.handed_over()
    with pytest.raises(NotAllowed):
        town.say("settled", number, town.office, reason=LOOKED, thing="licence", keeper="citizen")
    with pytest.raises(InvalidDossier) as refused:
        town.say("settled", number, town.desk)
    assert {fault.path for fault in refused.value.faults} == {"reason", "thing", "keeper"}
    with pytest.raises(Conflict):
        settle(town, town.submitted(), "desk")


def test_many_that_are_settled_hide_none_that_is_not(town: Town) -> None:
    numbers = [town.finished() for _ in range(3)]
    for number in numbers:
        town.say("kept", number)
    before = watching.watched(town.desk, town.context).total
    settle(town, numbers[0], "authority")
    assert watching.watched(town.desk, town.context).total == before - 1


def test_the_blank_of_a_refused_dossier_is_voided_and_there_is_no_licence(town: Town) -> None:
    number, serial = town.submitted(), builders.unique("BC")
    town.listed(Direction.TO_DESK, number)
    town.move("start", number)
    town.say("printed", number, town.desk, licence_serial=serial)
    town.move("refuse", number)
    assert town.licence(number).thing.serial == serial
    assert not town.say("voided", number, town.desk, reason="Hồ sơ bị từ chối sau khi in").repeat
    assert town.of(number).threads.licence is None
    assert town.say("voided", number, town.desk, reason="Hồ sơ bị từ chối sau khi in").repeat
    with pytest.raises(Conflict):
        town.say("voided", number, town.desk, reason="Lần nữa")


def test_the_blank_of_a_licence_that_has_left_is_not_voided(town: Town) -> None:
    number = town.finished()
    town.say("printed", number, town.desk, licence_serial=builders.unique("BD"))
    town.move("hand_over", number)
    with pytest.raises(Conflict) as refused:
        town.say("voided", number, town.desk, reason="Hỏng")
    assert refused.value.code == "MOVE_IMPOSSIBLE"


def test_a_spoilt_blank_is_voided_before_another_is_printed(town: Town) -> None:
    number, second = town.finished(), builders.unique("BE")
    town.say("printed", number, town.desk, licence_serial=builders.unique("BE"))
    town.say("voided", number, town.desk, reason="Phôi in lệch")
    assert town.licence(number).thing.serial == "" and town.licence(number).findings == ()
    town.say("printed", number, town.desk, licence_serial=second)
    assert town.licence(number).thing.serial == second
