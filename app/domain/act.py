"""Act (hành vi ghi nhận): what somebody records of a dossier, who may, and what is said with it.

A move of its life is one (:mod:`app.domain.life`); others leave it where it is: a fee collected, a paper printed again.

>>> roles, needs = frozenset({Role.RETURN}), frozenset({"reason"})
>>> Act(name="reprint", vi="in lại", event="reprinted", roles=roles, needs=needs).says
frozenset({'reason'})
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """``roles`` is what a key or an account must have, any of them; ``event`` what it is called in the history.

    ``needs`` are fields of :class:`app.domain.remark.Remark` that must be said, ``may`` those that can.
    """

    name: str
    vi: str
    event: str
    roles: frozenset[Role]
    needs: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()

    @property
    def says(self) -> frozenset[str]:
        """All that can be said with it."""
        return self.needs | self.may
