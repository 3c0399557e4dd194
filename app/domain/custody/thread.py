"""Custody (việc lưu giữ): who keeps a dossier's papers, or its licence, at any moment; always exactly one keeper.

A fold over dated transfers, in whatever order they were told. A transfer must start in the house of the present keeper
(:class:`app.domain.custody.step.House`); one that does not, or that leaves out what its step needs, is told as a
:class:`Finding` and changes nothing: who really has the thing is for a person to find out, never guessed. The missing
transfer, told later, makes the chain whole by itself; else that person settles it, and what was found holds. What is
told once more from the other end is passed over.

>>> from app.domain.custody.step import KeeperKind
>>> desk, bag = Keeper(KeeperKind.DESK, "H01.16"), Keeper(KeeperKind.COURIER, "T-211122-03")
>>> dawn = datetime.fromisoformat("2021-11-22T05:00+07:00")
>>> over = Transfer(name="handed_over", at=dawn, giver=desk, taker=bag, serial="AX123456")
>>> licence = follow(Thing(ThingKind.LICENCE, "000.00.16.H01-211115-0001", "AX123456"), desk, dawn, [over])
>>> licence.keeper.kind, licence.findings
(<KeeperKind.COURIER: 'courier'>, ())
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from app.domain.custody.step import STEPS, Finding, FindingKind, House, Keeper, ThingKind, Transfer

_OUT_AGAIN = frozenset(
    {"handed_over", "kept", "sent_again", "settled"}
)  # what is carried after a return is on its way back


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing with a keeper; a licence is known by its serial number (số seri phôi) from its printing on."""

    kind: ThingKind
    dossier_no: str
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Spell:
    """One keeper's time with it: from ``since`` up to, but without, ``until`` (None: still)."""

    keeper: Keeper
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Custody:
    """How it stands after all transfers; ``spells`` follow one another without a gap, the last one is open."""

    thing: Thing
    spells: tuple[Spell, ...]
    item_code: str = ""  # of the envelope that it lies in
    attempts: int = 0
    keep_until: datetime | None = None  # the office keeps it so long for the citizen to collect
    findings: tuple[Finding, ...] = ()
    last: str = ""  # the step that was believed last
    is_going_back: bool = False  # the post has given up delivering it

    @property
    def keeper(self) -> Keeper:
        return self.spells[-1].keeper

    @property
    def since(self) -> datetime:
        return self.spells[-1].since

    @property
    def is_unseen(self) -> bool:
        """It was given to the post, and nothing was heard of it since."""
        return self.keeper.house is House.POST and self.last == "handed_over"

    def keeper_at(self, moment: datetime) -> Keeper | None:
        """Who had it then; None before the first transfer's beginning."""
        return next((spell.keeper for spell in reversed(self.spells) if spell.since <= moment), None)

    def is_kept_too_long(self, now: datetime) -> bool:
        """The days at the office are over: it must go back to the desk."""
        return self.keep_until is not None and now > self.keep_until

    def after(self, transfer: Transfer) -> Custody:
        """The custody behind one more transfer, or with one more finding."""
        is_settled = transfer.name == "settled"  # nothing that was told before it is left to do
        if not is_settled and self._was_told(transfer):
            return self
        wrong = self._wrong(transfer)
        if wrong:
            return replace(self, findings=(*self.findings, Finding(wrong, transfer, self.keeper)))
        done = replace(
            self,
            thing=self._named(transfer),
            attempts=self.attempts + (transfer.name == "attempted"),
            findings=() if is_settled else self.findings,
            last=transfer.name,
            is_going_back=transfer.name == "returned" or (self.is_going_back and transfer.name not in _OUT_AGAIN),
        )
        if transfer.name == "enveloped":
            done = replace(done, item_code=transfer.ref)
        return done._with(transfer.taker or transfer.giver, transfer)

    def _was_told(self, transfer: Transfer) -> bool:
        """The same from the other end: it is where the transfer would bring it, in another house than it starts in."""
        here, taker = self.keeper.house, transfer.taker
        return taker is not None and taker.house is here and transfer.giver.house is not here and not transfer.fault

    def _named(self, transfer: Transfer) -> Thing:
        """A licence is printed anew where its blank was spoilt."""
        if self.thing.kind is ThingKind.LICENCE and transfer.name in ("printed", "voided"):
            return replace(self.thing, serial=transfer.serial)
        known = self.thing.serial or self.thing.kind is ThingKind.PAPERS
        return self.thing if known else replace(self.thing, serial=transfer.serial)

    def _with(self, keeper: Keeper, transfer: Transfer) -> Custody:
        """A new spell, unless it stays where it is; the days at an office count as long as it lies there."""
        stays = keeper == self.keeper
        keep_until = self.keep_until if stays and transfer.taker is None else transfer.keep_until
        if stays:
            return replace(self, keep_until=keep_until)
        *before, last = self.spells
        spells = (*before, replace(last, until=transfer.at), Spell(keeper, transfer.at))
        return replace(self, spells=spells, keep_until=keep_until)

    def _wrong(self, transfer: Transfer) -> FindingKind | None:
        if transfer.at < self.since:
            return FindingKind.TOO_EARLY
        if transfer.giver.house is not self.keeper.house and transfer.name != "settled":
            return FindingKind.GAP
        return transfer.fault or (FindingKind.OTHER_SERIAL if self._is_other(transfer) else None)

    def _is_other(self, transfer: Transfer) -> bool:
        known = self.thing.serial and transfer.name != "printed"
        return bool(known and transfer.serial and transfer.serial != self.thing.serial)


def follow(thing: Thing, first: Keeper, since: datetime, transfers: Iterable[Transfer]) -> Custody:
    """The custody of a thing that ``first`` had at ``since``; a transfer that was told twice counts once.

    Steps of one moment (the post tells minutes) are taken in the order in which each starts where the last one ended:
    in the very hand rather than in the same house.
    """
    custody = Custody(thing, (Spell(first, since),))
    for _, moment in groupby(sorted(set(transfers), key=_order), key=lambda each: each.at):
        waiting = [*moment]
        while waiting:
            following = min(waiting, key=lambda each, here=custody.keeper: _distance(each.giver, here))  # type: ignore[misc]
            waiting.remove(following)
            custody = custody.after(following)
    return custody


def _distance(giver: Keeper, here: Keeper) -> int:
    return (giver != here) + (giver.house is not here.house)


def _order(transfer: Transfer) -> tuple[datetime, int, str]:
    """By time, then as the table has them; the rest makes it total, so that the order of telling never matters."""
    return transfer.at, [*STEPS].index(transfer.name), repr(transfer)
