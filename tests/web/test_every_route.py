"""What holds for every route of the OpenAPI document, those too that are added later."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st

from app import web
from tests import builders
from tests.conftest import PROJECT
from tests.web.service import Service, refused
from tests.web.test_hostile import MB, NAMES, QUIET, VALUES

STRANGE = [
    "%00",
    "%ff%fe",
    "%ee%80%80",
    "a%0d%0ab",
    "x" * 3000,
    "%27%20OR%201=1",
    "%25",
    "%F0%9F%98%80",
    "000000000000",
]
QUERY = ["", "\x00", "x" * 3000, "-1", "0", "1e9", "9" * 5000, "²", "\ue000", "receipt", "label", "a6", "á"]


def routes() -> list[tuple[str, str]]:
    """Method and path of every operation, before there is a service, so that they can name tests."""
    app = Flask("routes", static_folder=None)
    for module in web.API:
        app.register_blueprint(module.blueprint(None))
    rules = [(rule, rule.methods - {"HEAD", "OPTIONS"}) for rule in app.url_map.iter_rules()]
    return sorted((method, rule.rule.removeprefix("/api/v1")) for rule, methods in rules for method in methods)


ROUTES = routes()
POSTS = [path for method, path in ROUTES if method == "POST"]
BODIES = {  # of who asks for one
    "payments": {"method": "cash"},
    "refunds": {"method": "cash", "reason": "x"},
    "supplement": {"papers": [{"name": "x"}]},
    "withdraw": {},
    "correct": {"summary": "x"},
    "return": {"wish": "no"},
    "collection": {"wish": "no"},
    "scan": {"codes": ["EL491610889VN"]},
    "remove": {"codes": ["EL491610889VN"]},
    "uncount": {"codes": ["EL491610889VN"]},
    "pack": {"seal_no": "x"},
    "sign": {"name": "x"},
    "confirm": {"name": "x", "all_as_listed": True},
}


def call(service: Service, method: str, path: str, value: str = "x", **options: Any) -> requests.Response:
    filled = re.sub(r"<\w+>", value, path)
    headers = {"Idempotency-Key": builders.unique("request"), "Authorization": f"Bearer {service.key}"}
    headers |= options.pop("headers", {})
    address = f"{service.url}/api/v1{filled}"
    return service.session.request(method, address, headers=headers, timeout=60, **options)


def in_the_document(service: Service) -> Iterator[tuple[str, str]]:
    for path, item in service.session.get(f"{service.url}/api/v1/openapi.json").json()["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield method.upper(), re.sub(r"{(\w+)}", r"<\1>", path.removeprefix("/api/v1"))


def test_these_are_all_routes(service: Service) -> None:
    assert sorted(in_the_document(service)) == ROUTES


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_no_route_is_open_without_a_key(service: Service, method: str, path: str) -> None:
    for authorization in ("", "Bearer dp_wrong"):
        reply = call(service, method, path, json={}, headers={"Authorization": authorization})
        assert refused(reply, 401)["code"] == "AUTHENTICATION"


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_key_without_roles_may_do_nothing(service: Service, method: str, path: str) -> None:
    key = builders.new_key(service.context, roles=[])
    body = {"items": [], "phone": "0918345601"} if path.endswith(("batch", "search")) else {}
    body = {name: body[name] for name in body if (name == "items") == path.endswith("batch")}
    query = {"code": "x"} if path.endswith("papers.pdf") else None
    if path == "/dossiers":
        body = builders.raw_dossier()
    sent = {"json": body} if method == "POST" else {"params": query}
    reply = call(service, method, path, headers={"Authorization": f"Bearer {key}"}, **sent)
    assert reply.status_code in (403, 404), reply.text


@pytest.mark.parametrize(("method", "path"), [each for each in ROUTES if "<" in each[1]])
@pytest.mark.parametrize("value", STRANGE, ids=range(len(STRANGE)))
def test_no_part_of_a_path_brings_the_service_down(service: Service, method: str, path: str, value: str) -> None:
    reply = call(service, method, path, value, json=BODIES.get(path.rpartition("/")[2]))
    assert reply.status_code in (404, 405, 409, 415, 422), reply.text


@pytest.mark.parametrize(
    "path", [path for method, path in ROUTES if method == "GET" and path.endswith((".pdf", ".zpl"))]
)
def test_no_parameter_brings_the_service_down(service: Service, path: str) -> None:
    number = service.finished()["dossier_no"]
    for name in ("code", "kind", "format", "start"):
        for value in QUERY:
            good = {"code": number, "kind": "label"} if "papers" in path else {}
            reply = call(service, "GET", path, number, params=good | {name: value})
            assert reply.status_code in (200, 404, 409, 422), (name, value[:20], reply.text)


@pytest.mark.parametrize("path", POSTS)
def test_every_body_has_its_limit(service: Service, path: str) -> None:
    reply = call(service, "POST", path, data=b" " * (21 * MB), headers={"Content-Type": "application/json"})
    assert refused(reply, 413)["code"] == "TOO_LARGE"


@given(st.sampled_from(POSTS), VALUES | st.fixed_dictionaries({"items": st.lists(VALUES, max_size=3)}))
@example("/dossiers/batch", {"items": [{"request_id": "\ud800", "dossier": {}}]})
@example("/dossiers/batch", {"items": [{"request_id": "\x00", "dossier": builders.raw_dossier()}]})
@example("/dossiers/search", {"phone": "\x00", "id_number": "\ud800"})
@QUIET
def test_no_json_brings_any_route_down(service: Service, path: str, message: Any) -> None:
    reply = call(service, "POST", path, data=json.dumps(message), headers={"Content-Type": "application/json"})
    wanted = (415,) if path in ("/shift-files", "/post-statements") else (200, 201, 400, 403, 404, 409, 422)
    assert reply.status_code in wanted, reply.text


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=4), st.text(max_size=10))
@QUIET
def test_no_dossier_of_a_batch_brings_it_down(service: Service, changes: dict[str, Any], request_id: str) -> None:
    items = [
        {"request_id": request_id, "dossier": builders.raw_dossier() | changes},
        {"request_id": builders.unique("request"), "dossier": builders.raw_dossier()},
    ]
    body = json.dumps({"items": items}).replace("Infinity", "1e999")
    reply = call(service, "POST", "/dossiers/batch", data=body, headers={"Content-Type": "application/json"})
    assert reply.status_code == 200, reply.text
    first, second = reply.json()["results"]
    assert second["result"] == "accepted" and first["result"] in ("accepted", "repeat", "refused")


@pytest.mark.parametrize("request_id", ["", "two words", "x" * 129])
def test_every_write_that_asks_for_a_request_id_judges_it(service: Service, request_id: str) -> None:
    money = [
        (path, {})
        for path in POSTS
        if path.endswith(("/payments", "/refunds", "/cash-shifts/close", "/handovers", "/reprint", "/confirm"))
    ]
    later = [
        (path, BODIES[path.rpartition("/")[2]])
        for path in POSTS
        if path.endswith(("/supplement", "/withdraw", "/correct", "/return", "/collection"))
    ]
    for path, body in (("/dossiers", builders.raw_dossier()), ("/dossiers/batch", {"items": []}), *money, *later):
        reply = call(service, "POST", path, json=body, headers={"Idempotency-Key": request_id})
        assert [fault["path"] for fault in refused(reply, 422)["faults"]] == ["Idempotency-Key"]


def test_the_guide_names_every_call() -> None:
    guide = (PROJECT / "docs/integrators/rest.md").read_text()
    for method, path in ROUTES:
        written = re.sub(r"<(\w+)>", r"{\1}", path)
        assert f"| `{method} /api/v1{written}` |" in guide, (method, path)
