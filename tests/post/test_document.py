"""docs/post.md says what the code does."""

from __future__ import annotations

import re

from integrations.post import codes
from integrations.post.orders.account import Shape
from integrations.post.orders.ends import STATUSES, Sent
from integrations.post.orders.rest import DIALECTS
from integrations.post.simulator.faults import Fault
from tests.conftest import PROJECT

DOCUMENT = (PROJECT / "docs/post.md").read_text()


def test_every_fault_shape_call_and_table_is_named() -> None:
    names = {*Fault, *Shape, *DIALECTS[Shape.LGSP].services.values()}
    names |= {path.name for path in codes.HERE.glob("*.toml")}
    assert not [name for name in names if f"`{name}`" not in DOCUMENT]


def test_the_statuses_that_are_not_carried_out_are_those_of_the_table() -> None:
    (row,) = re.findall(r"^\| 403,.*$", DOCUMENT, re.MULTILINE)
    told = {int(status) for status in re.findall(r"\b[3-5]\d\d\b", row)} | {401, 429, 503}
    assert told == {status for status, sent in STATUSES.items() if sent is Sent.NO}


def test_the_operations_of_the_contract_are_named() -> None:
    wsdl = (PROJECT / "integrations/post/orders/contract/orders.wsdl").read_text()
    operations = set(re.findall(r'<wsdl:operation name="(\w+)"', wsdl))
    assert len(operations) == 5 and all(f"`{name}`" in DOCUMENT for name in operations)


def test_links_lead_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", DOCUMENT):
        assert (PROJECT / "docs" / target).exists(), target
