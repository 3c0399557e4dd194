"""Remark (nội dung ghi nhận): what was said at a move or another act, as its paper repeats it.

Which fields an act needs and may have stands with it (:mod:`app.domain.act`). Remarks may name people, so they are kept
apart from the events, which hold only their digest.

>>> from app.domain.life import MOVES
>>> read({"reason": "Thiếu giấy khám sức khỏe"}, MOVES["decline"], datetime(2021, 11, 15, tzinfo=UTC)).reason
'Thiếu giấy khám sức khỏe'
>>> read({}, MOVES["decline"], datetime(2021, 11, 15, tzinfo=UTC))
Traceback (most recent call last):
app.domain.errors.InvalidDossier: INVALID_DOSSIER
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any

from app.domain import identity, phone
from app.domain.act import Act
from app.domain.custody.collecting import IdPaper, read_digits
from app.domain.custody.step import KeeperKind, ThingKind
from app.domain.errors import Fault
from app.domain.local_time import LOCAL
from app.domain.post import item_code as item_codes
from app.domain.post.tracking import Reason as Failure
from app.domain.submission import FeeMethod, FeePlace
from app.domain.values import FAST_CLOCK, SHORT, Raw, Values, whole

MAX_REASON = 1000
MAX_DEMANDS = 20
MAX_VND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Empty and None are what was not said. Times are aware, money whole đồng."""

    reason: str = ""  # lý do
    demands: tuple[str, ...] = ()  # nội dung cần bổ sung, a sentence each
    until: datetime | None = None  # thời hạn bổ sung
    amount_vnd: int | None = None
    method: FeeMethod | None = None
    place: FeePlace | None = None
    voucher: str = ""  # số biên lai
    new_due_at: datetime | None = None  # ngày hẹn lại
    signer: str = ""  # who signs for the agency
    signer_role: str = ""  # "PHÓ GIÁM ĐỐC"
    licence_number: str = ""  # số giấy phép lái xe đã cấp
    licence_serial: str = ""  # số seri phôi
    receiver: str = ""  # người nhận kết quả
    receiver_id_number: str = ""
    receiver_phone: str = ""
    authorisation: str = ""  # giấy ủy quyền
    id_paper: IdPaper | None = None  # giấy tờ tùy thân đã xem
    id_digits: str = ""  # its last digits
    item_code: str = ""  # số hiệu bưu gửi đã quét
    post_office: str = ""  # mã bưu cục
    failure: Failure | None = None  # lý do phát không thành công
    keep_until: datetime | None = None  # lưu giữ đến hết ngày
    thing: ThingKind | None = None  # giấy tờ hay giấy phép
    keeper: KeeperKind | None = None  # nơi đang giữ, as a person has found out
    happened_at: datetime | None = None  # thời điểm thực hiện, where it was not now

    def at(self, now: datetime) -> datetime:
        """When it was done, never later than now: the clock of who said it may be fast."""
        return now if self.happened_at is None else min(self.happened_at, now)

    def as_record(self) -> dict[str, Any]:
        """Plain JSON values; what was not said is left out."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: _plain(value) for name, value in values.items() if value not in ("", (), None)}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Remark:
        kinds: dict[str, Callable[[Any], Any]] = {
            "demands": tuple,
            "until": datetime.fromisoformat,
            "new_due_at": datetime.fromisoformat,
            "method": FeeMethod,
            "place": FeePlace,
            "id_paper": IdPaper,
            "failure": Failure,
            "thing": ThingKind,
            "keeper": KeeperKind,
            "keep_until": datetime.fromisoformat,
            "happened_at": datetime.fromisoformat,
        }
        return cls(**{name: kinds.get(name, lambda same: same)(value) for name, value in record.items()})

    def digest(self) -> str:
        """SHA-256 of what was said, for the event."""
        body = json.dumps(self.as_record(), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(body.encode()).hexdigest()


NOTHING = Remark()


def read(raw: Raw, act: Act, now: datetime, spell: Callable[[str], str] = str, faults: Iterable[Fault] = ()) -> Remark:
    """What was said, clean; :class:`InvalidDossier` with every fault, also for what this act needs and was not said.

    ``now`` is the business clock: a time to come must lie behind it. ``faults`` are those of the shape.
    """
    reader = _Reader(raw, now, spell, list(faults))
    said = reader.remark(act)
    reader.end()
    return said


class _Reader(Values):
    """Reads each field in its own way; blank ones are not said."""

    def remark(self, act: Act) -> Remark:
        for name, value in self.raw.items():
            if name not in act.says and value not in (None, "", [], ()):
                self.fault(name, "FIELD_UNKNOWN")
        said: dict[str, Any] = {}
        for name in (field.name for field in fields(Remark) if field.name in act.says):
            value = getattr(self, f"_{name}", self._line)(name)
            if value not in (None, "", ()):
                said[name] = value
            elif name in act.needs and not self.is_known(name):
                self.fault(name, "REQUIRED")
        return Remark(**said)

    def _line(self, name: str) -> str | None:
        return self.text(self.raw, name, "", SHORT * 2)

    def _reason(self, name: str) -> str | None:
        return self.text(self.raw, name, "", MAX_REASON)

    def _demands(self, name: str) -> tuple[str, ...]:
        rows = self.raw.get(name) or ()
        if len(rows) > MAX_DEMANDS:
            self.fault(name, "TOO_MANY", limit=MAX_DEMANDS)
            return ()
        keyed = {f"{name}[{nth}]": row for nth, row in enumerate(rows)}
        return tuple(filter(None, (self.text(keyed, key, "", MAX_REASON) for key in keyed)))

    def _until(self, name: str) -> datetime | None:
        return self.coming(self.raw, name, "")

    def _new_due_at(self, name: str) -> datetime | None:
        return self.coming(self.raw, name, "")

    def _amount_vnd(self, name: str) -> int | None:
        given = self.raw.get(name)
        amount = None if given in (None, "") else whole(given)
        if given not in (None, "") and (amount is None or not 0 < amount <= MAX_VND):
            self.fault(name, "AMOUNT_INVALID")
        return amount

    def _method(self, name: str) -> FeeMethod | None:
        found = self.choice(self.raw, name, "", FeeMethod, FeeMethod.UNKNOWN)
        return None if found is FeeMethod.UNKNOWN else found

    def _place(self, name: str) -> FeePlace | None:
        found = self.choice(self.raw, name, "", FeePlace, FeePlace.UNKNOWN)
        return None if found is FeePlace.UNKNOWN else found

    def _receiver_id_number(self, name: str) -> str | None:
        found = self.parsed(self.raw, name, "", identity.parse_id)
        return found.number if found else None

    def _licence_serial(self, name: str) -> str | None:
        """As it stands on the blank: letters and digits, without the spaces that people put in."""
        said = self._line(name)
        return "".join(said.split()).upper() if said else None

    def _id_paper(self, name: str) -> IdPaper | None:
        return self.choice(self.raw, name, "", IdPaper, IdPaper.OTHER) if self._is_said(name) else None

    def _id_digits(self, name: str) -> str | None:
        return self.parsed(self.raw, name, "", read_digits)

    def _item_code(self, name: str) -> str | None:
        return self.parsed(self.raw, name, "", item_codes.validate)

    def _failure(self, name: str) -> Failure | None:
        return self.choice(self.raw, name, "", Failure, Failure.UNKNOWN) if self._is_said(name) else None

    def _thing(self, name: str) -> ThingKind | None:
        return self.choice(self.raw, name, "", ThingKind, ThingKind.LICENCE) if self._is_said(name) else None

    def _keeper(self, name: str) -> KeeperKind | None:
        return self.choice(self.raw, name, "", KeeperKind, KeeperKind.DESK) if self._is_said(name) else None

    def _keep_until(self, name: str) -> datetime | None:
        """The whole of its last day."""
        day = self.coming(self.raw, name, "")
        return end_of_day(day) if day else None

    def _happened_at(self, name: str) -> datetime | None:
        """As it was said, so that the same again is a repeat; :meth:`Remark.at` tells it by our clock."""
        moment = self.time(self.raw, name, "")
        if moment is not None and moment > self.now + FAST_CLOCK and not self.is_known(name):
            self.fault(name, "TIME_IN_FUTURE")
        return moment

    def _is_said(self, name: str) -> bool:
        return self.raw.get(name) not in (None, "")

    def _receiver_phone(self, name: str) -> str | None:
        return self.parsed(self.raw, name, "", phone.normalise)


def end_of_day(moment: datetime) -> datetime:
    """The last second of its day in Vietnam."""
    return moment.astimezone(LOCAL).replace(hour=23, minute=59, second=59, microsecond=0).astimezone(UTC)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return list(value) if isinstance(value, tuple) else value
