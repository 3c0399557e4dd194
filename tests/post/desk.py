"""A desk whose agency has an account at the simulated post: dossiers finished for return by post, and their orders."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from app import intake, lifecycle, updates
from app.context import Context
from app.domain.correction import Correction
from app.domain.life import State
from app.domain.post.order import Leg
from app.domain.post.parcel import Parcel
from app.domain.remark import Remark
from app.domain.submission import Channel
from app.post import cancelling, parcels, settling
from app.post import orders as post_orders
from app.security.principals import Principal
from app.store import dossiers, events, outbox, tables
from app.store.outbox import QUEUES
from integrations.post.codes import End
from integrations.post.lines import Line
from integrations.post.orders.account import Shape
from integrations.post.simulator.running import Simulator
from tests import builders

POST = [kind for kind, queue in QUEUES.items() if queue == "post"]
HASTY = {"connect_timeout_s": 0.4, "read_timeout_s": 0.4, "whole_timeout_s": 0.4}
SHAPES: dict[str, tuple[Shape, dict[str, Any]]] = {  # how each settles an unknown end
    "finds": (Shape.SOAP, {}),
    "repeats": (Shape.LGSP, {"answers": {"101": End.EXISTS}}),
    "neither": (Shape.NGSP, {}),
}


@dataclass(frozen=True)
class Desk:
    """A context, who works there, and the simulated post that its agency has an account at."""

    context: Context
    who: Principal
    simulator: Simulator

    def line(self, kind: str, **changes: Any) -> Line:
        shape, own = SHAPES[kind]
        return Line(self.simulator.account(shape, builders.AGENCY, **own, **(HASTY | changes)))

    def finished(self, **changes: Any) -> str:
        """A dossier with its result there, to go home by post; its number."""
        sent = builders.submission(self.context, **changes)
        number = intake.accept(sent, self.who, self.context, "test").dossier_no
        builders.led_to(State.FINISHED, number, self.who, self.context)
        return number

    def collecting(self, **changes: Any) -> str:
        """A dossier that came by the portal, and whose papers the post shall fetch at home; its number."""
        asked = {"home_collection": {"wish": "yes"}, **changes}
        sent = builders.submission(self.context, channel=Channel.PORTAL, **asked)
        return intake.accept(sent, self.who, self.context, "test").dossier_no

    def correct(self, number: str, **changes: Any) -> None:
        """Put the dossier right, as the citizen asks for it."""
        asked = Correction(builders.unique("correction"), changes)
        updates.correct(number, asked, self.who, self.context, "test")

    def cancel(self, number: str, leg: Leg = Leg.RETURN, reason: str = "Công dân đến nhận") -> tuple[Parcel, bool]:
        """A person asks for it."""
        return cancelling.cancel(number, leg, Remark(reason=reason), self.who, self.context, "test")

    def settle(
        self, number: str, end: settling.End, leg: Leg = Leg.RETURN, reason: str = "Tổng đài bưu điện trả lời"
    ) -> tuple[Parcel, bool]:
        """A person says what the post has told."""
        said = Remark(reason=reason)
        return settling.settle(number, leg, end, said, self.who, self.context, "test")

    def cancel_work(self, number: str) -> Any:
        """The newest outbox row of a cancellation."""
        return self.work(number, "post_cancel")

    def ask_cancelled(self, line: Line | None, *numbers: str) -> None:
        """The job, for the cancellations of these dossiers."""
        ids = [self.cancel_work(number).id for number in numbers]
        post_orders.ask_owed(ids, self.context, lambda agency_id: line)

    def many_finished(self, count: int) -> list[str]:
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(lambda _: self.finished(), range(count)))

    def move(self, name: str, number: str) -> None:
        said = builders.said(name, self.context)
        lifecycle.make(name, number, said, self.who, self.context, "test")

    def parcel(self, number: str) -> Parcel:
        """The newest parcel of a dossier."""
        return parcels.of(number, self.who, self.context)[1][-1].parcel

    def token(self, number: str) -> str:
        """Of the citizen's link."""
        with self.context.database.begin() as connection:
            found = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert found is not None
        return found.tracking_token

    def state(self, number: str) -> State:
        with self.context.database.begin() as connection:
            found = dossiers.by_code(connection, number, builders.AGENCY, None)
        assert found is not None
        return found.state

    def told(self, number: str, since: str = "finished") -> list[str]:
        """The kinds of the dossier's events since it was finished."""
        with self.context.database.begin() as connection:
            found = dossiers.by_code(connection, number, builders.AGENCY, None)
            assert found is not None
            kinds = [told.event.kind for told in events.history(connection, [found.id])[found.id]]
        return kinds[kinds.index(since) + 1 :]

    def work(self, number: str, kind: str = "post_order") -> Any:
        """The newest outbox row of a dossier's order."""
        o, d = tables.outbox.c, tables.dossier.c
        with self.context.database.begin() as connection:
            return connection.execute(
                select(tables.outbox)
                .join(tables.dossier, d.id == o.dossier_id)
                .where(d.dossier_no == number, o.kind == kind)
                .order_by(o.edition.desc())
            ).first()

    def ask(self, line: Line | None, *numbers: str) -> None:
        """The job, for the orders of these dossiers, whatever their leases."""
        post_orders.ask_owed([self.work(number).id for number in numbers], self.context, lambda agency_id: line)

    def wait(self, line: Line) -> None:
        """Until no call can be at work any more."""
        threading.Event().wait(line.patience_s + 0.05)

    def ask_all(self, line: Line, timeout_s: float = 60) -> None:
        """The job for whatever the outbox says is due, until no order is open any more."""
        deadline = time.monotonic() + timeout_s
        while self.open_orders():
            assert time.monotonic() < deadline, "orders are still open"
            with self.context.database.begin() as connection:
                rows = outbox.waiting(connection, 1000)
                outbox.lease(connection, [row.id for row in rows], 30)  # papers too: they are no part of this
            due = [row.id for row in rows if QUEUES[row.kind] == "post"]
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda row: post_orders.ask_owed([row], self.context, lambda agency_id: line), due))
            if not rows:
                threading.Event().wait(0.02)

    def open_orders(self) -> int:
        o = tables.outbox.c
        statement = select(o.id).where(o.kind.in_(POST), o.state == "open")
        with self.context.database.begin() as connection:
            return len(connection.execute(statement).all())

    def forget(self) -> None:
        """What other tests have left open, and their reports: an empty post counts its own from 1 again."""
        o = tables.outbox.c
        with self.context.database.begin() as connection:
            connection.execute(update(tables.outbox).where(o.kind.in_(POST)).values(state="done"))
            connection.execute(delete(tables.tracking_event))
            connection.execute(delete(tables.tracking_cursor))
