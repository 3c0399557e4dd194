from __future__ import annotations

import re

import pytest
from PIL import Image

from app.domain.errors import LayoutError
from pdf import zpl
from pdf.label import LABEL_100X150, LABEL_A6
from tests.pdf.builders import LOOKUP_URL, a_label, a_party, labels
from tests.pdf.conftest import need_binary
from tests.pdf.reading import codes_by_zbar, codes_by_zxing

TIMES = {letter: nth for nth, letter in enumerate("GHIJKLMNOPQRSTUVWXY", 1)}
TIMES |= {letter: nth * 20 for nth, letter in enumerate("ghijklmnopqrstuvwxyz", 1)}


def printed(commands: bytes) -> Image.Image:
    """The bitmap as a printer unpacks it, dark on white."""
    [(total, row_bytes, data)] = re.findall(r"\^GFA,\d+,(\d+),(\d+),(.*?)\^FS", commands.decode("ascii"))
    digits, rows, row, times = 2 * int(row_bytes), [], "", 0
    for letter in data:
        if letter in TIMES:
            times += TIMES[letter]
            continue
        if letter == ":":
            row = rows[-1]
        elif letter in ",!":
            row = row.ljust(digits, "0" if letter == "," else "F")
        else:
            row, times = row + letter * max(times, 1), 0
        if len(row) == digits:
            rows.append(row)
            row = ""
    assert len(rows) * int(row_bytes) == int(total)
    white = bytes(255 - byte for byte in bytes.fromhex("".join(rows)))
    return Image.frombytes("1", (int(row_bytes) * 8, len(rows)), white).convert("L")


@pytest.mark.parametrize("stock", [LABEL_100X150, LABEL_A6])
def test_the_bitmap_has_the_printers_dots_and_codes_that_two_readers_read(stock: object) -> None:
    need_binary("zbarimg")
    bitmap = printed(zpl.render([a_label(qr=LOOKUP_URL)], stock))
    assert bitmap.size == (stock.width_mm * 8, stock.height_mm * 8)
    assert codes_by_zxing(bitmap) == codes_by_zbar(bitmap) == {"EL491610889VN", LOOKUP_URL}


def test_a_batch_is_one_label_after_another() -> None:
    one, two = (zpl.render([label]) for label in labels(2))
    assert zpl.render(labels(2)) == one + two
    assert one.startswith(b"^XA") and one.endswith(b"^XZ\n")


def test_foreign_letters_come_from_a_face_that_has_them() -> None:
    plain, foreign = (printed(zpl.render([a_label(receiver=a_party(name=name))])) for name in ("", "Жуков"))
    assert plain.tobytes() != foreign.tobytes()


def test_who_may_receive_is_on_a_label_printers_label_too() -> None:
    plain, told = (printed(zpl.render([a_label(delivery=each)])) for each in ("", "Chỉ phát cho người nhận"))
    foot = (0, 95 * 8, plain.width, 103 * 8)  # of the receiver's box
    assert plain.crop(foot).tobytes() != told.crop(foot).tobytes()
    top = (0, 0, plain.width, 60 * 8)
    assert plain.crop(top).tobytes() == told.crop(top).tobytes()


def test_what_does_not_fit_is_an_error_here_too() -> None:
    with pytest.raises(LayoutError) as error:
        zpl.render([a_label(receiver=a_party(name="Nghiêng " * 90))])
    assert error.value.params["path"] == "receiver.name"
