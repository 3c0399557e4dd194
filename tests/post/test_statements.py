"""The post's statement as it may come: other separators, heads and codings; one bad line fails no other."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidMessage
from app.domain.fees import FreightPayer
from app.domain.tracking import Status
from integrations.post.statements import read

HEAD = "order_no;item_code;status;time;cod_vnd;freight_vnd;payer;note"
LINE = "000.00.16.H01-211115-0001;EL491610889VN;4;2021-11-15T16:20:00;135000;27000;receiver;ông Nguyễn Văn A"


VIETNAMESE = """Ghi chú;Tiền thu hộ;Số hiệu bưu gửi;Số đơn hàng;Trạng thái;Thời gian;Cước;Người trả cước
x;135.000 đ;el 491 610 889 vn;000.00.16.H01-211115-0001;PHÁT THÀNH CÔNG;15/11/2021 16:20:00;27,000;Người nhận
Tổng cộng;135.000;;;;;27.000;
"""


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{LINE}\n",
        f"\n{LINE}",
        f"{HEAD}\r\n{LINE}\r\n".replace(";", "\t"),
        f"{HEAD}\n{LINE}".replace(";", ","),
        VIETNAMESE,
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_the_same_line_in_many_spellings(content: str, coding: str) -> None:
    (line,) = read(content.encode(coding)).lines
    assert (line.order_no, line.item_code) == ("000.00.16.H01-211115-0001", "EL491610889VN")
    assert (line.status, line.cod_vnd, line.freight_vnd) == (Status.DELIVERED, 135_000, 27_000)
    assert line.payer is FreightPayer.RECEIVER and line.problem is None
    assert line.at is not None and line.at.isoformat() == "2021-11-15T09:20:00+00:00"


def test_a_bad_line_fails_no_other_and_no_note_is_kept() -> None:
    told = read(f"{HEAD}\n;;4;;;;;\nA-1;;4;;một trăm;;;\nA-2;;77;hôm qua;;;ai đó;\n{LINE}".encode())
    assert [line.problem is None for line in told.lines] == [False, False, True, True] and told.bad == 2
    assert (told.lines[2].raw_code, told.lines[2].status, told.lines[2].at) == ("77", Status.UNKNOWN, None)
    assert [line.position for line in told.lines] == [2, 3, 4, 5]
    assert "Nguyễn" not in repr(told)


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\x00\xff", b"hello", b"%PDF-1.4 binary", b'{"a": 1}'])
def test_what_is_no_table_is_refused_whole(content: bytes) -> None:
    with pytest.raises(InvalidMessage) as caught:
        read(content)
    assert caught.value.faults[0].code == "STATEMENT_UNREADABLE"
