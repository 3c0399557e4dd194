"""What a citizen wishes of the post: papers fetched, who may receive, what is paid when; and the mode that follows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.domain import correction, reading
from app.domain.errors import Conflict, InvalidDossier
from app.domain.life import State
from app.domain.post import service_mode
from app.domain.post.service_mode import ServiceMode
from app.domain.submission import Channel, FeePlace, MayReceive, Submission, Wish
from app.rules import load

NOW = datetime(2021, 11, 15, 1, tzinfo=UTC)
RULES = load()
DEPUTY = {"name": "Trần Văn  Hòa", "id_number": "089080001234"}
HOME = {"text": "Số 12, tổ 5, ấp Trung Bình"}


def read(channel: Channel = Channel.PORTAL, **parts: Any) -> Submission:
    raw = {"procedure": "1.002809", "owner": {"name": "Lê Thị Bé", "address": HOME}, **parts}
    return reading.read(raw, request_id="r-1", channel=channel, rules=RULES, now=NOW)


def faults(channel: Channel = Channel.PORTAL, **parts: Any) -> dict[str, str]:
    with pytest.raises(InvalidDossier) as caught:
        read(channel, **parts)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_papers_are_fetched_from_who_is_named() -> None:
    wish = {"wish": "yes", "sender": " Lê Văn  Tám ", "phone": "+84 918 345 601", "address": {"text": "Số 1, ấp A"}}
    found = read(home_collection=wish).home_collection
    assert found is not None and found.address is not None
    assert (found.wish, found.sender, found.phone, found.address.raw) == (
        *(Wish.YES, "Lê Văn Tám", "0918345601"),
        "Số 1, ấp A",
    )


@pytest.mark.parametrize("said", [None, {}, {"wish": ""}, {"wish": "unknown"}, {"sender": " "}])
def test_what_is_not_said_of_fetching_is_not_there_and_changes_no_fingerprint(said: Any) -> None:
    silent, spoken = read(), read(home_collection=said)
    assert spoken.home_collection is None and "home_collection" not in spoken.as_record()
    assert spoken.fingerprint() == silent.fingerprint()


def test_a_no_is_kept() -> None:
    assert read(home_collection={"wish": "no"}).as_record()["home_collection"] == {"wish": "no"}


@pytest.mark.parametrize("channel", [each for each in Channel if each is not Channel.PORTAL])
def test_where_the_papers_lie_on_the_counter_they_are_not_fetched(channel: Channel) -> None:
    assert faults(channel, home_collection={"wish": "yes"}) == {"home_collection.wish": "COLLECTION_NOT_NEEDED"}
    assert read(channel, home_collection={"wish": "no"}).home_collection is not None


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"wish": "maybe"}, {"home_collection.wish": "CHOICE_UNKNOWN"}),
        ({"wish": "yes", "phone": "12"}, {"home_collection.phone": "PHONE_INVALID"}),
        ({"wish": "yes", "sender": "x" * 201}, {"home_collection.sender": "TEXT_TOO_LONG"}),
        ({"wish": "yes", "address": {"scheme": "3-level"}}, {"home_collection.address.text": "REQUIRED"}),
    ],
)
def test_wrong_values_of_fetching(wish: Any, found: dict[str, str]) -> None:
    assert faults(home_collection=wish) == found


def test_who_is_to_be_visited_has_an_address() -> None:
    raw = {"owner": {"name": "Lê Thị Bé"}, "home_collection": {"wish": "yes"}}
    assert faults(**raw) == {"home_collection.address": "COLLECTION_ADDRESS_REQUIRED"}
    assert read(**raw | {"home_collection": {"wish": "yes", "address": HOME}}).home_collection is not None


def test_a_deputy_comes_with_name_and_number() -> None:
    wish = {"wish": "yes", "may_receive": "authorised", "deputy": DEPUTY}
    record = read(return_by_post=wish).as_record()["return_by_post"]
    assert record["may_receive"] == "authorised"
    assert (record["deputy"]["name"], record["deputy"]["id_document"]["number"]) == ("Trần Văn Hòa", "089080001234")


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        ({"may_receive": "authorised"}, {"return_by_post.deputy": "DEPUTY_REQUIRED"}),
        ({"may_receive": "household", "deputy": DEPUTY}, {"return_by_post.deputy": "DEPUTY_NOT_ASKED"}),
        ({"deputy": DEPUTY}, {"return_by_post.deputy": "DEPUTY_NOT_ASKED"}),
        ({"may_receive": "neighbour"}, {"return_by_post.may_receive": "CHOICE_UNKNOWN"}),
        (
            {"may_receive": "authorised", "deputy": {"name": "Trần Văn Hòa"}},
            {"return_by_post.deputy.id_number": "REQUIRED"},
        ),
        (
            {"may_receive": "authorised", "deputy": {"name": " ", "id_number": "12"}},
            {"return_by_post.deputy.name": "REQUIRED", "return_by_post.deputy.id_number": "CITIZEN_ID_INVALID"},
        ),
    ],
)
def test_a_deputy_and_the_authorisation_belong_together(wish: Any, found: dict[str, str]) -> None:
    assert faults(return_by_post={"wish": "yes", **wish}) == found


def test_nothing_said_of_who_may_receive_stays_nothing() -> None:
    assert read(return_by_post={"wish": "yes", "may_receive": ""}).return_by_post.may_receive is None
    assert {each.vi for each in MayReceive} and all(each.vi.endswith(each.vi.strip()) for each in MayReceive)


def test_the_fee_is_collected_with_the_papers_only_where_these_are_fetched() -> None:
    fee = {"amount_vnd": 135_000, "place": "on_collection"}
    assert faults(fee=fee) == {"fee.place": "COLLECTION_NONE"}
    assert faults(fee=fee, home_collection={"wish": "no"}) == {"fee.place": "COLLECTION_NONE"}
    found = read(fee=fee, home_collection={"wish": "yes"}).fee
    assert found is not None and found.place is FeePlace.ON_COLLECTION


@pytest.mark.parametrize(
    ("channel", "collection", "back", "mode"),
    [
        ("post_counter", None, "yes", ServiceMode.BOTH),
        ("post_counter", None, "no", ServiceMode.SEND),
        ("portal", "yes", "yes", ServiceMode.BOTH),
        ("portal", "yes", "unknown", ServiceMode.SEND),
        ("portal", "no", "yes", ServiceMode.RECEIVE),
        ("district_one_stop", None, "yes", ServiceMode.RECEIVE),
        ("portal", None, None, ServiceMode.NONE),
    ],
)
def test_the_mode_follows_from_the_channel_and_the_wishes(
    channel: str, collection: str | None, back: str | None, mode: ServiceMode
) -> None:
    parts = {"home_collection": collection, "return_by_post": back}
    record = {name: {"wish": wish} for name, wish in parts.items() if wish}
    assert service_mode.of(channel, record) is mode


# -- corrections -------------------------------------------------------------------------------------------------------


def corrected(record: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return correction.merged(record, correction.read(parts, rules=RULES, now=NOW))


def test_a_deputy_goes_with_the_authorisation() -> None:
    record = read(return_by_post={"wish": "yes", "may_receive": "authorised", "deputy": DEPUTY}).as_record()
    after = corrected(record, return_by_post={"may_receive": "household"})
    assert "deputy" not in after["return_by_post"] and correction.faults(after) == []
    assert correction.changed(record, after) == ("return_by_post.deputy", "return_by_post.may_receive")
    other = corrected(record, return_by_post={"deputy": {"name": "Lê Yến", "id_number": "089180000018"}})
    assert other["return_by_post"]["deputy"]["name"] == "Lê Yến" and correction.faults(other) == []
    kept = correction.Kept(
        "x", 2, {"return_by_post": {"may_receive": "household"}}, {"return_by_post": record["return_by_post"]}
    )
    assert correction.without(after, [kept]) == record


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ({"return_by_post": {"may_receive": "authorised"}}, ("return_by_post.deputy", "DEPUTY_REQUIRED")),
        ({"return_by_post": {"deputy": DEPUTY}}, ("return_by_post.deputy", "DEPUTY_NOT_ASKED")),
        (
            {"return_by_post": {"may_receive": "household", "deputy": DEPUTY}},
            ("return_by_post.deputy", "DEPUTY_NOT_ASKED"),
        ),
    ],
)
def test_a_corrected_deputy_is_judged_with_the_rest(parts: Any, found: tuple[str, str]) -> None:
    after = corrected(read(return_by_post={"wish": "yes"}).as_record(), **parts)
    assert [(fault.path, fault.code) for fault in correction.faults(after)] == [found]


def test_fetching_is_judged_with_the_rest() -> None:
    at_the_counter = corrected(read(Channel.POST_COUNTER).as_record(), home_collection={"wish": "yes"})
    assert [fault.code for fault in correction.faults(at_the_counter)] == ["COLLECTION_NOT_NEEDED"]
    nowhere = {"channel": "portal", "owner": {"name": "Lê Yến"}, "home_collection": {"wish": "yes"}}
    assert [fault.code for fault in correction.faults(nowhere)] == ["COLLECTION_ADDRESS_REQUIRED"]


@pytest.mark.parametrize("state", [each for each in State if each is not State.SUBMITTED])
def test_fetching_can_be_changed_until_the_dossier_is_received(state: State) -> None:
    correction.require_possible(State.SUBMITTED, ["home_collection.wish"])
    with pytest.raises(Conflict) as caught:
        correction.require_possible(state, ["home_collection.wish"])
    assert caught.value.code == "CORRECTION_TOO_LATE"
