"""Bodies that are too long, cut, chunked, of another kind or of another meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import builders
from tests.dvc.conftest import LIMIT
from tests.dvc.portal import Portal, dossier

PUSH = {"service": "DongBoHoSoMC", "isUpdating": False}
UPDATE = {"service": "DongBoHoSoMC", "isUpdating": True}
KNOWN = dossier(MaHoSo="G22.99-211115-9998")


def bytes_of(message: Any) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def padded(size: int) -> bytes:
    """A good message of exactly this many bytes."""
    body = bytes_of({**PUSH, "data": [dossier()]})
    return body + b" " * (size - len(body))


def in_pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


def send_in_pieces(portal: Portal, body: bytes) -> Any:
    return portal.send(in_pieces(body), portal.headers(body, builders.unique("msg")))


def test_a_chunked_message_is_taken_whole(portal: Portal) -> None:
    assert send_in_pieces(portal, padded(LIMIT)).json()["error_code"] == 0
    assert len(portal.stored()) == 1


def test_a_message_at_the_limit_passes(portal: Portal) -> None:
    assert portal.post(padded(LIMIT)).status_code == 200


def test_a_chunked_message_over_the_limit_is_refused_and_not_cut(portal: Portal) -> None:
    response = send_in_pieces(portal, padded(LIMIT + 1))
    assert (response.status_code, response.json()["code"]) == (413, "TOO_LARGE")
    assert portal.stored() == []


def test_a_message_over_the_limit_is_refused(portal: Portal) -> None:
    response = portal.post(padded(LIMIT + 1))
    assert (response.status_code, response.json()["code"]) == (413, "TOO_LARGE")
    assert portal.stored() == []


@pytest.mark.parametrize("media_type", ["text/xml", "application/x-www-form-urlencoded", "text/plain", ""])
def test_only_json_is_read(portal: Portal, media_type: str) -> None:
    response = portal.post({**PUSH, "data": dossier()}, Content_Type=media_type)
    assert (response.status_code, response.json()["faults"][0]["code"]) == (415, "MEDIA_TYPE_JSON")


def test_json_may_name_its_charset(portal: Portal) -> None:
    response = portal.post({**PUSH, "data": dossier()}, Content_Type="application/json; charset=UTF-8")
    assert response.status_code == 200


@pytest.mark.parametrize("encoding", ["utf-16", "cp1258"])
def test_other_encodings_are_refused(portal: Portal, encoding: str) -> None:
    body = bytes_of({**PUSH, "data": dossier()}).decode().encode(encoding, "ignore")
    response = portal.post(body)
    assert (response.status_code, response.json()["faults"][0]["code"]) == (400, "TEXT_UNREADABLE")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="empty"),
        pytest.param(bytes_of({**PUSH, "data": dossier()})[:-20], id="truncated"),
        pytest.param(b'{"service": "DongBoHoSoMC", "service": "DongBoHoSoMC", "data": {"a": "b"}}', id="repeated key"),
        pytest.param(b'{"service": "DongBoHoSoMC", "data": {"Gia": NaN}}', id="NaN"),
        pytest.param(b'{"service": "DongBoHoSoMC", "data": {"Gia": -Infinity}}', id="Infinity"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, id="very deep"),
        pytest.param(b'{"service": "DongBoHoSoMC", "data": ' + b"[" * 20 + b"]" * 20 + b"}", id="deep"),
        pytest.param(b'{"data": 1} {"data": 2}', id="two texts"),
    ],
)
def test_what_is_no_strict_json_is_refused(portal: Portal, body: bytes) -> None:
    response = portal.post(body)
    assert (response.status_code, response.json()["faults"][0]["code"]) == (400, "JSON_INVALID")
    assert response.json()["message"] == "Thông điệp không đúng định dạng đã công bố."


@pytest.mark.parametrize(
    ("message", "faults"),
    [
        ("text", {".": "TYPE_INVALID"}),
        ({}, {"service": "REQUIRED", "data": "REQUIRED"}),
        ({**PUSH}, {"data": "REQUIRED"}),
        ({**PUSH, "data": None}, {"data": "REQUIRED"}),
        ({**PUSH, "data": []}, {"data": "REQUIRED"}),
        ({**PUSH, "data": {}}, {"data": "REQUIRED"}),
        ({**PUSH, "data": "hồ sơ"}, {"data": "TYPE_INVALID"}),
        ({**PUSH, "data": [1, "x"]}, {"data": "TYPE_INVALID"}),
        ({"service": "LayThuTuc", "data": [{}, {"a": "b"}]}, {"service": "CHOICE_UNKNOWN"}),
        ({**PUSH, "isUpdating": "maybe", "data": {"a": "b"}}, {"isUpdating": "CHOICE_UNKNOWN"}),
        ({**PUSH, "data": [{"MaHoSo": str(i)} for i in range(201)]}, {"data": "TOO_MANY"}),
        ([], {".": "REQUIRED"}),
    ],
)
def test_another_shape_is_refused_as_a_whole(portal: Portal, message: Any, faults: dict[str, str]) -> None:
    response = portal.post(message)
    assert response.status_code == 400
    assert {fault["path"]: fault["code"] for fault in response.json()["faults"]} == faults
    assert response.json()["error_code"] == -1


def test_a_refused_message_may_be_corrected_under_its_id(portal: Portal) -> None:
    assert portal.post(b'{"service":', "msg-1").status_code == 400
    assert portal.post({**PUSH, "data": dossier()}, "msg-1").status_code == 200


TEXT = st.text(max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(TEXT, children, max_size=3),
    max_leaves=8,
)
CHANGED = st.dictionaries(st.sampled_from([*dossier(), "Base64", "TepDonDangKy", "NguoiLienHe"]), JSON, max_size=4)
ROWS = st.fixed_dictionaries(
    {
        "TaiLieuNop": st.lists(
            st.dictionaries(st.sampled_from(["TenTepDinhKem", "IsDeleted", "Base64"]), JSON), max_size=2
        )
    }
)
CAME = st.dictionaries(
    st.sampled_from(["HoSoBoSungId", "NgayTiepNhanBoSung", "NoiDungBoSung", "DanhSachGiayToBoSung"]),
    JSON | st.lists(st.dictionaries(st.just("TenGiayTo"), JSON), max_size=2),
)
STATES = st.dictionaries(st.sampled_from(["MaHoSo", "TrangThai", "NoiDung"]), JSON | st.just("7"))
MESSAGES = (
    JSON
    | st.builds(lambda data: {**PUSH, "data": data}, JSON)
    | st.builds(lambda changes, rows: {**PUSH, "data": [{**dossier(), **changes, **rows}]}, CHANGED, ROWS | st.just({}))
    | st.builds(lambda changes: {**PUSH, "data": [dossier() | changes]}, CHANGED)
    | st.builds(
        lambda changes, rows: {**UPDATE, "data": [KNOWN | changes | {"DanhSachHoSoBoSung": rows}]},
        CHANGED,
        st.lists(CAME, max_size=2),
    )
    | st.builds(lambda told: {**UPDATE, "service": "DongBoTrangThaiHoSo", "data": [told, KNOWN]}, STATES)
)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(MESSAGES)
def test_arbitrary_json_is_never_our_error(portal: Portal, message: Any) -> None:
    response = portal.post(json.dumps(message).encode())
    assert response.status_code in (200, 400), response.text
    assert response.json()["message"]


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", {"a": ["\x00"]}, [[]], True, "9" * 3000, {"\x00": "\x00"}])
def test_no_field_with_a_hostile_value_is_our_error(portal: Portal, value: Any) -> None:
    names = [*dossier(), "TenThuongNhan", "NguoiLienHe", "SoGiayToChuHoSo", "GhiChu"]
    response = portal.post(json.dumps({**PUSH, "data": [dossier() | {name: value} for name in names]}).encode())
    assert response.status_code == 200, response.text
    for i, result in enumerate(response.json()["results"]):
        assert all(fault["path"].startswith(f"data[{i}]") for fault in result["faults"])
