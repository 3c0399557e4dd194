"""What a counter does goes by SOAP and by REST: the table of the two is that of the WSDL and of OpenAPI."""

from __future__ import annotations

import re

import pytest

from integrations.post.soap import contract
from tests.conftest import PROJECT
from tests.web.service import Service

SECTION = (
    (PROJECT / "docs/integrators.md").read_text().partition("## The same by SOAP and REST")[2].partition("\n## ")[0]
)
TABLE = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", SECTION, re.MULTILINE))


def named(text: str) -> list[str]:
    return re.findall(r"`([a-z]\w+)`", text)


@pytest.fixture(scope="module")
def operations(service: Service) -> set[str]:
    """The operationIds of OpenAPI."""
    paths = service.session.get(f"{service.url}/api/v1/openapi.json").json()["paths"]
    return {
        operation["operationId"] for item in paths.values() for name, operation in item.items() if name != "parameters"
    }


def test_every_operation_of_the_wsdl_stands_in_the_table_and_no_other() -> None:
    assert sorted(TABLE) == sorted(operation.name for operation in contract.OPERATIONS.values())


def test_every_operation_of_the_wsdl_has_one_of_rest(operations: set[str]) -> None:
    for name, rest in TABLE.items():
        same = named(rest.partition("(")[0])
        assert same or name == "Ping", name
        assert set(same) <= operations, name


def test_every_operation_of_rest_is_told_once(operations: set[str]) -> None:
    told = named(SECTION)
    assert sorted(told) == sorted(set(told)) and set(told) == operations
