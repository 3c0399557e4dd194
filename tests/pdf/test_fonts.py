from __future__ import annotations

import re
import unicodedata

import pytest

from pdf.document import Document
from pdf.fonts import CODES, FACES, SERIF, VIETNAMESE, Face, UnknownLetter
from pdf.layer import Layer
from pdf.text import style
from tests.pdf.conftest import need_binary
from tests.pdf.reading import fonts, text, text_by_poppler

FOREIGN = "Łukasz Žižek Şahin Ăngström Жуков Αθηνά"


def a_page(face: Face, *lines: str) -> bytes:
    document = Document(title="Thử", author="Thử", faces=[face])
    layer = Layer(document.letters, top_mm=297)
    for nth, line in enumerate(lines, 1):
        layer.text(10, 10 * nth, line, style(face, 9))
    document.page(210, 297, [document.layer(layer)])
    return document.content()


def every_face(test: object) -> object:
    return pytest.mark.parametrize("face", FACES, ids=lambda face: face.name)(test)


def test_the_static_subset_holds_the_134_vietnamese_letters() -> None:
    letters = [letter for letter in VIETNAMESE if not letter.isascii()]
    assert len(set(letters)) == len(letters) == 134
    assert all(unicodedata.is_normalized("NFC", letter) for letter in letters)
    assert {*map(ord, letters)} <= {*CODES}


@every_face
def test_every_vietnamese_letter_reads_back_with_its_marks(face: Face) -> None:
    half = len(VIETNAMESE) // 2
    paper = a_page(face, VIETNAMESE[:half], VIETNAMESE[half:])
    assert text(paper) == f"{VIETNAMESE[:half]} {VIETNAMESE[half:]}"


@every_face
def test_poppler_reads_every_vietnamese_letter_too(face: Face) -> None:
    need_binary("pdftotext")
    half = len(VIETNAMESE) // 2
    paper = a_page(face, VIETNAMESE[:half], VIETNAMESE[half:])
    assert text_by_poppler(paper) == f"{VIETNAMESE[:half]} {VIETNAMESE[half:]}"


@every_face
def test_marks_that_mean_something_to_a_pdf_are_only_text(face: Face) -> None:
    line = r"(một) \hai\ ((ba – “bốn” 1.000 ₫ <năm> [sáu] /bảy %tám"
    assert text(a_page(face, line)) == line


@every_face
def test_letters_outside_the_static_subset_are_drawn_among_the_others(face: Face) -> None:
    need_binary("pdftotext")
    line = f"Ông {FOREIGN} và bà Nguyễn"
    paper = a_page(face, line)
    assert text(paper) == text_by_poppler(paper) == line
    assert len(fonts(paper)) > 1


def test_a_document_without_foreign_letters_has_no_further_font() -> None:
    assert len(fonts(a_page(SERIF, "Ông Nguyễn"))) == 1


def test_more_foreign_letters_than_one_font_holds_go_to_two() -> None:
    letters = [chr(code) for code in SERIF.file.charWidths if code not in CODES and chr(code).isalpha()][:400]
    lines = ["".join(letters[start : start + 40]) for start in range(0, len(letters), 40)]
    paper = a_page(SERIF, *lines)
    assert "".join(text(paper).split()) == "".join(letters)
    assert len(fonts(paper)) == 3


@every_face
def test_a_letter_that_no_font_has_is_an_error(face: Face) -> None:
    for letter in ("漢", "\x00", "\t", "😀"):
        with pytest.raises(UnknownLetter, match=f"U[+]{ord(letter):04X}"):
            style(face, 9).width_mm(f"Nguyễn {letter}")


@every_face
def test_every_font_is_embedded_with_a_map_to_unicode_of_at_most_100_entries_a_block(face: Face) -> None:
    for font in fonts(a_page(face, VIETNAMESE, FOREIGN)).values():
        assert "/FontFile2" in font["/FontDescriptor"]
        assert re.fullmatch(r"/[A-Z]{6}[+].+", font["/BaseFont"])
        blocks = re.findall(rb"(\d+) beginbfchar", font["/ToUnicode"].get_data())
        assert blocks
        assert all(int(entries) <= 100 for entries in blocks)


def test_the_same_letters_give_the_same_bytes() -> None:
    assert a_page(SERIF, FOREIGN) == a_page(SERIF, FOREIGN)
