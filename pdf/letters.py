"""Letters outside the static subsets, gathered while one document is drawn and embedded at its end."""

from __future__ import annotations

from itertools import groupby
from string import ascii_uppercase

from pdf.fonts import Face, Objects

_A_SUBSET = 255  # codes 1 to 255 of a simple font; 0 is the missing glyph


class Letters:
    """The further subsets of one document, in the order in which their letters were first met."""

    def __init__(self) -> None:
        self._met: dict[Face, dict[str, int]] = {}

    def runs(self, face: Face, text: str) -> list[tuple[bytes, bytes]]:
        """``text`` as (font resource, codes), the static subset where it has the letter."""
        return [
            (resource, b"".join(code for _, code in run))
            for resource, run in groupby((self._place(face, letter) for letter in text), key=lambda place: place[0])
        ]

    def embed(self, objects: Objects) -> dict[bytes, int]:
        """Font resource → number of its object, for every subset begun."""
        fonts = {}
        for face, met in self._met.items():
            letters = list(met)
            for nth in range(0, len(letters), _A_SUBSET):
                tag = "LETTE" + ascii_uppercase[nth // _A_SUBSET]
                resource = _resource(face, nth // _A_SUBSET)
                fonts[resource] = face.embed_letters(objects, letters[nth : nth + _A_SUBSET], tag)
        return fonts

    def _place(self, face: Face, letter: str) -> tuple[bytes, bytes]:
        known = face.encode(letter)
        if known is not None:
            return face.resource, known
        source = face.source(letter)
        met = self._met.setdefault(source, {})
        nth, code = divmod(met.setdefault(letter, len(met)), _A_SUBSET)
        return _resource(source, nth), _escaped(code + 1)


def _resource(face: Face, nth: int) -> bytes:
    return b"%b-letters%d" % (face.resource, nth)


def _escaped(code: int) -> bytes:
    """One code inside a PDF string: as octal, so that parentheses and newlines need no care."""
    return b"\\%03o" % code
