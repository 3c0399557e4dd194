"""Steps by which papers and licences pass from one keeper to the next (bàn giao, phát, lưu giữ): one table.

Who keeps a thing is one of five: the citizen, a post office, a courier with the bag, a one-stop desk, the authority.
They belong to three houses: what moves within the post, or within the authority, is that house's own matter and often
told late or never, so a step must start in the right house, not in the very hand. A step says between which keepers it
can be, and what must be told with it. What a person has settled (kết luận) holds wherever it was thought to be. Source:
Decision 45/2016/QĐ-TTg; that an item which could not be delivered is kept at the office and then goes back is the
post's own rule, its days are data.

>>> STEPS["collected"].needs
frozenset({'identity_checked'})
>>> STEPS["attempted"].moves
False
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ThingKind(StrEnum):
    """What is kept."""

    PAPERS = "papers"  # giấy tờ của hồ sơ
    LICENCE = "licence"  # giấy phép lái xe


class House(StrEnum):
    """Who answers for it; between two of them nothing passes without being told."""

    CITIZEN = "citizen"
    POST = "post"
    AUTHORITY = "authority"


class KeeperKind(StrEnum):
    """What sort of keeper."""

    CITIZEN = "citizen"
    POST_OFFICE = "post_office"
    COURIER = "courier"
    DESK = "desk"
    AUTHORITY = "authority"


KEEPERS_VI = {
    KeeperKind.CITIZEN: "công dân",
    KeeperKind.POST_OFFICE: "bưu cục",
    KeeperKind.COURIER: "bưu tá, túi thư",
    KeeperKind.DESK: "bộ phận một cửa",
    KeeperKind.AUTHORITY: "cơ quan giải quyết",
}


HOUSES = {
    KeeperKind.CITIZEN: House.CITIZEN,
    KeeperKind.POST_OFFICE: House.POST,
    KeeperKind.COURIER: House.POST,
    KeeperKind.DESK: House.AUTHORITY,
    KeeperKind.AUTHORITY: House.AUTHORITY,
}


@dataclass(frozen=True, slots=True, order=True)
class Keeper:
    """Who has it: ``code`` is an office's, an agency's, a bag's; empty for the citizen and where it is not told.

    ``office`` is whose bag it is.
    """

    kind: KeeperKind
    code: str = ""
    office: str = field(default="", compare=False)

    @property
    def vi(self) -> str:
        """As people read it."""
        return " ".join(filter(None, (KEEPERS_VI[self.kind], self.code)))

    @property
    def house(self) -> House:
        return HOUSES[self.kind]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who can give, who can take (none: the giver keeps it), what must be told."""

    vi: str
    givers: frozenset[KeeperKind]
    takers: frozenset[KeeperKind] = frozenset()
    needs: frozenset[str] = frozenset()

    @property
    def moves(self) -> bool:
        """Whether the keeper changes."""
        return bool(self.takers)


def _step(vi: str, givers: str, takers: str = "", needs: str = "") -> Step:
    return Step(vi, _kinds(givers), _kinds(takers), frozenset(needs.split()))


def _kinds(names: str) -> frozenset[KeeperKind]:
    return frozenset(map(KeeperKind, names.split()))


_ANYBODY = " ".join(KeeperKind)
STEPS = {
    "printed": _step("in giấy phép lái xe", "authority", needs="serial"),
    "handed_in": _step("nộp hồ sơ", "citizen", "courier post_office desk authority"),
    "handed_over": _step("giao", "post_office desk authority", "courier post_office desk authority"),
    "enveloped": _step("đóng phong bì, dán số hiệu bưu gửi", "desk authority post_office", needs="ref"),
    "received": _step("nhận bưu gửi", "courier post_office", "post_office desk authority courier"),
    "carried": _step("vận chuyển", "courier post_office", "courier post_office"),
    "attempted": _step("phát không thành công", "courier", needs="reason"),
    "kept": _step("lưu giữ tại bưu cục", "courier post_office", "post_office", needs="keep_until"),
    "sent_again": _step("phát lại", "post_office", "courier"),
    "delivered": _step("phát đến người nhận", "courier", "citizen"),
    "collected": _step("trả tận tay", "post_office desk authority", "citizen", needs="identity_checked"),
    "returned": _step("chuyển hoàn", "courier post_office", "courier post_office desk authority"),
    "voided": _step("hủy phôi giấy phép lái xe", "authority desk", needs="reason"),
    "settled": _step("kết luận nơi đang giữ", _ANYBODY, _ANYBODY, needs="reason"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One step as it was reported. ``taker`` None: the giver keeps it. Times are aware; ``reason`` is a code.

    ``ref`` is what proves it: a handover list's number, an item code, an event of the post.
    """

    name: str
    at: datetime
    giver: Keeper
    taker: Keeper | None = None
    serial: str = ""  # of the licence (số seri phôi)
    ref: str = ""
    reason: str = ""
    keep_until: datetime | None = None
    identity_checked: bool = False

    @property
    def fault(self) -> FindingKind | None:
        """What is wrong with it by the table alone. "kept" at the office that has it already names it twice."""
        step, taker = STEPS[self.name], self.taker
        fits = taker.kind in step.takers if taker else not step.moves
        if self.giver.kind not in step.givers or not fits:
            return FindingKind.WRONG_STEP
        return None if all(getattr(self, name) for name in step.needs) else FindingKind.INCOMPLETE


class FindingKind(StrEnum):
    """Why a transfer was not believed."""

    GAP = "gap"
    TOO_EARLY = "too_early"
    WRONG_STEP = "wrong_step"
    INCOMPLETE = "incomplete"
    OTHER_SERIAL = "other_serial"


FINDINGS_VI = {
    FindingKind.GAP: "người giao không phải là nơi đang giữ",
    FindingKind.TOO_EARLY: "thời điểm ở trước lúc bắt đầu theo dõi",
    FindingKind.WRONG_STEP: "bước này không có giữa hai nơi như vậy",
    FindingKind.INCOMPLETE: "thiếu nội dung bắt buộc của bước này",
    FindingKind.OTHER_SERIAL: "số seri phôi khác với giấy phép đang theo dõi",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A transfer that changed nothing, and who kept the thing then."""

    kind: FindingKind
    transfer: Transfer
    keeper: Keeper

    @property
    def text_vi(self) -> str:
        """One sentence for the person who settles it."""
        return self.told_vi(self.keeper.vi)

    def told_vi(self, keeper_vi: str) -> str:
        """The same with another name for the keeper."""
        step, why = STEPS[self.transfer.name].vi, FINDINGS_VI[self.kind]
        return f"Không ghi nhận “{step}”: {why}; nơi đang giữ: {keeper_vi}."
