"""Typefaces (mặt chữ): measuring, encoding and embedding text with every Vietnamese letter.

Each face has one static subset: all of ASCII, the 134 Vietnamese letters and the marks that forms need, in one simple
256-code font. Its program, widths and ToUnicode map are made once in a process and go into every document as they are,
and text becomes codes by one charmap in C. Letters outside it (foreign names: Ł, ş, Ж) go to a second, ordinary subset
of the same face, or of the face that stands in for it, made for that document alone.

reportlab's faces are used bare, never registered: its registry takes two fonts of one PostScript name for the same.

>>> SERIF.encode("Đỗ (Ưng)").translate(None, SERIF.encode("Đỗ Ưng")) == SERIF.encode("()")
True
>>> SERIF.encode("Łukasz") is None
True
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

from reportlab.pdfbase.ttfonts import TTFontFace

VIETNAMESE = (
    "aáàảãạăắằẳẵặâấầẩẫậeéèẻẽẹêếềểễệiíìỉĩịoóòỏõọôốồổỗộơớờởỡợuúùủũụưứừửữựyýỳỷỹỵđ"
    "AÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬEÉÈẺẼẸÊẾỀỂỄỆIÍÌỈĨỊOÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢUÚÙỦŨỤƯỨỪỬỮỰYÝỲỶỸỴĐ"
)
MARKS = "\u00a0–—‘’“”…•·₫§°±×½«»"
MOVED = "()\\"  # they would need escaping inside a PDF string, so they lie at other codes

_FILES = Path(__file__).parent / "faces"
_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5


class UnknownLetter(ValueError):
    """No font here has this letter."""


class Objects(Protocol):
    """What a face needs of a document: a place for an object, which answers with the object's number."""

    def add(self, body: bytes) -> int: ...


class Face:
    """One typeface in one weight. Widths are in thousandths of the type size."""

    def __init__(self, name: str, instead: Face | None = None) -> None:
        self.name = name
        self.instead = instead
        self.resource = f"/{name}".encode()
        self.path = _FILES / f"{name}.ttf"

    @cached_property
    def file(self) -> TTFontFace:
        return TTFontFace(str(self.path))

    @cached_property
    def widths(self) -> dict[str, float]:
        """Letter → width, filled as letters come."""
        return _Widths(self)

    def source(self, letter: str) -> Face:
        """This face or the one that stands in for it; ``UnknownLetter`` if neither has the letter."""
        if ord(letter) in self.file.charWidths:
            return self
        if self.instead is None:
            raise UnknownLetter(f"U+{ord(letter):04X}")
        return self.instead.source(letter)

    def encode(self, text: str) -> bytes | None:
        """The codes of the static subset; None if a letter lies outside it. Never holds '(', ')' or a backslash."""
        try:
            return codecs.charmap_encode(text, "strict", _CHARMAP)[0]
        except UnicodeEncodeError:
            return None

    @cached_property
    def _static(self) -> _Program:
        return _Program(self, CODES, "VIETNA")

    def embed(self, objects: Objects) -> int:
        """Add the static subset to a document; the number of its font object."""
        return self._static.embed(objects)

    def embed_letters(self, objects: Objects, letters: Sequence[str], tag: str) -> int:
        """Add a subset of just these letters, coded from 1 on; ``tag`` is six capitals, its own in the document."""
        return _Program(self, [0, *map(ord, letters)], tag).embed(objects)


class _Widths(dict[str, float]):
    """Widths that look into the font file, then into the stand-in's, when a letter is first met."""

    def __init__(self, face: Face) -> None:
        self._face = face

    def __missing__(self, letter: str) -> float:
        width = float(self._face.source(letter).file.charWidths[ord(letter)])
        self[letter] = width
        return width


class _Program:
    """A subset as PDF objects, all but their numbers made beforehand."""

    def __init__(self, face: Face, codes: Sequence[int], tag: str) -> None:
        file = face.file
        program = file.makeSubset(list(codes))
        name = f"{tag}+{file.name.decode('ascii')}".encode()
        widths = " ".join(f"{file.charWidths.get(code, file.defaultWidth):g}" for code in codes)
        self._file = stream(program, b"/Length1 %d" % len(program))
        self._to_unicode = stream(_to_unicode(codes))
        self._descriptor = (
            b"<< /Type /FontDescriptor /FontName /%b /Flags %d /FontBBox [%b] /ItalicAngle %d /Ascent %d /Descent %d"
            b" /CapHeight %d /StemV %d /MissingWidth %d /FontFile2 %%d 0 R >>"
        ) % (
            name,
            file.flags & ~_NONSYMBOLIC | _SYMBOLIC,
            " ".join(f"{side:g}" for side in file.bbox).encode(),
            file.italicAngle,
            file.ascent,
            file.descent,
            file.capHeight,
            file.stemV,
            file.defaultWidth,
        )
        self._font = (
            b"<< /Type /Font /Subtype /TrueType /BaseFont /%b /FirstChar 0 /LastChar %d /Widths [%b]"
            b" /FontDescriptor %%d 0 R /ToUnicode %%d 0 R >>"
        ) % (name, len(codes) - 1, widths.encode())

    def embed(self, objects: Objects) -> int:
        descriptor = objects.add(self._descriptor % objects.add(self._file))
        return objects.add(self._font % (descriptor, objects.add(self._to_unicode)))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A deflated stream object."""
    packed = zlib.compress(data)
    return b"<< /Filter /FlateDecode /Length %d %b >>\nstream\n%b\nendstream" % (len(packed), entries, packed)


def _codes() -> list[int]:
    """Code → Unicode. ASCII keeps its codes; 0 is the missing glyph, 10 and 13 are newlines to a PDF reader."""
    never = {0, 10, 13, *map(ord, MOVED)}
    ascii_codes = set(range(32, 127)) - never
    others = [*MOVED, *(letter for letter in VIETNAMESE if letter > "\x7f"), *MARKS]
    free = [code for code in range(256) if code not in never | ascii_codes]
    free = free[: len(others)]
    table = dict(zip(free, map(ord, others), strict=True)) | {code: code for code in ascii_codes}
    return [0, *(table.get(code, 32) for code in range(1, 256))]


def _to_unicode(codes: Sequence[int]) -> bytes:
    """The map that gives the text back to who selects, copies or searches it; at most 100 entries a block."""
    entries = [f"<{code:02X}> <{chr(letter).encode('utf-16-be').hex().upper()}>" for code, letter in enumerate(codes)]
    blocks = [entries[start : start + 100] for start in range(1, len(entries), 100)]  # code 0 is no letter
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <00> <FF> endcodespacerange",
        *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode("ascii")


CODES = _codes()
_CHARMAP = codecs.charmap_build(
    # U+FFFE is "no letter" to a charmap: an unused code must not take the space's place.
    "".join("\ufffe" if letter == 32 != code else chr(letter) for code, letter in enumerate(CODES))
)

SERIF = Face("serif")
SERIF_BOLD = Face("serif-bold")
SERIF_ITALIC = Face("serif-italic")
LABEL = Face("label", instead=SERIF)
LABEL_BOLD = Face("label-bold", instead=SERIF_BOLD)
FACES = (SERIF, SERIF_BOLD, SERIF_ITALIC, LABEL, LABEL_BOLD)
