"""Corrections as plain records: put in, told apart, undone, compared with what was said before."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.domain import correction
from app.domain.correction import Kept

LEAVES = st.dictionaries(st.sampled_from(["name", "phone", "email"]), st.sampled_from(["a", "b", "c"]))
CHANGES = st.fixed_dictionaries(
    {}, optional={"owner": LEAVES, "submitter": LEAVES, "return_by_post": LEAVES, "summary": st.sampled_from("abc")}
)
RECORDS = st.builds(lambda owner, rest: {**rest, "owner": {"name": "a", **owner}}, LEAVES, CHANGES)


@given(RECORDS, st.lists(CHANGES, max_size=4))
def test_what_was_corrected_can_be_told_back_step_by_step(record: dict[str, Any], steps: list[dict[str, Any]]) -> None:
    now, made, seen = record, [], [record]
    for seq, changes in enumerate(steps):
        before = {name: now[name] for name in changes if name in now}
        now = correction.merged(now, changes)
        made.append(Kept("x", seq, changes, before))
        seen.append(now)
    for nth, then in enumerate(seen):
        assert correction.without(now, made[nth:]) == then


@given(RECORDS, CHANGES)
def test_names_are_told_exactly_where_something_differs(record: dict[str, Any], changes: dict[str, Any]) -> None:
    after = correction.merged(record, changes)
    names = correction.changed(record, after)
    assert bool(names) == any(record.get(part, {}) != after.get(part, {}) for part in correction.PARTS)
    assert correction.changed(after, correction.merged(after, changes)) == ()


@given(RECORDS, CHANGES)
def test_news_are_what_makes_the_difference_and_saying_it_twice_is_none(
    said: dict[str, Any], changes: dict[str, Any]
) -> None:
    news = correction.news(said, changes)
    assert correction.changed(said, correction.merged(said, news)) == correction.changed(
        said, correction.merged(said, changes)
    )
    assert correction.news(correction.merged(said, changes), changes) == {}


def test_the_scheme_that_a_day_gives_to_the_same_units_is_no_news() -> None:
    said = {"owner": {"address": {"raw": "ấp A", "province_code": "89", "scheme": "3-level"}}}
    again = {"owner": {"address": {"raw": "ấp A", "province_code": "89", "scheme": "2-level"}}}
    assert correction.news(said, again) == {}


def test_names_are_those_that_are_sent() -> None:
    before = {"owner": {"name": "a", "phone": "1", "phone_raw": "1"}}
    after = {"owner": {"name": "a", "phone": "2", "phone_raw": "2", "id_document": {"number": "3"}}}
    assert correction.changed(before, after) == ("owner.id_number", "owner.phone")
