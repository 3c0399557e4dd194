"""The old licence of an exchange: given up, cut, given back, each once and in this order."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from app import intake, lifecycle
from app.context import Context
from app.desk import old_licence
from app.domain import remark
from app.domain.errors import Conflict, NotAllowed, NotFound
from app.domain.life import State
from app.domain.old_licence import HANDLINGS_VI, RECORD, STAGES, Handling, Stage, following
from app.domain.remark import NOTHING, Remark
from app.rules import Rules
from app.security.principals import Principal, Role
from app.store import events, tables
from tests import builders

SEEN: dict[str, Any] = {"licence_number": "890120001234", "licence_serial": "AP123456"}
GIVEN_UP, CUT, GIVEN_BACK = Stage.GIVEN_UP, Stage.CUT, Stage.GIVEN_BACK


def a_dossier(context: Context, who: Principal, **changes: Any) -> str:
    return intake.accept(builders.submission(context, **changes), who, context, "test").dossier_no


def recorded(number: str, stage: Stage, who: Principal, context: Context, **raw: Any) -> old_licence.Recorded:
    return old_licence.record(number, stage, remark.read(raw, RECORD, context.clock.now()), who, context, "test")


def refused(number: str, stage: Stage, who: Principal, context: Context) -> Conflict:
    with pytest.raises(Conflict) as caught:
        recorded(number, stage, who, context)
    return caught.value


def history(context: Context, number: str) -> list[events.Told]:
    with context.database.begin() as connection:
        statement = select(tables.dossier.c.id).where(tables.dossier.c.dossier_no == number)
        dossier_id = connection.execute(statement).scalar_one()
        return events.history(connection, [dossier_id])[dossier_id]


@pytest.mark.parametrize("state", State)
def test_every_way_ends_with_the_licence_back_at_its_holder_or_never_taken(state: State) -> None:
    assert following(Handling.KEPT, None, state) is following(None, None, state) is None
    stage, way = None, []
    while stage := following(Handling.CUT_AND_GIVEN_BACK, stage, state):
        way.append(stage)
    without_result = state in (State.NOT_RECEIVED, State.REFUSED, State.WITHDRAWN, State.STOPPED)
    assert way == ([] if without_result else [GIVEN_UP, CUT, GIVEN_BACK])
    assert following(Handling.CUT_AND_GIVEN_BACK, GIVEN_UP, state) is (GIVEN_BACK if without_result else CUT)


def test_every_stage_and_handling_has_its_words() -> None:
    assert STAGES.keys() == set(Stage) and HANDLINGS_VI.keys() == set(Handling)


def test_an_exchange_records_the_three_stages_in_their_order(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    for wrong in (CUT, GIVEN_BACK):
        error = refused(number, wrong, desk, context)
        assert error.code == "OLD_LICENCE_ORDER"
        assert error.message_vi.startswith("Giấy phép lái xe cũ chưa thu nên không thể ghi nhận đã ")
        assert error.message_vi.endswith("Có thể ghi nhận: đã thu.")
    assert recorded(number, GIVEN_UP, desk, context, **SEEN).dossier.old_licence == "given_up"
    assert recorded(number, CUT, desk, context).dossier.old_licence == "cut"
    assert old_licence.following_of(recorded(number, GIVEN_BACK, desk, context).dossier, context) is None
    told = history(context, number)[-3:]
    assert [each.event.kind for each in told] == [f"old_licence_{stage}" for stage in ("given_up", "cut", "given_back")]
    assert told[0].said == Remark(**SEEN)
    assert told[0].event.details == {"said": told[0].said.digest()}, "no number in an event"
    assert told[1].event.details == {}


def test_the_same_by_the_same_one_is_a_repeat(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    assert not recorded(number, GIVEN_UP, desk, context, **SEEN).repeat
    assert recorded(number, GIVEN_UP, desk, context, **SEEN).repeat
    recorded(number, CUT, desk, context)
    assert recorded(number, GIVEN_UP, desk, context, **SEEN).repeat
    assert refused(number, GIVEN_UP, desk, context).code == "OLD_LICENCE_ORDER", "other words are no repeat"
    assert refused(number, CUT, builders.principal(context), context).code == "OLD_LICENCE_ORDER"


def test_of_many_at_once_one_records_it(context: Context, desk: Principal) -> None:
    numbers = [a_dossier(context, desk) for _ in range(4)]
    for number in numbers:
        with ThreadPoolExecutor(4) as pool:
            results = list(pool.map(lambda n: recorded(n, GIVEN_UP, desk, context), [number] * 4))
        assert sorted(each.repeat for each in results) == [False, True, True, True]


def test_one_given_up_in_vain_goes_back_uncut(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    recorded(number, GIVEN_UP, desk, context)
    lifecycle.make("refuse", number, Remark(reason="Không đủ điều kiện"), desk, context, "test")
    assert refused(number, CUT, desk, context).message_vi.endswith("Có thể ghi nhận: đã trả lại.")
    assert recorded(number, GIVEN_BACK, desk, context).dossier.old_licence == "given_back"
    other = a_dossier(context, desk)
    lifecycle.make("withdraw", other, NOTHING, desk, context, "test")
    assert refused(other, GIVEN_UP, desk, context).message_vi.endswith("không còn bước nào.")


def test_a_lost_licence_cannot_be_given_up(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk, procedure="1.002820")
    assert refused(number, GIVEN_UP, desk, context).code == "OLD_LICENCE_NONE"


def test_it_needs_a_role_and_a_dossier_of_theirs(context: Context, desk: Principal) -> None:
    number = a_dossier(context, desk)
    with pytest.raises(NotAllowed):
        recorded(number, GIVEN_UP, builders.principal(context, roles=[Role.READ, Role.PROCESS]), context)
    with pytest.raises(NotFound):
        recorded(number, GIVEN_UP, builders.principal(context, office_id=builders.OTHER_OFFICE), context)
    assert not recorded(number, GIVEN_UP, builders.principal(context, roles=[Role.RETURN]), context).repeat


def test_what_becomes_of_it_is_data(
    context: Context, desk: Principal, change: Callable[[str, str, str], Rules]
) -> None:
    old, new = ('"cut_and_given_back"\nfrom = 2017', '"kept"\nfrom = 2017')
    changed = replace(context, rules=change("procedures-practice.toml", old, new))
    number = a_dossier(context, desk)
    assert refused(number, GIVEN_UP, desk, changed).code == "OLD_LICENCE_NONE"
    assert recorded(number, GIVEN_UP, desk, context).dossier.old_licence == "given_up"
