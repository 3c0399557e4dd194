"""Agency (cơ quan giải quyết, mã định danh) and its offices: who receives, signs, and sends back.

Which of them exist, and from when, is data of :mod:`app.rules`.

>>> Office("881600", "000.00.16.H01", "Bưu cục Chợ Mới", OfficeKind.POST_OFFICE).kind.channel
<Channel.POST_COUNTER: 'post_counter'>
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.domain.submission import Channel


class OfficeKind(StrEnum):
    """What kind of desk an office is."""

    POST_OFFICE = "post_office"  # bưu cục
    DISTRICT_ONE_STOP = "district_one_stop"  # bộ phận tiếp nhận và trả kết quả cấp huyện
    PROVINCIAL_CENTRE = "provincial_centre"  # trung tâm phục vụ hành chính công

    @property
    def channel(self) -> Channel:
        """The channel of dossiers that are handed in at such a desk."""
        return _CHANNELS[self]


_CHANNELS = {
    OfficeKind.POST_OFFICE: Channel.POST_COUNTER,
    OfficeKind.DISTRICT_ONE_STOP: Channel.DISTRICT_DESK,
    OfficeKind.PROVINCIAL_CENTRE: Channel.PROVINCIAL_CENTRE,
}


@dataclass(frozen=True, slots=True)
class Agency:
    """A licensing authority.

    ``letterhead_vi`` are the lines above the left rule of a form, ``place_vi`` stands before its date. Dossier numbers
    start at ``number_start`` every day. ``lookup_host`` is the citizen page's host; None means the service's own.
    """

    agency_id: str
    name_vi: str
    parent_vi: str
    letterhead_vi: tuple[str, ...]
    place_vi: str
    province_code: str
    address: str = ""
    phone: str = ""
    number_start: int = 1
    lookup_host: str | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A desk that takes dossiers in for an agency, or hands results out.

    ``office_id`` is the post's own code (POS) for a post office, ours for a one-stop. ``district_code`` is the code of
    the General Statistics Office, None where there are no districts.
    """

    office_id: str
    agency_id: str
    name_vi: str
    kind: OfficeKind
    address: str = ""
    phone: str = ""
    district_code: str | None = None
