from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.errors import LayoutError
from pdf.fonts import SERIF, VIETNAMESE
from pdf.text import Room, style

NAME = "Công Tằng Tôn Nữ Thị Ngọc Ánh Nguyệt"
WANTED = style(SERIF, 11)


def a_room(**changes: object) -> Room:
    return Room("owner_name", "Chủ hồ sơ", width_mm=40, lines=1, floor_pt=9)._replace(**changes)


def test_text_that_fits_stays_as_large_as_wanted() -> None:
    assert a_room().fit("Nguyễn Thị Ánh", WANTED) == (WANTED, ("Nguyễn Thị Ánh",))


def test_a_text_a_little_too_long_shrinks_first() -> None:
    fitted = a_room(lines=2, width_mm=60).fit(NAME, WANTED)
    assert fitted.lines == (NAME,)
    assert 9 <= fitted.style.size_pt < 11


def test_a_text_too_long_at_the_floor_wraps_at_the_largest_size_that_its_lines_hold() -> None:
    fitted = a_room(lines=2).fit(NAME, WANTED)
    assert (fitted.style, len(fitted.lines)) == (WANTED, 2)


@given(st.text("WIi.Ậ ", min_size=1, max_size=60), st.floats(0, 60))
def test_a_line_reaches_as_far_as_it_goes_and_never_nowhere(text: str, width_mm: float) -> None:
    end = WANTED.reach(text, width_mm)
    assert end == 1 or WANTED.width_mm(text[:end]) <= width_mm
    assert end == len(text) or WANTED.width_mm(text[: end + 1]) > width_mm


def test_a_word_without_an_end_holds_nobody_up() -> None:
    """Half a minute, when each line measured all that was left again for every letter."""
    began = time.monotonic()
    with pytest.raises(LayoutError):
        a_room(lines=3).fit("W" * 4000, WANTED)
    assert time.monotonic() - began < 5


def test_a_text_that_does_not_fit_at_all_is_an_error_that_names_the_field() -> None:
    with pytest.raises(LayoutError) as error:
        a_room().fit(NAME, WANTED)
    assert error.value.params["field"] == "Chủ hồ sơ"
    assert error.value.params["path"] == "owner_name"
    assert "Chủ hồ sơ" in error.value.message_vi
    assert "Công" not in str(error.value.params)


def test_a_room_without_a_floor_does_not_shrink() -> None:
    assert a_room(floor_pt=None, lines=2, width_mm=60).fit(NAME, WANTED).style is WANTED


def test_a_letter_that_no_font_has_is_an_error_that_names_the_field() -> None:
    with pytest.raises(LayoutError) as error:
        a_room().fit("Vương 王", WANTED)
    assert error.value.params["path"] == "owner_name"


@pytest.mark.parametrize("line", ["Nguyễn\nÁnh", "Nguyễn\tÁnh", "Nguyễn\x00Ánh"])
def test_control_characters_are_not_printed(line: str) -> None:
    with pytest.raises(LayoutError):
        a_room().fit(line, WANTED)


def test_decomposed_text_is_refused_for_it_would_print_with_shifted_marks() -> None:
    with pytest.raises(LayoutError) as error:
        a_room().fit(unicodedata.normalize("NFD", "Nguyễn Thị Ánh"), WANTED)
    assert error.value.params["why"] == "NFC"


def test_a_caption_takes_its_part_of_the_first_line_only() -> None:
    fitted = a_room(indent_mm=25, lines=3, floor_pt=11).fit(NAME, WANTED)
    assert WANTED.width_mm(fitted.lines[0]) <= 15
    assert WANTED.width_mm(fitted.lines[1]) > 15


def test_a_word_that_fits_a_whole_line_is_not_broken_behind_a_long_caption() -> None:
    assert a_room(indent_mm=39, lines=2, floor_pt=None).fit("Nghiêng", WANTED).lines == ("", "Nghiêng")


@settings(max_examples=60)
@given(st.text(alphabet=f"{VIETNAMESE}0123456789 Łž", min_size=1, max_size=120), st.sampled_from([0, 12, 39.5]))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, indent_mm: float) -> None:
    room = a_room(lines=200, indent_mm=indent_mm)
    chosen, lines = room.fit(text, WANTED)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(chosen.width_mm(line.rstrip()) <= room.width_mm + 1e-6 for line in lines)
