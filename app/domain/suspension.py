"""Suspension of a channel (tạm dừng tiếp nhận): which dossiers a place does not take in, from when to when, and why.

An empty set means "all": of channels, of classes, of places. Places are provinces, agencies or offices; a dossier's
place is meant if any of them fits. Examples: Tiền Giang took no exchange of A1 and A2 in July 2024, when cards ran
out; Hồ Chí Minh City took no online reissue.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.domain.submission import Channel


@dataclass(frozen=True, slots=True)
class Suspension:
    """``reason_vi`` is for the citizen; ``except_vi`` names the cases that a person may take in all the same."""

    procedures: frozenset[str]
    reason_vi: str
    first: date
    last: date | None
    channels: frozenset[Channel] = frozenset()
    classes: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    except_vi: str = ""

    def applies(
        self,
        procedure_code: str,
        channel: Channel | str,
        licence_class: str | None,
        places: tuple[str | None, str, str | None],
    ) -> bool:
        """Whether such a dossier is meant; ``places`` are its province, agency and office.

        A suspension of some classes does not touch a dossier whose class is not known: a clerk looks at it.
        """
        province, agency_id, office_id = places
        everywhere = not (self.provinces or self.agencies or self.offices)
        here = province in self.provinces or agency_id in self.agencies or office_id in self.offices
        return (
            procedure_code in self.procedures
            and (not self.channels or channel in self.channels)
            and (not self.classes or licence_class in self.classes)
            and (everywhere or here)
        )
