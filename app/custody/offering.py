"""Offering: which acts of custody a person may record of a licence now, as a page shows them."""

from __future__ import annotations

from app.context import Context
from app.custody import places
from app.custody.acts import PRINTED_IN, VOIDED_IN
from app.custody.holding import Held
from app.domain.act import Act
from app.domain.custody.act import ACTS, house_of
from app.domain.custody.step import House
from app.domain.life import State
from app.security.principals import Principal

_BY_MOVE = ("delivered", "returned")


def offered(held: Held, principal: Principal, context: Context, *, with_moves: bool = False) -> list[Act]:
    """The acts that this one would record now.

    ``with_moves``: also those that a page of the dossier offers as its moves, for a page that has none.
    """
    states, own = _states(held), places.of(principal, context)
    if "post_office" in own:  # what is scanned at noon is signed for in the evening
        states["received"] = frozenset({State.FINISHED, State.HANDED_TO_POST})
    return [
        act
        for name, act in ACTS.items()
        if held.dossier.state in states.get(name, {State.HANDED_TO_POST})
        and not principal.roles.isdisjoint(act.roles)
        and (not own or ("post_office" in own) is (house_of(name) is House.POST))
        and (name != "enveloped" or held.dossier.item_code)
        and (with_moves or name not in _BY_MOVE)
    ]


def _states(held: Held) -> dict[str, frozenset[State]]:
    """In which the dossier must be for an act; for the others the post has it."""
    licence = held.threads.licence
    return {
        "printed": PRINTED_IN,
        "enveloped": frozenset({State.FINISHED}),
        "voided": VOIDED_IN if licence is not None and licence.thing.serial else frozenset(),
        "settled": frozenset(State if any(each.findings for each in held.threads.both) else ()),
    }
