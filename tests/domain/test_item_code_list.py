"""The post's list of item codes: which lines are codes, which are faults, and what runs the codes make."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.post.item_code import build
from app.domain.post.item_code_list import Run, WrongLines, read, runs

A, B, C = (build("EL", serial) for serial in (100, 101, 102))


def wrong(text: str) -> list[tuple[int, str]]:
    with pytest.raises(WrongLines) as caught:
        read(text)
    return caught.value.faults


@pytest.mark.parametrize(
    "text",
    [
        f"{A}\n{B}\n",
        f"\ufeff{A}\r\n{B}",
        f"{A.lower()}\n\n  {B[:2]} {B[2:5]} {B[5:8]} {B[8:11]} {B[11:]}\n\n",
        f'"STT";"Số hiệu"\n"1";"{A}"\n"2";"{B}"\n',
        f"BƯU ĐIỆN TỈNH AN GIANG\nDanh sách số hiệu, ngày 15/11/2021\nSTT\tSố hiệu\tGhi chú\n1\t{A}\t\n2\t{B}\tmới\n",
        f"{A},15112021\n{B},15112021\n",
    ],
)
def test_a_list_is_read_however_the_post_writes_it(text: str) -> None:
    assert list(read(text)) == [A, B]


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    assert wrong(f"{A}\nEL000001000VN\nAB\n\n{A}\n{build('EL', 5, 'US')}\n") == [
        (2, "no item code as EL491610889VN, or its check digit is wrong"),
        (3, "no item code as EL491610889VN, or its check digit is wrong"),
        (5, f"{A} stands in line 1 already"),
        (6, f"{build('EL', 5, 'US')} is of another country's post"),
    ]


def test_a_first_line_that_is_nearly_a_code_is_no_heading() -> None:
    assert [line for line, _ in wrong(f"{A[:-1]}\n{B}")] == [1]


def test_a_line_too_short_for_the_column_is_a_fault() -> None:
    assert [line for line, _ in wrong(f"1;{A}\n2\n3;{C}")] == [2]


@pytest.mark.parametrize("text", ["", "\n\n", "Số hiệu\n", "Không có số hiệu nào;\n;;\n"])
def test_a_list_without_codes_is_a_fault(text: str) -> None:
    assert wrong(text) == [(1, "no item code in this list")]


def test_consecutive_serials_of_one_service_make_a_run() -> None:
    codes = [build("EL", 7), build("EM", 10), C, A, B, build("EL", 104)]
    assert runs(codes) == [Run("EL", 7, 7), Run("EL", 100, 102), Run("EL", 104, 104), Run("EM", 10, 10)]


@given(st.sets(st.integers(0, 300), min_size=1, max_size=80))
def test_runs_hold_every_code_once_and_no_other(serials: set[int]) -> None:
    found = runs(build("EL", serial) for serial in serials)
    held = [serial for run in found for serial in range(run.first, run.last + 1)]
    assert held == sorted(serials) and sum(run.count for run in found) == len(serials)
    assert all(before.last + 1 < after.first for before, after in pairwise(found))


@given(st.text(max_size=200))
def test_whatever_is_read_is_a_code_or_told_of(text: str) -> None:
    try:
        told = len(read(text))
    except WrongLines as e:
        told = len(e.faults)
    assert told
