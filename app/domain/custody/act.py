"""What people record of a licence on its way (hành vi lưu giữ): each is a step of custody, said with a remark.

Three of them are moves of the dossier, since they end its way: collected and delivered are ``deliver``, returned is
``take_back``. The table stands behind every door; docs/custody.md repeats it.

>>> ACTS["kept"].needs, sorted(ACTS["collected"].needs)
(frozenset(), ['id_digits', 'id_paper', 'receiver'])
>>> EVENTS["licence_kept"]
'kept'
"""

from __future__ import annotations

from app.domain.act import Act
from app.domain.custody.step import STEPS, House
from app.domain.life import MOVES
from app.domain.role import Role

_WHEN = frozenset({"reason", "happened_at"})
_WHERE = _WHEN | {"post_office"}
AUTHORITY_ACTS = frozenset({"printed", "enveloped", "voided", "settled"})
DECIDING = frozenset({"printed", "voided"})  # of the authority's, those of who decides
AS_MOVES = {"delivered": "deliver", "collected": "deliver", "returned": "take_back"}


def _act(name: str, event: str, roles: str, needs: str = "", may: frozenset[str] = _WHERE) -> Act:
    needed = frozenset(needs.split())
    held_by = frozenset(map(Role, roles.split()))
    return Act(name=name, vi=STEPS[name].vi, event=event, roles=held_by, needs=needed, may=may - needed)


ACTS = {
    act.name: act
    for act in (
        _act("printed", "licence_printed", "process finish", "licence_serial", _WHEN),
        _act("enveloped", "licence_enveloped", "finish return", "item_code", _WHEN),
        _act("voided", "licence_voided", "process finish", "reason", frozenset({"happened_at"})),
        _act("received", "licence_received", "submit return"),
        _act("attempted", "licence_attempted", "submit return", "failure"),
        _act("kept", "licence_kept", "submit return", "", _WHERE | {"keep_until"}),
        _act("sent_again", "licence_sent_again", "submit return"),
        _act("delivered", MOVES["deliver"].event, "return", "", _WHERE | {"receiver"}),
        _act("collected", MOVES["deliver"].event, "return", "receiver id_paper id_digits", _WHERE | {"authorisation"}),
        _act("returned", MOVES["take_back"].event, "return", "reason"),
        _act("settled", "custody_settled", "process receive return", "reason thing keeper", frozenset({"post_office"})),
    )
}
EVENTS = {act.event: name for name, act in ACTS.items() if name not in AS_MOVES}


def house_of(name: str) -> House:
    """Whose act it is."""
    return House.AUTHORITY if name in AUTHORITY_ACTS else House.POST
