"""Names (tên nơi giữ): a keeper by the name of its office, and what a finding says with it."""

from __future__ import annotations

from contextlib import suppress

from app.context import Context
from app.domain.custody.step import Finding, Keeper, KeeperKind
from app.domain.errors import NoRule

_NAMELESS = {
    KeeperKind.CITIZEN: "công dân",
    KeeperKind.POST_OFFICE: "bưu điện (chưa rõ bưu cục)",
    KeeperKind.COURIER: "bưu tá",
}


def keeper_vi(keeper: Keeper, context: Context) -> str:
    """By the name in the rules; a code that is in no rule stays one."""
    if not keeper.code:
        return _NAMELESS.get(keeper.kind, keeper.vi)
    if keeper.kind is KeeperKind.COURIER:
        office = keeper_vi(Keeper(KeeperKind.POST_OFFICE, keeper.office), context) if keeper.office else ""
        return ", ".join(filter(None, (f"túi thư {keeper.code}", office)))
    if keeper.kind in (KeeperKind.POST_OFFICE, KeeperKind.DESK):
        with suppress(NoRule):
            return context.rules.office(keeper.code).name_vi
    if keeper.kind in (KeeperKind.AUTHORITY, KeeperKind.DESK):
        with suppress(NoRule):
            name = context.rules.agency(keeper.code).name_vi
            return name if keeper.kind is KeeperKind.AUTHORITY else f"bộ phận một cửa của {name}"
    return keeper.vi


def finding_vi(finding: Finding, context: Context) -> str:
    """One sentence for the person who settles it."""
    return finding.told_vi(keeper_vi(finding.keeper, context))
