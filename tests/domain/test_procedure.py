"""Procedures: codes by their beginning, papers by class, durations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.procedure import Duration, PaperRequirement, Procedure, matches
from app.domain.submission import Channel

HEALTH = PaperRequirement("health", "Giấy khám sức khỏe", originals=1, except_classes=frozenset({"A1", "A2"}))
FORM = PaperRequirement("form", "Đơn đề nghị", originals=1)
EXCHANGE = Procedure("1.002809", "Đổi", "Đường bộ", (FORM, HEALTH), frozenset(), {}, {})


@pytest.mark.parametrize("code", ["1.002809", "1.002809.000.00.00.H01", "1.002809.H01"])
def test_local_codes_mean_the_national_procedure(code: str) -> None:
    assert EXCHANGE.matches(code)


@pytest.mark.parametrize("code", ["", "1", "1.0028091", "1.00280", "11.002809", "1.002820"])
def test_a_longer_number_is_another_procedure(code: str) -> None:
    assert not matches("1.002809", code)


def test_a_paper_is_left_out_only_if_every_class_is_excepted() -> None:
    assert EXCHANGE.papers_for(["A1"]) == (FORM,)
    assert EXCHANGE.papers_for(["A1", "A2"]) == (FORM,)
    assert EXCHANGE.papers_for(["A1", "B2"]) == (FORM, HEALTH)
    assert EXCHANGE.papers_for([]) == (FORM, HEALTH)


def test_a_paper_may_be_asked_for_by_some_channels_only() -> None:
    photo = PaperRequirement("portrait", "Ảnh", originals=1, channels=frozenset({Channel.PORTAL}))
    exchange = replace(EXCHANGE, papers=(FORM, photo))
    assert exchange.papers_for([], "portal") == (FORM, photo)
    assert exchange.papers_for([], Channel.PROVINCIAL_CENTRE) == exchange.papers_for(["A1"]) == (FORM,)


def test_a_duration_has_one_unit() -> None:
    for wrong in ({}, {"days": 5, "hours": 4}, {"days": 0}, {"months": -1}):
        with pytest.raises(ValueError, match="one of"):
            Duration(**wrong)
