"""Text at the doors: what is folded, what is refused, and Vietnamese order."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import text
from app.domain.errors import InvalidFormat

NAMES = [
    "Nguyễn Thị Ngọc Ánh", "Trần Thị Mỹ Duyên", "Nguyễn Văn Bé Tư", "Lê Thị Út", "Huỳnh Quốc Trường", "Đặng Hữu Ý",
    "Võ Thị Sè", "Âu Dương Hà", "Lý Đõ", "Ngô Bùi", "Thò Lõ", "H'Hen Niê", "Y Êban",
]  # fmt: skip
FOREIGN_NAMES = [
    "José Muñoz", "Jürgen Müller", "Loïc Gaël", "Raphaël Leão", "Raúl Araújo", "Anaïs Noël", "Chloé Israël", "Ærø Ås",
    "Håkan Öberg", "Þór Ðurić", "François Lefèvre", "Zoë Citroën", "João Guimarães", "O’Brien", "Kim Nguyên", "김철수",
]  # fmt: skip
ODD_BUT_FINE = [
    "«Cá» lá» x", "5 m² – số 12½", "M.ª Pilar", "20° C", "§ 5", "Honda®", "50.000 ₫", "№ 7", "xã… An", "XÃ\u00a0LONG",
    "Nguyôn", "NGUYÔN THI",
]  # fmt: skip


@pytest.mark.parametrize("name", [*NAMES, *FOREIGN_NAMES, *ODD_BUT_FINE])
def test_readable_text_passes(name: str) -> None:
    assert text.clean(name) == " ".join(name.split())


@pytest.mark.parametrize("name", NAMES)
def test_decomposed_text_comes_out_composed(name: str) -> None:
    assert text.clean(unicodedata.normalize("NFD", name)) == name


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        (" \t\r\n An\u00a0\u2003Giang\u3000", "An Giang"),
        ("An\u200bGiang", "An Giang"),
        ("\ufeffNguy\u00adễn", "Nguyễn"),
        ("\u202a0912 345 678\u202c", "0912 345 678"),
        ("e\u200d\u0301", "é"),
        ("  ", ""),
    ],
)
def test_white_space_is_folded_and_invisible_marks_go(raw: str, cleaned: str) -> None:
    assert text.clean(raw) == cleaned


@pytest.mark.parametrize(
    "raw",
    [
        "a\x00b", "a\x1bb", "a\x7f", "Nguy\x85n", "a\ufffdb", "\udc80", "\ue000", "\U000f0001", "\U00100000",
        "\ufffe", "\ufdd0", "\U0001ffff",
    ],
)  # fmt: skip
def test_unreadable_characters_are_refused(raw: str) -> None:
    with pytest.raises(InvalidFormat) as refused:
        text.clean(raw)
    assert refused.value.code == "TEXT_UNREADABLE"
    assert raw not in str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        "NguyÔn V¨n An", "TrÇn ThÞ Lan", "Lª Lîi", "Ph¹m Hïng", "Huúnh Thu", "§Æng An", "x· An Phó, huyÖn Chî Míi",
        "Nguyeãn Vaên An", "Traàn Thò Lan", "Leâ Lôïi", "PHAÏM HUØNG", "Ñaëng An", "aáp Long Hoøa, xaõ Long Ñieàn A",
    ],
)  # fmt: skip
def test_legacy_vietnamese_fonts_read_as_latin_are_refused(raw: str) -> None:
    with pytest.raises(InvalidFormat, match="legacy"):
        text.clean(raw)


@pytest.mark.parametrize("name", ["Nguyễn Thị Ngọc Ánh", "Lê Đức", "Phường Mỹ Bình", "Trương Ưu"])
def test_utf8_read_as_latin_is_refused(name: str) -> None:
    for encoding in ("latin-1", "cp1252"):
        broken = name.encode().decode(encoding, errors="ignore")
        with pytest.raises(InvalidFormat):
            text.clean(broken)


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    try:
        once = text.clean(raw)
    except InvalidFormat:
        return
    assert text.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())


def test_search_key_ignores_marks_case_and_spaces() -> None:
    assert {text.search_key(each) for each in ("ĐẶNG  Ánh", "đặng ánh", "Ðặng Ánh", "dang anh")} == {"dang anh"}


ALPHABET = list("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")


def test_order_is_that_of_the_vietnamese_alphabet() -> None:
    keys = [text.sort_key(letter) for letter in ALPHABET]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_tones_come_in_the_order_ngang_huyen_hoi_nga_sac_nang() -> None:
    for family in ("ma mà mả mã má mạ", "mơ mờ mở mỡ mớ mợ", "tuyên tuyền tuyển tuyễn tuyến tuyện"):
        assert sorted(set(family.split()), key=text.sort_key) == family.split()


def test_a_syllable_counts_before_the_next_one() -> None:
    ordered = ["An", "An Bình", "Anh", "Lê Văn Tám", "Lê Văn Tư", "Lê Vân", "Lệ An", "Li", "Tổ 9", "Tổ An"]
    assert sorted(set(ordered), key=text.sort_key) == ordered


def test_sort_keys_are_digits_and_small_letters_so_that_any_collation_agrees() -> None:
    key = text.sort_key("Đặng Thị-Ngọc Ánh 12 Müller 김")
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


@given(st.lists(st.sampled_from(ALPHABET), max_size=6), st.lists(st.sampled_from(ALPHABET), max_size=6))
def test_unmarked_words_compare_letter_by_letter(a: list[str], b: list[str]) -> None:
    ours = text.sort_key("".join(a)) < text.sort_key("".join(b))
    assert ours == ([ALPHABET.index(c) for c in a] < [ALPHABET.index(c) for c in b])


def test_composed_and_decomposed_text_have_one_sort_key() -> None:
    for name, form in itertools.product(NAMES, ("NFC", "NFD")):
        assert text.sort_key(unicodedata.normalize(form, name)) == text.sort_key(name.upper())  # type: ignore[arg-type]
