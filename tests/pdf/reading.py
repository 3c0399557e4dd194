"""Reading paper back: text by pypdf and poppler, codes by zxing-cpp and zbar from the rendered page."""

from __future__ import annotations

import io
import subprocess
import zlib
from functools import cache

import pypdf
import pypdfium2
import zxingcpp
from PIL import Image

from pdf.layer import Layer

MM_PER_PT = 25.4 / 72


def pages(paper: bytes) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(paper)).pages)


def text(paper: bytes) -> str:
    """All text as pypdf finds it, white space single."""
    return " ".join(" ".join(page.extract_text() for page in pages(paper)).split())


def text_by_poppler(paper: bytes) -> str:
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=paper, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


@cache
def picture(paper: bytes, dpi: int, *, mono: bool, page: int = 0) -> Image.Image:
    """A page as a printer of ``dpi`` has it; ``mono`` is black or white without grey, as on thermal printers."""
    drawn = pypdfium2.PdfDocument(paper)[page].render(scale=dpi / 72, grayscale=True).to_pil()
    return drawn.point(lambda grey: 255 if grey > 127 else 0) if mono else drawn


@cache
def picture_by_poppler(paper: bytes, dpi: int) -> Image.Image:
    """The first page in black or white, by a renderer of another make."""
    drawn = subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-mono", "-singlefile", "-"], input=paper, capture_output=True, check=True
    )
    return Image.open(io.BytesIO(drawn.stdout)).convert("L")


def operators(layer: Layer) -> list[bytes]:
    """What a layer holds, a mark a line."""
    packed = layer.stream().split(b"stream\n", 1)[1].rsplit(b"\nendstream", 1)[0]
    return zlib.decompress(packed).splitlines()


def codes_by_zxing(image: Image.Image) -> set[str]:
    return {found.text for found in zxingcpp.read_barcodes(image)}


def codes_by_zbar(image: Image.Image) -> set[str]:
    file = io.BytesIO()
    image.convert("L").save(file, "PNG")
    told = subprocess.run(["zbarimg", "--quiet", "--raw", "-"], input=file.getvalue(), capture_output=True)
    return set(told.stdout.decode().split())


def fonts(paper: bytes) -> dict[str, pypdf.generic.DictionaryObject]:
    """Font resource → its object, over all pages."""
    return {
        name: font.get_object()
        for page in pages(paper)
        for name, font in page["/Resources"].get_object()["/Font"].get_object().items()
    }
