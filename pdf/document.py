"""A PDF file around layers: pages, fonts, title, language, and the same bytes for the same marks.

reportlab writes the file; what is alike in all documents (font programs, static layers) is handed to it ready-made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from threading import Lock
from typing import ParamSpec

from reportlab.pdfbase import pdfdoc

from pdf.fonts import Face
from pdf.layer import Layer
from pdf.letters import Letters
from pdf.text import MM_PER_PT

_P = ParamSpec("_P")
_PRESS = Lock()


def one_at_a_time(render: Callable[_P, bytes]) -> Callable[_P, bytes]:
    """One render at a time in a process: reportlab is not made for threads."""

    @wraps(render)
    def locked(*args: _P.args, **kwargs: _P.kwargs) -> bytes:
        with _PRESS:
            return render(*args, **kwargs)

    return locked


class Document:
    """One file: Vietnamese, without dates, printed in its own size (the print dialogue does not scale it)."""

    def __init__(self, *, title: str, author: str, faces: Sequence[Face]) -> None:
        self.letters = Letters()
        self._pdf = pdf = pdfdoc.PDFDocument(invariant=1, lang="vi-VN", pdfVersion=(1, 7))
        pdf.setTitle(title)
        pdf.setAuthor(author)
        pdf.setCreator("Dossier Post")
        pdf.Catalog.Outlines = None
        pdf.Catalog.ViewerPreferences = pdfdoc.PDFDictionary({"PrintScaling": "/None", "DisplayDocTitle": "true"})
        pdf.Reference(pdf.Pages)
        self._pages_no = pdf.objectcounter
        self._fonts = {face.resource: face.embed(self) for face in faces}
        self._resources = _Ready(b"")
        pdf.Reference(self._resources)
        self._resources_no = pdf.objectcounter
        self._shared: dict[bytes, int] = {}

    def add(self, body: bytes) -> int:
        """Add an object; its number."""
        self._pdf.Reference(_Ready(body))
        return int(self._pdf.objectcounter)

    def layer(self, layer: Layer) -> int:
        """Add a layer of this document alone; its content tells the file's id from others'."""
        body = layer.stream()
        self._pdf.updateSignature(body)
        return self.add(body)

    def share(self, body: bytes) -> int:
        """Add an object that several pages use; the same number for the same bytes."""
        number = self._shared.get(body)
        if number is None:
            number = self._shared[body] = self.add(body)
        return number

    def page(self, width_mm: float, height_mm: float, layers: Sequence[int]) -> None:
        """A page of layers, the first lowest."""
        size = (width_mm / MM_PER_PT, height_mm / MM_PER_PT)
        contents = b" ".join(b"%d 0 R" % layer for layer in layers)
        page = b"<< /Type /Page /Parent %d 0 R /Resources %d 0 R /MediaBox [0 0 %.4f %.4f] /Contents [%b] >>"
        self._pdf.addPage(_Ready(page % (self._pages_no, self._resources_no, *size, contents)))

    def content(self) -> bytes:
        """The finished file. Call it once."""
        fonts = self._fonts | self.letters.embed(self)
        entries = b" ".join(b"%b %d 0 R" % font for font in fonts.items())
        self._resources.body = b"<< /Font << %b >> >>" % entries
        self._pdf.info.invariant = 1  # or the info would hold today's date
        data: bytes = self._pdf.format()
        return data


class _Ready(pdfdoc.PDFObject):  # type: ignore[misc]  # reportlab has no types
    """An object whose bytes are made already."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, _document: object) -> bytes:
        return self.body
