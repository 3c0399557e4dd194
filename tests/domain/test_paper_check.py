"""The clerk's list against the procedure's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.paper_check import Counts, Kind, compare
from app.domain.procedure import PaperRequirement
from app.domain.submission import Paper
from app.rules import load

PROCEDURE = load().procedure("1.002809", date(2021, 11, 15))
assert PROCEDURE is not None
CAR, MOTORBIKE = PROCEDURE.papers_for(["B2"]), PROCEDURE.papers_for(["A1"])
FORM, HEALTH, LICENCE, ID = (
    Paper("Đơn đề nghị đổi giấy phép lái xe", originals=1),
    Paper("Giấy khám sức khỏe", originals=1),
    Paper("Bản sao GPLX", copies=1),
    Paper("Bản sao CCCD", copies=1),
)


def kinds(*papers: Paper, asked: tuple[PaperRequirement, ...] = CAR) -> list[tuple[str, str | None]]:
    return [(each.kind.value, each.code) for each in compare(papers, asked)]


def test_a_complete_dossier_has_no_difference() -> None:
    assert not compare([FORM, HEALTH, LICENCE, ID], CAR)
    assert not compare([ID, LICENCE, FORM], MOTORBIKE)


def test_missing_surplus_and_copy_for_original() -> None:
    photo, copied = Paper("Ảnh 3x4 nền xanh", originals=2), Paper("Giấy khám sức khỏe", copies=1)
    assert kinds(FORM, LICENCE, ID) == [("missing", "health_certificate")]
    assert kinds(FORM, HEALTH, LICENCE, ID, photo) == [("surplus", None)]
    assert kinds(FORM, copied, LICENCE, ID) == [("copy_for_original", "health_certificate")]
    assert kinds(FORM, HEALTH, LICENCE, ID, asked=MOTORBIKE) == [("surplus", None)]


def test_sentences_for_the_slip() -> None:
    found = compare([Paper("Giấy khám sức khỏe", copies=1), Paper("Ảnh 3x4"), LICENCE, ID], CAR)
    assert tuple(each.text_vi for each in found.items) == (
        "Đơn đề nghị đổi giấy phép lái xe (Phụ lục 19): còn thiếu, phải nộp 01 bản chính.",
        "Giấy khám sức khỏe của người lái xe: phải nộp 01 bản chính, mới có 01 bản sao.",
        "Ảnh 3x4: không có trong thành phần hồ sơ của thủ tục này.",
    )
    assert [each.kind for each in found.to_supplement] == [Kind.MISSING, Kind.COPY_FOR_ORIGINAL]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("ĐƠN ĐỀ NGHỊ ĐỔI GPLX", "application"),
        ("don de nghi doi giay phep lai xe", "application"),
        ("Đơn đề nghị", "application"),
        ("Đơn đề nghị đổi giấy phép lái xe (theo mẫu)", "application"),
        ("Giấy KSK", "health_certificate"),
        ("Giấy khám sức khoẻ do cơ sở y tế cấp", "health_certificate"),
        ("Giấy khám sức khoẻ người lái xe", "health_certificate"),
        ("GPLX (bản photo)", "licence_copy"),
        ("Giấy phép lái xe", "licence_copy"),
        ("Bản sao CMND", "id_copy"),
        ("Thẻ căn cước công dân", "id_copy"),
        ("Hộ chiếu", "id_copy"),
        ("Hồ sơ gốc", None),
        ("Hồ sơ gốc của giấy phép lái xe bị mất", None),
        ("Ảnh thẻ", None),
        ("Giấy", None),
        ("", None),
    ],
)
def test_names_as_clerks_write_them(name: str, code: str | None) -> None:
    found = compare([Paper(name, originals=1)], CAR)
    matched = {each.code for each in CAR} - {each.code for each in found.of(Kind.MISSING)}
    assert matched == ({code} if code else set())
    assert bool(found.of(Kind.SURPLUS)) is (code is None)


def test_a_code_goes_before_the_name() -> None:
    assert kinds(Paper("Giấy tờ khác", originals=1, code="HEALTH_CERTIFICATE"), FORM, LICENCE, ID) == []
    strange = Paper("Giấy khám sức khỏe", originals=1, code="G05")
    assert kinds(strange, FORM, LICENCE, ID) == []


@pytest.mark.parametrize(
    ("have", "need", "kind"),
    [
        (Counts(1), Counts(1), None),
        (Counts(2), Counts(1), None),
        (Counts(0, 0, 1), Counts(1), Kind.COPY_FOR_ORIGINAL),
        (Counts(0, 1, 0), Counts(1), Kind.COPY_FOR_ORIGINAL),
        (Counts(1, 0, 0), Counts(0, 0, 1), None),
        (Counts(0, 1, 0), Counts(0, 0, 1), None),
        (Counts(0, 0, 1), Counts(0, 1, 0), Kind.COPY_FOR_ORIGINAL),
        (Counts(1, 0, 1), Counts(2, 0, 0), Kind.COPY_FOR_ORIGINAL),
        (Counts(1), Counts(2), Kind.TOO_FEW),
        (Counts(1, 0, 0), Counts(1, 0, 1), Kind.TOO_FEW),
        (Counts(), Counts(1), None),  # a file from a portal: its kind is not known
    ],
)
def test_originals_certified_and_copies(have: Counts, need: Counts, kind: Kind | None) -> None:
    asked = PaperRequirement("x", "Giấy x", need.originals, need.copies, need.certified)
    found = compare([Paper("Giấy x", have.originals, have.copies, have.certified)], [asked])
    assert [each.kind for each in found] == ([kind] if kind else [])


def test_lines_of_one_paper_are_added_up_and_what_is_optional_is_never_missing() -> None:
    two = PaperRequirement("form", "Đơn đề nghị", originals=2)
    maybe = PaperRequirement("file", "Hồ sơ gốc", originals=1, required=False)
    one = Paper("Đơn đề nghị", originals=1)
    assert not compare([one, one], [two, maybe])
    assert [each.kind for each in compare([one, one, Paper("Hồ sơ gốc", copies=1)], [two, maybe])] == [
        Kind.COPY_FOR_ORIGINAL
    ]


@given(st.lists(st.builds(Paper, st.text(max_size=30), st.integers(0, 2), st.integers(0, 2)), max_size=6))
def test_whatever_is_listed_every_line_is_accounted_for(papers: list[Paper]) -> None:
    found = compare(papers, CAR)
    named = [each.name_vi for each in found.of(Kind.SURPLUS)]
    assert len(named) <= len(papers)
    assert len(found.to_supplement) <= len(CAR)
    assert all(each.text_vi.endswith(".") for each in found.items)
