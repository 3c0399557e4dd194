"""Attachments: their content is what they are said to be, their names lead nowhere."""

from __future__ import annotations

import pytest

from app.domain import attachment
from app.domain.errors import InvalidFormat

GOOD = {
    "application/pdf": b"\xef\xbb\xbf%PDF-1.7\n",
    "image/jpeg": b"\xff\xd8\xff\xe0JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n....",
    "image/tiff": b"II*\0....",
    "image/heic": b"\0\0\0\x18ftypheic",
    "application/octet-stream": b"MZ\x90\0",
}


@pytest.mark.parametrize("media_type", GOOD)
def test_a_file_of_its_type_is_taken(media_type: str) -> None:
    assert attachment.read(GOOD[media_type], "a", media_type, None).media_type == media_type


def test_a_scan_under_the_name_of_another_type_is_kept_as_what_it_is() -> None:
    assert attachment.read(GOOD["image/png"], "a.jpg", "image/jpeg", None).media_type == "image/png"


@pytest.mark.parametrize("media_type", [each for each in GOOD if each != "application/octet-stream"])
def test_a_program_under_another_type_is_refused(media_type: str) -> None:
    with pytest.raises(InvalidFormat) as caught:
        attachment.read(b"MZ\x90\0" * 600, "don.pdf", media_type, None)
    assert caught.value.code == "ATTACHMENT_OTHER"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("đơn đề nghị.pdf", "đơn đề nghị.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Quét\\đơn.pdf", "đơn.pdf"),
        ("..", "tep-dinh-kem.pdf"),
        ("a/", "tep-dinh-kem.pdf"),
        ("đơn\x00\n.pdf", "đơn.pdf"),
    ],
)
def test_only_the_base_of_a_name_is_kept(given: str, kept: str) -> None:
    assert attachment.read(GOOD["application/pdf"], given, "application/pdf", None).file_name == kept
