"""The post's statement as it may come: other separators, heads and codings; one bad line fails no other."""

from __future__ import annotations

import pytest

from app.domain.errors import InvalidMessage
from app.domain.money.fees import FreightPayer
from app.domain.post.tracking import Status
from integrations.post.statements import read

HEAD = "order_no;item_code;status;time;cod_vnd;freight_vnd;payer;note"
GOOD = "A-9;;4;;1;2;;"
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
    told = read(f"{HEAD}\n;;4;;;;;\nA-1;;4;;một trăm;;;\nA-2;;77;hôm qua;;;;ai đó\n{LINE}".encode())
    assert [line.problem is None for line in told.lines] == [False, False, True, True] and told.bad == 2
    assert (told.lines[2].raw_code, told.lines[2].status, told.lines[2].at) == ("77", Status.UNKNOWN, None)
    assert [line.position for line in told.lines] == [2, 3, 4, 5]
    assert "Nguyễn" not in repr(told)


def numbers(content: str) -> list[str]:
    return [line.order_no for line in read(content.encode()).lines if line.problem is None]


def test_a_quote_that_somebody_forgot_costs_no_other_line() -> None:
    stray = [
        f"{HEAD}\nA-1;;4;;1;;;{note}\nA-2;;4;;2;;;\nA-3;;4;;3;;;{end}\n"
        for note in ('"giao', '"x"y')
        for end in ("", '"', '"b"')
    ]
    assert [numbers(each) for each in stray] == [["A-1", "A-2", "A-3"]] * 6
    told = read(f'{HEAD}\nA-1;;4;;1;"x;;;;\nA-2;;4;;2;;;\n'.encode())
    assert [(line.position, line.problem) for line in told.lines] == [(2, "dấu ngoặc kép không khép"), (3, None)]


def test_a_note_may_go_over_several_lines() -> None:
    text = f'{HEAD}\nA-1;;4;;1;;;"giao cho bà A; bà B\n\nký nhận"\nA-2;;4;;2;;;\n'
    assert [(line.position, line.order_no, line.problem) for line in read(text.encode()).lines] == [
        (2, "A-1", None), (5, "A-2", None),
    ]  # fmt: skip


def test_only_totals_are_passed_over() -> None:
    head = "Ghi chú;Số đơn;Số hiệu;Trạng thái;Tiền thu hộ"
    lines = ["Công an phường ký nhận;A-1;;4;135000", "Công ty;A-2;;4;1", "Tổng hợp;A-3;;4;1", "Tổng cộng;A-4;;4;1"]
    totals = ["Tổng cộng;;;;4", "Cộng:;;;;4", ";Tổng số (4 bưu gửi);;;", "TỔNG;;;;"]
    assert numbers("\n".join([head, *lines, *totals])) == ["A-1", "A-2", "A-3", "A-4"]


def test_titles_may_stand_above_the_head_and_the_head_on_each_page() -> None:
    head = "Số đơn;Số hiệu;Trạng thái;Tiền thu hộ"
    text = f"BẢNG KÊ ĐỐI SOÁT NGÀY 15/11/2021\nBưu cục: 881600, Long Xuyên\n\n{head}\nA-1;;4;1\n{head}\nA-2;;4;1\n"
    assert [(line.order_no, line.position) for line in read(text.encode()).lines] == [("A-1", 5), ("A-2", 7)]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("A-1;;4;;1;;cơ quan;", "người trả cước không phải người gửi hoặc người nhận"),
        ("Nguyễn Văn An;;4;;1;;;", "số yêu cầu không đúng dạng"),
        ("0918345601;EL491610889VN;4;;1;;;", "số yêu cầu không đúng dạng"),
        ("A-1;đã phát;4;;1;;;", "số hiệu bưu gửi không đúng dạng"),
        ("A-1;;4;;135.000,000;;;", "tiền thu hộ không phải số tiền đồng"),
        ("A-1;;4;;1;2.5;;", "tiền cước không phải số tiền đồng"),
        ("A-1;;4;;1;2;;;x", "nhiều ô hơn số cột"),
        (";;4;;1;2;;", "không có số yêu cầu, không có số hiệu bưu gửi"),
    ],
)
def test_a_line_that_cannot_be_used_says_why_and_takes_over_nobodys_name(line: str, problem: str) -> None:
    told, _ = read(f"{HEAD}\n{line}\n{GOOD}".encode()).lines
    assert told.problem == problem
    assert "Nguyễn" not in repr(told) and "0918345601" not in repr(told)


def test_a_sum_with_a_comma_shifts_no_column_unseen() -> None:
    lines = f"{HEAD}\n{GOOD}".replace(";", ",") + "\nA-1,,4,,135,000,,,"
    assert [each.problem for each in read(lines.encode()).lines] == [None, "nhiều ô hơn số cột"]


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1;2\n",  # columns that we do not know
        "cột 1;cột 2\nA-1;4\n",
        "order_no,order_no\nA-1,A-2\n",
        "Số đơn;Mã đơn hàng;Trạng thái\nA-1;A-2;4\n",
        "order_no;status\nNguyễn Văn A;4\n",
    ],
)
def test_a_file_without_a_line_that_can_be_used_is_none(content: str) -> None:
    with pytest.raises(InvalidMessage) as caught:
        read(content.encode())
    assert [fault.code for fault in caught.value.faults] == ["STATEMENT_UNREADABLE"]


def test_a_day_without_parcels_has_no_line() -> None:
    assert read(f"{HEAD}\nTổng cộng;;;;0;;;\n".encode()).lines == []


def test_the_post_may_write_sums_as_it_likes_and_a_dash_for_nothing() -> None:
    text = f"{HEAD}\nA-1;-;4;;135.000 VNĐ;27,000.00 ₫;-;\n"
    (line,) = read(text.encode()).lines
    assert (line.item_code, line.cod_vnd, line.freight_vnd, line.payer, line.problem) == (
        "",
        135_000,
        27_000,
        None,
        None,
    )


def test_more_lines_than_a_statement_has_are_told_of_as_such() -> None:
    line = "A-1;;4;;1;;;\n"
    with pytest.raises(InvalidMessage) as caught:
        read(f"{HEAD}\n{line * 20_001}".encode())
    assert [(fault.path, fault.code) for fault in caught.value.faults] == [("lines", "TOO_MANY")]
    assert len(read(f"{HEAD}\n{line * 20_000}".encode()).lines) == 20_000


@pytest.mark.parametrize("content", [b"", b"  \n", b"\xff\x00\xff", b"hello", b"%PDF-1.4 binary", b'{"a": 1}'])
def test_what_is_no_table_is_refused_whole(content: bytes) -> None:
    with pytest.raises(InvalidMessage) as caught:
        read(content)
    assert caught.value.faults[0].code == "STATEMENT_UNREADABLE"
