"""What could not be printed is told at the door, under the name of its field."""

from __future__ import annotations

import pytest

from app import intake, lifecycle
from app.context import Context
from app.domain.errors import InvalidDossier
from app.domain.remark import NOTHING
from app.papers import documents
from app.security.principals import Principal
from tests import builders

LONG_WORD = "Ngôtườngvy" * 15


def refused(context: Context, **changes: object) -> dict[str, str]:
    with pytest.raises(InvalidDossier) as caught:
        builders.submission(context, **changes)
    return {fault.path: fault.code for fault in caught.value.faults}


def owner(**changes: object) -> dict[str, object]:
    return {**builders.raw_dossier()["owner"], **changes}


def test_every_text_that_does_not_fit_is_named_at_once(context: Context) -> None:
    papers = [{"name": "Đơn", "originals": 1}, {"name": LONG_WORD * 3, "copies": 1}]
    found = refused(context, owner=owner(name=LONG_WORD), papers=papers, summary=LONG_WORD * 6)
    assert found == {"owner.name": "LAYOUT", "papers[1].name": "LAYOUT", "summary": "LAYOUT"}


@pytest.mark.parametrize("name", ["Nguyễn 😀 Ánh", "王小明", "محمد", "សុខ"])
def test_letters_that_no_font_has_are_refused(context: Context, name: str) -> None:
    assert refused(context, owner=owner(name=name)) == {"owner.name": "LETTER_UNPRINTABLE"}


def test_receiver_of_the_label_is_judged_where_it_is_wanted(context: Context) -> None:
    back = {"wish": "yes", "receiver": LONG_WORD, "address": {"text": "王 " * 20}}
    assert refused(context, return_by_post=back) == {
        "return_by_post.receiver": "LAYOUT",
        "return_by_post.address.text": "LETTER_UNPRINTABLE",
    }
    builders.submission(context, return_by_post={**back, "wish": "no"})


@pytest.mark.parametrize(
    "name", ["Łukasz Żółkiewski", "Жанна Иванова", "Nguyễn Thị Ngọc Ánh" * 3, "Công ty trách nhiệm hữu hạn " * 3]
)
def test_what_is_long_or_foreign_but_fits_is_taken_and_printed(context: Context, desk: Principal, name: str) -> None:
    submission = builders.submission(
        context, owner=owner(name=name), papers=[{"name": "Bản sao " * 20, "copies": 1}] * 30
    )
    number = intake.accept(submission, desk, context, "test").dossier_no
    assert documents.paper(number, "receipt", desk, context).content
    lifecycle.make("finish", number, NOTHING, desk, context, "test")
    assert documents.paper(number, "label", desk, context).content
