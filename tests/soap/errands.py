"""What waits at the service for one client that works a shift (:mod:`tests.soap.counter_shift`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import handover, intake, lifecycle, lookup
from app.context import Context
from app.domain.dossier import Dossier
from app.domain.handover.item import Direction
from app.domain.handover.said import Opening, Scan
from app.domain.post.order import Leg
from app.domain.submission import Channel, Submission
from app.security import keys
from app.security.principals import Principal, Role
from app.store import events, item_codes, postal_items
from tests import builders


@dataclass(frozen=True)
class Errand:
    """It, and the account that the client has."""

    user: str
    password: str
    principal: Principal
    list_no: str
    order_no: str
    item_code: str
    online_no: str
    file: Path
    result: Path

    @property
    def arguments(self) -> list[str]:
        """What a client is told besides."""
        return [str(self.file), str(self.result), self.list_no, self.order_no, self.item_code, self.online_no]


def allocate(context: Context) -> None:
    """Item codes, where the agency has none."""
    with context.database.begin() as connection:
        if not item_codes.left(connection, builders.AGENCY):
            item_codes.allocate(connection, builders.AGENCY, "EP", 100, 9_999)


def prepare(name: str, folder: Path, context: Context, *, by_digest: bool = False) -> Errand:
    """An account of a post office, its shift file, and two results of its dossiers on a list of the desk's."""
    user = builders.unique(name)
    rights = keys.NewKey(
        sender=user,
        agency_id=builders.AGENCY,
        channels=(Channel.POST_COUNTER, Channel.PORTAL),
        roles=(Role.SUBMIT, Role.READ, Role.COLLECT),
        office_id=builders.OFFICE,
        username=user,
        by_digest=by_digest,
    )
    password = keys.create(rights, context)
    who, desk = keys.by_password(user, password, context), builders.principal(context)
    there, missing = (_finished(who, desk, context) for _ in range(2))
    _order(there, context)
    opening = Opening(Direction.TO_POST, builders.OFFICE)
    list_no = handover.begin(opening, desk, context, request_id=builders.unique("list"))[0].listed.number
    handover.scan_in(list_no, Scan((str(there.item_code), str(missing.item_code))), desk, context)
    file = folder / f"{user}.csv"
    file.write_bytes(_shift_file(user))
    online = intake.accept(_online(context), who, context, "test").dossier_no
    codes = (list_no, there.dossier_no, str(there.item_code), online)
    return Errand(user, password, who, *codes, file, file.with_suffix(".result.csv"))


def _finished(who: Principal, desk: Principal, context: Context) -> Dossier:
    number = intake.accept(builders.submission(context, fee=None), who, context, "test").dossier_no
    lifecycle.make("finish", number, builders.said("finish", context), desk, context, "test")
    return lookup.find(number, who, context)


def _online(context: Context) -> Submission:
    return builders.submission(context, channel=Channel.PORTAL, fee=None, return_by_post=None)


def _order(dossier: Dossier, context: Context) -> None:
    """The post was asked to carry it."""
    with context.database.begin() as connection:
        edition = events.history(connection, [dossier.id])[dossier.id][-1].seq
        order = {"order_no": dossier.dossier_no, "issue": 1, "edition": edition, "made_at": context.clock.now()}
        postal_items.add(connection, dossier.id, Leg.RETURN, item_code=dossier.item_code, **order)


def _shift_file(prefix: str) -> bytes:
    rows = [f"{prefix}-{n};1.002820;Lê Thị Út" for n in range(3)]
    return "\n".join(["request_id;procedure;full_name", *rows, "hỏng;0;", ""]).encode()
