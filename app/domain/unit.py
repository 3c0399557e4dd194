"""Administrative unit (đơn vị hành chính) of one scheme, and what an old one became on 2025-07-01.

The same code means other units in other schemes (``91`` was the province Kiên Giang, and is An Giang now), so a unit
is known by scheme and code. A ward that was divided has several successors: only a person can say in which of them a
house stands. Source: General Statistics Office; Resolution 202/2025/QH15 and the resolutions on communes.

>>> Unit("3-level", "30334", "884", "Xã Vĩnh Châu", ("30316", "30325")).divided
True
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Which level of the administration a unit is of, told by the length of its code."""

    PROVINCE = "province"  # tỉnh, thành phố trực thuộc trung ương
    DISTRICT = "district"  # huyện, quận, thị xã, thành phố thuộc tỉnh; until 2025-06-30
    WARD = "ward"  # xã, phường, thị trấn, đặc khu


LEVELS = {2: Level.PROVINCE, 3: Level.DISTRICT, 5: Level.WARD}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit on a day; ``parent`` is the code of the unit above, ``becomes`` are codes of the units that followed it.

    The successors of a unit that ended within its scheme are of the same scheme, those of one that lasted until
    2025-06-30 of the 2-level scheme.
    """

    scheme: str
    code: str
    parent: str | None
    name_vi: str
    becomes: tuple[str, ...] = ()

    @property
    def level(self) -> Level:
        return LEVELS[len(self.code)]

    @property
    def divided(self) -> bool:
        """Whether a person must choose among its successors."""
        return len(self.becomes) > 1
