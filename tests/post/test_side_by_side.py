"""Webhook, feed and counter tell of the same parcels at the same moment: all is kept, and none waits in a ring."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from app.domain.post.tracking import Status, TrackingEvent
from app.post import parcels, reporting, tracking, weighing
from app.security.principals import Role
from integrations.post.words import WORDS
from tests import builders
from tests.post.desk import Desk
from tests.post.test_parcels import APage, told
from tests.post.test_reporting import event

ROUNDS = 15


def test_webhook_feed_and_counter_side_by_side_keep_every_report_once(desk: Desk) -> None:
    numbers = [desk.finished() for _ in range(3)]
    desk.ask(desk.line("finds"), *numbers)
    post = builders.principal(desk.context, roles=[Role.SUBMIT, Role.READ])
    together = Barrier(3)

    def reports(*of: str) -> tuple[TrackingEvent, ...]:
        return tuple(told(number, Status.IN_TRANSIT) for number in of)

    def webhook() -> None:
        tracking.hint("webhook", reports(*numbers, "nobody's"), desk.context)

    def feed() -> None:
        tracking.record(APage(reports("nobody's", *reversed(numbers))), "feed", "test", desk.context)
        weighing.weigh_news(desk.context)

    def counter() -> None:
        reporting.report([event(number) for number in numbers], post, desk.context, WORDS)

    def many_times(door: Callable[[], None]) -> None:
        try:
            for _ in range(ROUNDS):
                together.wait(30)
                door()
        except Exception:
            together.abort()  # leaves nobody waiting
            raise

    with ThreadPoolExecutor(3) as pool:
        doors = [pool.submit(many_times, door) for door in (webhook, feed, counter)]
        failed = [repr(door.exception()) for door in doors if door.exception()]
    assert not failed
    for number in numbers:
        (seen,) = parcels.of(number, desk.who, desk.context)[1]
        assert len(seen.events) == 3 * ROUNDS
