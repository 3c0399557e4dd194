"""The simulated post over real HTTP, and every adapter of the port against it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.config import Settings
from app.context import Context
from app.domain.errors import Unavailable
from app.domain.post.order import Party, PostalOrder
from app.store import item_codes
from integrations.post.codes import End
from integrations.post.orders import opened
from integrations.post.orders.account import Shape
from integrations.post.orders.port import Post
from integrations.post.simulator.faults import Fault, Planned
from integrations.post.simulator.running import AGENCY_SENDER, Simulator, running
from tests import builders
from tests.post.desk import Desk

NOW = datetime(2021, 11, 22, 2, 15, 7, tzinfo=UTC)
RECEIVER = Party("Nguyễn Thị Ngọc Ánh", "0918345601", "Số 12, tổ 5, xã Vĩnh Trạch, Thoại Sơn", "88", "8846")
HASTY = {"connect_timeout_s": 5.0, "read_timeout_s": 0.8, "whole_timeout_s": 5.0}  # where a time-out is what is tested

# The adapters: the shape and what its account says beyond it.
ADAPTERS: dict[str, tuple[Shape, dict[str, Any]]] = {
    "ngsp": (Shape.NGSP, {}),
    "lgsp": (Shape.LGSP, {}),
    "lgsp, 101 confirmed": (Shape.LGSP, {"answers": {"101": End.EXISTS}}),
    "soap": (Shape.SOAP, {}),
}

Fail = Callable[..., None]


@pytest.fixture(scope="session")
def simulator() -> Iterator[Simulator]:
    with running(lambda: NOW) as made:
        yield made


@pytest.fixture(autouse=True)
def _nothing_planned(simulator: Simulator) -> Iterator[None]:
    """Each test begins with an empty post that works."""
    simulator.service.plan.clear()
    simulator.service.state.clear()
    yield
    simulator.service.plan.clear()


@pytest.fixture(scope="session", params=ADAPTERS)
def adapters(simulator: Simulator, request: pytest.FixtureRequest) -> dict[bool, Post]:
    """A patient one, and a hasty one that has its token."""
    shape, changes = ADAPTERS[request.param]
    patient, hasty = (opened(simulator.account(shape, **changes, **limits)) for limits in ({}, HASTY))
    for _ in range(20):
        with suppress(Unavailable):
            hasty.tracking()
            break
    return {False: patient, True: hasty}


@pytest.fixture
def post(adapters: dict[bool, Post], request: pytest.FixtureRequest) -> Post:
    """Each adapter in turn; for the fault ``slow`` the one that does not wait long."""
    return adapters[request.node.callspec.params.get("fault") == "slow"]


@pytest.fixture
def fail(simulator: Simulator) -> Fail:
    """``fail("lost_answer", "create")``: the next such call goes wrong."""

    def plan(fault: str, call: str = "any", **more: Any) -> None:
        simulator.service.plan.add(Planned(Fault(fault), call, **more))

    return plan


def an_order(**changes: Any) -> PostalOrder:
    """An order that is valid by default, of a dossier that no other test has."""
    values: dict[str, Any] = {
        "order_no": builders.unique("000.00.16.H01-211122"),
        "sender": AGENCY_SENDER,
        "receiver": RECEIVER,
        "contents": "Giấy phép lái xe",
        "weight_g": 50,
    }
    return PostalOrder(**(values | changes))


@pytest.fixture(scope="module")
def context(migrated_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """On a database of the module's own, in an agency that has an account at the post."""
    settings = Settings(
        database_url=migrated_url,
        var=Path(tmp_path_factory.mktemp("var")),
        business_now="2021-11-15T08:00+07:00",
        secret_key="for tests",
        pool_size=12,
    )
    made = replace(Context.build(settings), post_agencies=frozenset({builders.AGENCY}))
    with made.database.begin() as connection:
        item_codes.allocate(connection, builders.AGENCY, "EL", 100, 9_999)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def desk(context: Context, simulator: Simulator) -> Desk:
    made = Desk(context, builders.principal(context), simulator)
    made.forget()
    return made
