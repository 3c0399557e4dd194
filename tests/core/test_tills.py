"""The operator's view of the tills: what lies in them, and closing one whose clerk is gone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.testing import FlaskCliRunner

from app.context import Context
from app.money import cash_shifts
from app.security.principals import Principal
from app.web import create_app
from tests import builders
from tests.core.test_cash_shifts import CASH, till_with
from tests.core.test_fees import DUE


@pytest.fixture
def clerk(context: Context) -> Principal:
    return builders.principal(context, office_id=builders.OFFICE)


@pytest.fixture
def runner(context: Context) -> Iterator[FlaskCliRunner]:
    app = create_app(context.settings)
    yield app.test_cli_runner()
    app.extensions["dossier_post"].database.engine.dispose()


def left(runner: FlaskCliRunner, collector: str) -> list[list[str]]:
    result = runner.invoke(args=("tills", "left"))
    assert result.exit_code == 0, result.output
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    return [row[1:] for row in rows if row[0] == collector]


def test_what_lies_in_a_till_is_listed_until_it_is_closed(
    runner: FlaskCliRunner, context: Context, clerk: Principal
) -> None:
    assert left(runner, clerk.collector) == []
    till_with(context, clerk, CASH, {**CASH, "method": "transfer"})
    assert left(runner, clerk.collector) == [[clerk.agency_id, "881600", "2", str(DUE), str(2 * DUE), "2021-11-15"]]
    arguments = ("tills", "close", clerk.collector, "--counted", str(DUE), "--clerk", "Phạm Thị Thu Thủy")
    closed = runner.invoke(args=arguments)
    assert closed.exit_code == 0, closed.output
    number, _, figures = closed.stdout.strip().partition(": ")
    assert figures == f"payments=2 total={2 * DUE}"
    shift = cash_shifts.find(number, clerk, context).shift
    assert shift is not None and shift.clerk_name == "Phạm Thị Thu Thủy" and shift.office_id == builders.OFFICE
    assert left(runner, clerk.collector) == []


def test_a_till_is_closed_to_the_dong_for_the_operator_too(
    runner: FlaskCliRunner, context: Context, clerk: Principal
) -> None:
    till_with(context, clerk, CASH)
    for counted, reason in (
        ("1000", "should hold 135.000 đồng, counted were 1.000 đồng"),
        ("x", "counted_vnd: whole đồng"),
    ):
        result = runner.invoke(args=("tills", "close", clerk.collector, "--counted", counted))
        assert result.exit_code == 1 and reason in result.output
    assert len(left(runner, clerk.collector)) == 1
    arguments = ("tills", "close", clerk.collector, "--counted", "1000", "--note", "Thất lạc, đã lập biên bản")
    assert runner.invoke(args=arguments).exit_code == 0


def test_a_till_without_money_is_not_closed(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=("tills", "close", "key:0", "--counted", "0"))
    assert result.exit_code == 2 and "flask tills left" in result.output
