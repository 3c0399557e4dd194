"""Times, sums and counts as Vietnamese public offices write them. Times are aware and printed in Vietnam's zone.

>>> received = datetime.fromisoformat("2021-02-05T01:15Z")
>>> hour_and_day(received)
'08 giờ 15 phút, ngày 05/02/2021'
>>> place_and_day("An Giang", received)
'An Giang, ngày 05 tháng 02 năm 2021'
>>> money(135_000), count(1)
('135.000 đồng', '01')
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from pdf.money_words import vnd_in_words

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")  # no summer time; the printed past begins after 1975


def hour_and_day(at: datetime) -> str:
    """As in "Thời gian nhận hồ sơ"."""
    local = _local(at)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, ngày {_date(local)}"


def short_time(at: datetime) -> str:
    """As on labels, where room is short."""
    local = _local(at)
    return f"{local.hour:02d}:{local.minute:02d} {_date(local)}"


def short_day(at: datetime) -> str:
    """The day alone."""
    return _date(_local(at))


def unbroken(text: str) -> str:
    """The text with spaces at which no line ends."""
    return text.replace(" ", "\u00a0")


def place_and_day(place: str, at: datetime) -> str:
    """The line above a paper's title. Days below 10 and the months 1 and 2 get a nought (Decree 30/2020/NĐ-CP)."""
    return f"{place}, {long_day(at)}"


def long_day(at: datetime) -> str:
    """The day within a sentence, written as above a title."""
    local = _local(at)
    month = f"{local.month:02d}" if local.month < 3 else f"{local.month}"
    return f"ngày {local.day:02d} tháng {month} năm {local.year}"


def money(vnd: int) -> str:
    """Whole đồng, thousands set off by points."""
    return f"{number(vnd)} đồng"


def sum_of_money(vnd: int) -> str:
    """In figures and in words, as a voucher has it."""
    return f"{money(vnd)} (bằng chữ: {vnd_in_words(vnd)})"


def number(whole: int) -> str:
    """Thousands set off by points."""
    return f"{whole:,}".replace(",", ".")


def count(pieces: int) -> str:
    """Two digits at least, so that none can be added before."""
    return f"{pieces:02d}"


def look_up_note(website: str, hotline: str) -> list[str]:
    """Where the state of a dossier is told, as a note of one line; none if neither is known."""
    places = [f"tại {website}"] if website else []
    places += [f"qua điện thoại {hotline}"] if hotline else []
    return [f"Tra cứu tình trạng hồ sơ {' hoặc '.join(places)}."] if places else []


def _date(local: datetime) -> str:
    return f"{local.day:02d}/{local.month:02d}/{local.year}"  # strftime would look at the locale for 'ờ'


def _local(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("a printed time must be aware")
    return at.astimezone(VIETNAM)
