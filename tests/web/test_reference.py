"""The OpenAPI document and the page made of it: valid, equal to the routes and to what is really answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Page

from app.domain.errors import OutsideError
from app.http_status import STATUS
from app.web import create_app
from tests import builders
from tests.web.service import Json, Service

TYPES: dict[str, Any] = {
    "string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict,
    "null": type(None),
}  # fmt: skip


@pytest.fixture(scope="module")
def spec(service: Service) -> Json:
    document: Json = requests.get(f"{service.url}/api/v1/openapi.json", timeout=10).json()
    return document


def operations(spec: Json) -> Iterator[tuple[str, str, Json, Json]]:
    for path, item in spec["paths"].items():
        for method in ("get", "put", "post", "delete", "patch"):
            if method in item:
                yield path, method, item, item[method]


def parts(value: Any) -> Iterator[Json]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from parts(inner)


def resolved(spec: Json, ref: str) -> Any:
    found: Any = spec
    for name in ref.removeprefix("#/").split("/"):
        found = found[name]
    return found


def misfits(value: Any, schema: Json, spec: Json, at: str = "") -> Iterator[str]:
    """Where a value is not of its schema; the words of JSON Schema that our document uses."""
    if "$ref" in schema:
        yield from misfits(value, resolved(spec, schema["$ref"]), spec, at)
    if "anyOf" in schema and all(list(misfits(value, each, spec, at)) for each in schema["anyOf"]):
        yield f"{at}: none of anyOf"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) for kind in kinds):
        yield f"{at}: {value!r} is no {kinds}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not of {schema['enum']}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{at}.{name}: missing" for name in schema.get("required", ()) if name not in value)
        yield from (f"{at}.{name}: unknown" for name in value if known and name not in known)
        for name in value.keys() & known.keys():
            yield from misfits(value[name], known[name], spec, f"{at}.{name}")
    if isinstance(value, list) and "items" in schema:
        for i, each in enumerate(value):
            yield from misfits(each, schema["items"], spec, f"{at}[{i}]")


# -- the document ---------------------------------------------------------------------------------------------------


def test_the_document_is_openapi_3_1(spec: Json, service: Service) -> None:
    assert spec["openapi"] == "3.1.0"
    assert spec["info"]["title"] and spec["info"]["version"] and spec["servers"] == [{"url": service.url}]
    assert spec["components"]["securitySchemes"]["key"] == {"type": "http", "scheme": "bearer"}
    assert spec["security"] == [{"key": []}]
    for each in parts(spec):
        if "$ref" in each:
            assert resolved(spec, each["$ref"]), each
        assert not isinstance(each.get("type"), str) or each["type"] in {*TYPES, "http"}, each
        assert "nullable" not in each, "3.0's word"


def test_every_operation_is_whole(spec: Json) -> None:
    names = [operation["operationId"] for _, _, _, operation in operations(spec)]
    assert len(names) == len(set(names)) >= 6
    for path, _, item, operation in operations(spec):
        assert operation["summary"] and operation["responses"]
        stated = [*item.get("parameters", ()), *operation.get("parameters", ())]
        assert {p["name"] for p in stated if p["in"] == "path"} == set(re.findall(r"{(\w+)}", path))
        assert all(p["required"] for p in stated if p["in"] == "path")
        for status, response in operation["responses"].items():
            assert re.fullmatch("[1-5][0-9][0-9]", status) and response["description"]
            if status >= "400":
                assert response["content"]["application/problem+json"]["schema"]["$ref"].endswith("/Problem")


def test_every_component_is_used(spec: Json) -> None:
    used = {each["$ref"] for each in parts(spec) if "$ref" in each}
    assert {f"#/components/schemas/{name}" for name in spec["components"]["schemas"]} <= used


def test_the_document_names_the_routes_and_no_others(spec: Json, service: Service) -> None:
    app = create_app(service.context.settings)
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
    }
    assert {(path, method) for path, method, _, _ in operations(spec)} == routes
    app.extensions["dossier_post"].database.engine.dispose()


def test_every_status_of_ours_is_in_the_document(spec: Json) -> None:
    stated = {int(status) for _, _, _, operation in operations(spec) for status in operation["responses"]}
    assert {status for kind, status in STATUS.items() if not issubclass(kind, OutsideError)} <= stated


def test_messages_that_are_taken_fit_the_document(spec: Json) -> None:
    assert not list(misfits(builders.raw_dossier(), {"$ref": "#/components/schemas/Submission"}, spec))


def test_real_replies_fit_the_document(spec: Json, service: Service) -> None:
    number = service.accepted(channel="portal")["dossier_no"]
    request_id, message = builders.unique("request"), builders.raw_dossier(code=builders.unique("VNP"))
    calls: list[tuple[str, str, Callable[[], requests.Response]]] = [
        ("/api/v1/dossiers", "post", lambda: service.submit(message, request_id=request_id)),
        ("/api/v1/dossiers", "post", lambda: service.submit(message, request_id=request_id)),
        ("/api/v1/dossiers", "post", service.submit),
        ("/api/v1/dossiers", "post", lambda: service.submit(procedure="9")),
        ("/api/v1/dossiers", "post", lambda: service.submit(b"{")),
        ("/api/v1/dossiers", "post", lambda: service.submit(request_id=request_id)),
        ("/api/v1/dossiers", "post", lambda: service.submit(key="x")),
        ("/api/v1/dossiers", "post", lambda: service.submit(headers={"Content-Type": "text/plain"})),
        ("/api/v1/dossiers/{code}", "get", lambda: service.call("GET", f"/{number}")),
        ("/api/v1/dossiers/{code}", "get", lambda: service.call("GET", "/nix")),
        ("/api/v1/dossiers/{code}/finish", "post", lambda: service.call("POST", f"/{number}/finish")),
        ("/api/v1/dossiers/{code}/receive", "post", lambda: service.call("POST", f"/{number}/receive")),
        ("/api/v1/dossiers/{code}/receive", "post", lambda: service.call("POST", f"/{number}/receive", json={"x": 1})),
        ("/api/v1/dossiers/{code}/finish", "post", lambda: service.call("POST", f"/{number}/finish")),
        ("/api/v1/dossiers/{code}/label.pdf", "get", lambda: service.call("GET", f"/{number}/label.pdf")),
        ("/api/v1/dossiers/{code}/receipt.pdf", "get", lambda: service.call("GET", f"/{number}/receipt.pdf")),
    ]
    statuses = []
    for path, method, call in calls:
        reply = call()
        statuses.append(reply.status_code)
        stated = spec["paths"][path][method]["responses"][str(reply.status_code)]["content"]
        content = stated[reply.headers["Content-Type"]]
        if "schema" in content:
            assert not list(misfits(reply.json(), content["schema"], spec)), (path, reply.text)
    assert statuses == [201, 200, 201, 422, 400, 409, 401, 415, 200, 404, 409, 200, 422, 200, 200, 200]


# -- the page -------------------------------------------------------------------------------------------------------


def test_the_page_needs_nothing_from_outside(service: Service) -> None:
    page = requests.get(f"{service.url}/docs", timeout=10)
    assert page.status_code == 200 and "script" not in page.text
    links = re.findall(r"""(?:src|href|action)=["']?([^"'\s>]+)""", page.text)
    assert links and all(link.startswith(("/", "#")) and not link.startswith("//") for link in links)
    for link in {link for link in links if link.startswith("/")}:
        reply = requests.get(service.url + link, timeout=10)
        assert reply.status_code == 200 and "url(" not in reply.text and "@import" not in reply.text


def test_the_page_shows_every_operation_and_field(service: Service, spec: Json, page: Page) -> None:
    page.goto(f"{service.url}/docs")
    text = page.inner_text("main")
    for path, method, _, operation in operations(spec):
        assert path in text and operation["summary"] in text
        assert page.inner_text(f"#{operation['operationId']} .method") == method.upper()
    for name, schema in spec["components"]["schemas"].items():
        for field in schema.get("properties", ()):
            assert field in page.inner_text(f"#{name}")
    for target in page.eval_on_selector_all("a[href^='#']", "links => links.map(a => a.getAttribute('href'))"):
        assert page.query_selector(target), target
