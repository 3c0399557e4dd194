"""Registering the return by post and the collection at home: once, by itself, and read back from the papers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app import dues, intake, lifecycle, lookup, submissions, updates
from app.context import Context
from app.domain.errors import Conflict, InvalidDossier, NotAllowed, NotFound
from app.domain.life import State
from app.domain.money.fees import FreightPayer
from app.domain.post.order import Leg
from app.domain.post.service_mode import ServiceMode
from app.domain.post.wish import PARTS
from app.domain.remark import NOTHING, Remark
from app.domain.submission import Channel, Wish
from app.papers import documents
from app.security.principals import Principal, Role
from app.store import dossiers, events
from app.updates.registering import KINDS, Registered
from tests import builders
from tests.conftest import Change
from tests.pdf.reading import text

DUE = 135_000
DEPUTY = {"name": "Trần Văn Hòa", "id_number": "089080001234"}
ON_COLLECTION = {"amount_vnd": DUE, "place": "on_collection"}


def handed_in(context: Context, who: Principal, channel: Channel = Channel.PORTAL, **changes: Any) -> str:
    values = {"fee": None, "return_by_post": None, **changes}
    return intake.accept(builders.submission(context, channel=channel, **values), who, context, "test").dossier_no


def register(
    context: Context, who: Principal, number: str, leg: Leg = Leg.RETURN, request_id: str | None = None, **raw: Any
) -> Registered:
    request_id = request_id or builders.unique("register")
    asked = submissions.read_registration(PARTS[leg], raw, request_id=request_id, context=context)
    return updates.register(leg, number, asked, who, context, "test", submissions.registered(PARTS[leg], str))


def led_to(context: Context, who: Principal, number: str, *names: str) -> str:
    for name in names:
        lifecycle.make(name, number, builders.said(name, context), who, context, "test")
    return number


def printed(context: Context, who: Principal, number: str, kind: str) -> str:
    return text(documents.paper(number, kind, who, context).content)


def faults(call: Any) -> dict[str, str]:
    with pytest.raises(InvalidDossier) as caught:
        call()
    return {fault.path: fault.code for fault in caught.value.faults}


# -- the return --------------------------------------------------------------------------------------------------------


def test_a_return_is_registered_with_all_that_the_post_will_do(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, fee={"amount_vnd": DUE, "place": "on_return"})
    assert lookup.find(number, desk, context).service_mode is ServiceMode.NONE
    said = {"wish": "yes", "receiver": "Lê Yến", "phone": "0918.345.777", "address": {"text": "Số 9, Long Xuyên"}}
    done = register(context, desk, number, **said, may_receive="authorised", deputy=DEPUTY)
    assert done.dossier.service_mode is ServiceMode.RECEIVE and not done.answer.repeat
    assert (done.who, done.phone, done.address) == ("Lê Yến", "0918345777", "Số 9, Long Xuyên")
    assert (done.payer, done.cod_vnd) == (FreightPayer.RECEIVER, DUE)
    assert (done.said["may_receive"], done.said["deputy"]["name"]) == ("authorised", "Trần Văn Hòa")


def test_what_is_not_said_is_the_owners_and_what_was_said_stays(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk)
    done = register(context, desk, number, wish="yes")
    assert (done.who, done.phone) == ("Nguyễn Thị Ngọc Ánh", "0918345601")
    assert done.address.startswith("Số 12, tổ 5") and done.cod_vnd == 0
    register(context, desk, number, wish="yes", receiver="Lê Yến", may_receive="receiver_only")
    assert register(context, desk, number, wish="yes", phone="0918345777").who == "Lê Yến"
    gone = register(context, desk, number, wish="no")
    assert (gone.wish, gone.who, gone.payer, gone.dossier.service_mode) == (Wish.NO, "", None, ServiceMode.NONE)


def test_a_repeat_gets_the_first_answer_and_does_nothing(context: Context, desk: Principal) -> None:
    number, request_id = handed_in(context, desk), builders.unique("once")
    with ThreadPoolExecutor(4) as pool:
        calls = [pool.submit(register, context, desk, number, request_id=request_id, wish="yes") for _ in range(4)]
        done = [call.result() for call in calls]
    assert sorted(each.answer.repeat for each in done) == [False, True, True, True]
    assert {each.wish for each in done} == {Wish.YES}
    kinds = [told.event.kind for told in history(context, number)]
    assert kinds.count("corrected") == 1
    with pytest.raises(Conflict) as caught:
        register(context, desk, number, request_id=request_id, wish="no")
    assert caught.value.code == "CONFLICT"
    asked = submissions.read_correction({"return_by_post": {"wish": "yes"}}, request_id=request_id, context=context)
    with pytest.raises(Conflict):
        updates.correct(number, asked, desk, context, "test")


def history(context: Context, number: str) -> Any:
    with context.database.begin() as connection:
        found = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert found is not None
        return events.history(connection, [found.id])[found.id]


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ({}, {"wish": "REQUIRED"}),
        ({"wish": "unknown"}, {"wish": "CHOICE_UNKNOWN"}),
        ({"wish": "maybe"}, {"wish": "CHOICE_UNKNOWN"}),
        ({"wish": "yes", "phone": "12"}, {"phone": "PHONE_INVALID"}),
        ({"wish": "yes", "may_receive": "dog"}, {"may_receive": "CHOICE_UNKNOWN"}),
        ({"wish": "yes", "may_receive": "authorised"}, {"return_by_post.deputy": "DEPUTY_REQUIRED"}),
        ({"wish": "yes", "deputy": DEPUTY}, {"return_by_post.deputy": "DEPUTY_NOT_ASKED"}),
    ],
)
def test_wrong_values_are_told_in_the_words_of_the_call(
    context: Context, desk: Principal, raw: Any, found: dict[str, str]
) -> None:
    number = handed_in(context, desk)
    expected = {path.removeprefix("return_by_post."): code for path, code in found.items()}
    assert faults(lambda: register(context, desk, number, **raw)) == expected


def test_a_return_without_any_address_is_refused(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, owner={"name": "Lê Yến"})
    assert faults(lambda: register(context, desk, number, wish="yes")) == {"address": "RETURN_ADDRESS_REQUIRED"}


def test_it_can_be_changed_until_the_result_is_handed_over(context: Context, desk: Principal) -> None:
    number = led_to(context, desk, handed_in(context, desk), "receive", "finish")
    assert register(context, desk, number, wish="yes", receiver="Lê Yến").dossier.item_code
    assert "Lê Yến" in printed(context, desk, number, "label")
    led_to(context, desk, number, "hand_over")
    with pytest.raises(Conflict) as caught:
        register(context, desk, number, wish="no")
    assert caught.value.code == "CORRECTION_TOO_LATE"


def test_an_office_registers_for_its_own_dossiers_only(context: Context, desk: Principal, counter: Principal) -> None:
    number = handed_in(context, desk, code="VNP-881600-0777", code_issuer="post")
    sent = builders.submission(context, code="VNP-881600-0777", code_issuer="post")
    owner = lookup.find(number, desk, context).record["owner"]
    same = replace(
        sent,
        owner=replace(sent.owner, id_document=replace(sent.owner.id_document, number=owner["id_document"]["number"])),
    )  # type: ignore[type-var]
    intake.accept(same, counter, context, "test")
    brought_only = builders.principal(context, office_id=builders.OTHER_OFFICE)
    intake.accept(replace(same, request_id=builders.unique("again")), brought_only, context, "test")
    with pytest.raises(NotAllowed) as caught:
        register(context, brought_only, number, wish="yes")
    assert caught.value.code == "DOSSIER_OF_OTHER_OFFICE"
    reader = builders.principal(context, roles=[Role.READ])
    with pytest.raises(NotAllowed):
        register(context, reader, number, wish="yes")
    assert register(context, counter, number, wish="yes").wish is Wish.YES, "it received the dossier"


# -- who may receive, on paper -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"may_receive": "receiver_only"}, "Chỉ phát cho người nhận"),
        ({"may_receive": "household"}, "Phát cho người nhận hoặc người cùng hộ"),
        ({"may_receive": "authorised", "deputy": DEPUTY}, "Người nhận thay: Trần Văn Hòa (số giấy tờ có đuôi 1234)"),
    ],
)
def test_the_label_tells_the_postman_who_may_receive(
    context: Context, desk: Principal, raw: dict[str, Any], said: str
) -> None:
    number = handed_in(context, desk, return_by_post={"wish": "yes", **raw})
    told = printed(context, desk, led_to(context, desk, number, "receive", "finish"), "label")
    assert said in told and DEPUTY["id_number"] not in told
    register(context, desk, number, wish="yes", may_receive="household")
    again = printed(context, desk, number, "label")
    assert "người cùng hộ" in again and "Người nhận thay" not in again


def test_a_deputy_whose_name_no_label_holds_is_refused_at_the_door(context: Context, desk: Principal) -> None:
    deputy = DEPUTY | {"name": "Nghiêng " * 24}
    wish = {"wish": "yes", "may_receive": "authorised", "deputy": deputy}
    assert faults(lambda: handed_in(context, desk, return_by_post=wish)) == {"return_by_post.deputy.name": "LAYOUT"}
    longest = DEPUTY | {"name": "Công Tằng Tôn Nữ Thị Ngọc Ánh Nguyệt Minh Châu Phước Hưng"}
    number = handed_in(context, desk, return_by_post=wish | {"deputy": longest})
    assert longest["name"] in printed(context, desk, led_to(context, desk, number, "receive", "finish"), "label")


def test_an_address_that_leaves_no_room_for_who_may_receive_is_refused_at_the_door(
    context: Context, desk: Principal
) -> None:
    address = {"text": "Số 12, tổ 5, ấp Trung Bình Nhất, đường nhựa liên xã, cạnh trạm y tế, xã Vĩnh Trạch, Thoại Sơn"}
    wish = {"wish": "yes", "receiver": "NGUYỄN PHƯỚC CÔNG TẰNG TÔN NỮ THỊ NGỌC ÁNH MINH", "address": address}
    assert handed_in(context, desk, return_by_post=wish)
    deputy = DEPUTY | {"name": "Công Tằng Tôn Nữ Thị Ngọc Ánh Nguyệt Minh Châu"}
    wish |= {"may_receive": "authorised", "deputy": deputy}
    assert faults(lambda: handed_in(context, desk, return_by_post=wish)) == {"return_by_post.address.text": "LAYOUT"}


# -- the collection ----------------------------------------------------------------------------------------------------


def test_a_collection_is_registered_and_taken_back_before_the_dossier_is_received(
    context: Context, desk: Principal
) -> None:
    number = handed_in(context, desk)
    done = register(context, desk, number, Leg.COLLECT, wish="yes", sender="Lê Văn Tám", phone="0918345777")
    assert (done.who, done.phone, done.payer, done.cod_vnd) == ("Lê Văn Tám", "0918345777", FreightPayer.SENDER, 0)
    assert done.address.startswith("Số 12, tổ 5") and done.dossier.service_mode is ServiceMode.SEND
    assert "giấy tờ do bưu điện đến lấy tại nhà" in printed(context, desk, number, "slip")
    assert register(context, desk, number, Leg.COLLECT, wish="no").dossier.service_mode is ServiceMode.NONE
    assert "đến lấy tại nhà" not in printed(context, desk, number, "slip")
    led_to(context, desk, number, "receive")
    with pytest.raises(Conflict) as caught:
        register(context, desk, number, Leg.COLLECT, wish="yes")
    assert caught.value.code == "CORRECTION_TOO_LATE" and "thu gom" in caught.value.message_vi
    assert register(context, desk, number, wish="yes").wish is Wish.YES, "the return goes on"


def test_papers_that_lie_on_the_counter_are_not_fetched(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, Channel.POST_COUNTER)
    with pytest.raises(Conflict):  # it was received there at once
        register(context, desk, number, Leg.COLLECT, wish="yes")
    wish = {"home_collection": {"wish": "yes"}}
    assert faults(lambda: handed_in(context, desk, Channel.POST_COUNTER, **wish)) == {
        "home_collection.wish": "COLLECTION_NOT_NEEDED"
    }


def test_both_wishes_of_one_dossier_are_told_apart(context: Context, desk: Principal) -> None:
    number, request_id = handed_in(context, desk), builders.unique("both")
    register(context, desk, number, Leg.COLLECT, request_id, wish="yes")
    with pytest.raises(Conflict) as caught:
        register(context, desk, number, Leg.RETURN, request_id, wish="yes")
    assert caught.value.code == "CONFLICT" and len({*KINDS.values()}) == 2
    assert register(context, desk, number, wish="yes").dossier.service_mode is ServiceMode.BOTH


# -- money by leg ------------------------------------------------------------------------------------------------------


def cod(context: Context, who: Principal, number: str) -> tuple[int, int]:
    """What the postman collects with the papers, and with the result."""
    dossier = lookup.find(number, who, context)
    collect, back = (dues.cod_vnd(context.rules, dossier, (), leg) for leg in (Leg.COLLECT, Leg.RETURN))
    return collect, back


def test_what_is_due_is_collected_on_the_leg_that_was_chosen(context: Context, desk: Principal) -> None:
    both = {"home_collection": {"wish": "yes"}, "return_by_post": {"wish": "yes"}}
    assert cod(context, desk, handed_in(context, desk, fee=ON_COLLECTION, **both)) == (DUE, 0)
    on_return = {"amount_vnd": DUE, "place": "on_return"}
    assert cod(context, desk, handed_in(context, desk, fee=on_return, **both)) == (0, DUE)
    number = handed_in(context, desk, fee=ON_COLLECTION, **both)
    assert "thu khi đến lấy hồ sơ" in printed(context, desk, led_to(context, desk, number, "receive"), "receipt")
    stopped = handed_in(context, desk, fee=ON_COLLECTION, **both)
    lifecycle.make("stop", stopped, Remark(reason="Công dân đã rút"), desk, context, "test")
    assert cod(context, desk, stopped) == (0, 0)


def test_who_pays_the_postage_is_a_rule_for_each_leg(context: Context, desk: Principal, change: Change) -> None:
    dossier = lookup.find(handed_in(context, desk), desk, context)
    rules = change("agencies.toml", 'leg = "collect"\npayer = "sender"', 'leg = "collect"\npayer = "receiver"')
    payers = [
        (dues.freight_payer(each, dossier), dues.freight_payer(each, dossier, Leg.COLLECT))
        for each in (context.rules, rules)
    ]
    citizen = (FreightPayer.RECEIVER, FreightPayer.SENDER)
    assert payers == [citizen, (FreightPayer.RECEIVER, FreightPayer.RECEIVER)]
    assert rules.freight_payer("000.00.99.X99", dossier.submitted_at.date(), Leg.COLLECT) is FreightPayer.SENDER


def test_a_dossier_that_is_moved_on_keeps_its_wish(context: Context, desk: Principal) -> None:
    number = handed_in(context, desk, home_collection={"wish": "yes"})
    lifecycle.make("receive", number, NOTHING, desk, context, "test")
    found = lookup.find(number, desk, context)
    assert found.state is State.RECEIVED and found.wants_collection and found.service_mode is ServiceMode.SEND


# -- a citizen with the portal's receipt at a counter ------------------------------------------------------------------


def owners_number(context: Context, desk: Principal, number: str) -> str:
    return str(lookup.find(number, desk, context).record["owner"]["id_document"]["number"])


def test_the_owners_number_opens_the_return_of_an_online_dossier_and_nothing_else(
    context: Context, desk: Principal, counter: Principal
) -> None:
    number = handed_in(context, desk, code=builders.unique("G22"))
    code, owner = lookup.find(number, desk, context).code, owners_number(context, desk, number)
    for wrong in ({}, {"owner_id_number": "089187009999"}):
        with pytest.raises(NotFound):
            register(context, counter, number, wish="yes", **wrong)
    for known in (number, str(code)):
        done = register(context, counter, known, wish="yes", receiver="Lê Yến", owner_id_number=owner)
        assert (done.answer.dossier_no, done.wish, done.who) == (number, Wish.YES, "Lê Yến")
    with pytest.raises(NotFound):
        lookup.find(number, counter, context)
    with pytest.raises(NotFound):
        register(context, counter, number, wish="no")
    at_the_desk = handed_in(context, desk, Channel.PROVINCIAL_CENTRE)
    own = owners_number(context, desk, at_the_desk)
    with pytest.raises(NotFound):
        register(context, counter, at_the_desk, wish="yes", owner_id_number=own)
    assert faults(lambda: register(context, counter, number, wish="yes", owner_id_number="1")) == {
        "owner_id_number": "CITIZEN_ID_INVALID"
    }


def test_a_request_that_goes_by_the_owners_number_is_repeated_once(
    context: Context, desk: Principal, counter: Principal
) -> None:
    number, request_id = handed_in(context, desk), builders.unique("register")
    owner = owners_number(context, desk, number)
    said = {"wish": "yes", "owner_id_number": owner}
    first, again = (register(context, counter, number, request_id=request_id, **said) for _ in range(2))
    assert (first.answer.repeat, again.answer.repeat) == (False, True)


def test_a_counter_is_told_that_it_has_no_papers_to_be_fetched(context: Context, desk: Principal) -> None:
    post = builders.principal(context, office_id=builders.OFFICE, channels=(Channel.POST_COUNTER,))
    number = handed_in(context, desk)
    assert faults(lambda: register(context, post, number, Leg.COLLECT, wish="yes")) == {"wish": "COLLECTION_NOT_NEEDED"}
