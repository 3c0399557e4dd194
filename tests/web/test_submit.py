"""REST, handing in: taken in once, repeated, refused with everything that is wrong, and nothing left behind."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import unicodedata
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import func, select

from app.domain.submission import Channel
from app.security.principals import Role
from app.store import tables
from tests import builders
from tests.web.service import Service, faults, refused


def stored(service: Service) -> tuple[int, int, int, int]:
    """How many dossiers, requests, rows owed and attachments there are."""
    counted = (tables.dossier, tables.request, tables.outbox)
    with service.context.database.begin() as connection:
        rows = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in counted]
    files = sum(1 for path in (service.context.settings.var / "files").rglob("attachments/*/*") if path.is_file())
    return rows[0], rows[1], rows[2], files


def record(service: Service, number: str) -> dict[str, Any]:
    with service.context.database.begin() as connection:
        statement = select(tables.dossier.c.record).where(tables.dossier.c.dossier_no == number)
        found: dict[str, Any] = connection.execute(statement).scalar_one()
    return found


def owner(**changes: Any) -> dict[str, Any]:
    return builders.raw_dossier()["owner"] | changes


def paper(pdf: bytes, **changes: Any) -> dict[str, Any]:
    attachment = {
        "file_name": "don.pdf",
        "media_type": "application/pdf",
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "content": base64.b64encode(pdf).decode(),
    }
    return {"name": "Đơn đề nghị", "originals": 1, "attachment": attachment | changes}


# -- taken in, once --------------------------------------------------------------------------------------------


def test_a_dossier_is_taken_in_and_found_under_its_location(service: Service) -> None:
    reply = service.submit(code="VNP-881600-000001")
    assert reply.status_code == 201
    answer = reply.json()
    assert reply.headers["Location"] == answer["links"]["self"] == f"{service.api}/{answer['dossier_no']}"
    assert answer["dossier_no"].startswith("000.00.16.H01-211115-")
    assert (answer["state"], answer["paper"], answer["repeat"]) == ("received", "receipt", False)
    assert answer["code"] == "VNP-881600-000001"
    submitted, due = datetime.fromisoformat(answer["submitted_at"]), datetime.fromisoformat(answer["due_at"])
    assert submitted.isoformat().startswith("2021-11-15T08:") and due.date().isoformat() == "2021-11-22"


def test_the_same_again_gets_the_same_answer_as_a_repeat(service: Service) -> None:
    message, request_id = builders.raw_dossier(), builders.unique("request")
    first = service.submit(message, request_id=request_id)
    before = stored(service)
    again = service.submit(message, request_id=request_id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json() | {"repeat": True}
    assert again.headers["Location"] == first.headers["Location"]
    assert stored(service) == before


def test_other_content_under_the_same_key_is_a_conflict(service: Service) -> None:
    request_id = builders.unique("request")
    service.submit(request_id=request_id)
    before = stored(service)
    reply = service.submit(request_id=request_id, licence_class="C")
    assert refused(reply, 409)["code"] == "CONFLICT"
    assert stored(service) == before


def test_spaces_and_spelling_of_the_same_content_make_no_conflict(service: Service) -> None:
    message, request_id = builders.raw_dossier(), builders.unique("request")
    number = service.submit(message, request_id=request_id).json()["dossier_no"]
    spaced = unicodedata.normalize("NFD", f"  {message['owner']['name'].replace(' ', '  ')} ")
    again = service.submit(message | {"owner": message["owner"] | {"name": spaced}}, request_id=request_id)
    assert (again.status_code, again.json()["dossier_no"]) == (200, number)


def test_two_keys_of_one_sender_share_its_request_ids(service: Service) -> None:
    sender = builders.unique("sender")
    keys = [builders.new_key(service.context, sender=sender) for _ in range(2)]
    message, request_id = builders.raw_dossier(), builders.unique("request")
    first, again = (service.submit(message, request_id=request_id, key=key) for key in keys)
    assert (first.status_code, again.status_code) == (201, 200)


# -- who may -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["", "dp_wrong", "ÿ", " "])
def test_without_a_good_key_nobody_gets_in(service: Service, key: str) -> None:
    before = stored(service)
    headers = {"Authorization": f"Bearer {key}".encode("latin-1")} if key else {}
    reply = service.submit(key="", headers=headers)
    assert refused(reply, 401)["code"] == "AUTHENTICATION"
    assert reply.headers["WWW-Authenticate"] == "Bearer"
    assert stored(service) == before


def test_another_scheme_is_no_key(service: Service) -> None:
    refused(service.submit(key="", headers={"Authorization": f"Basic {service.key}"}), 401)


def test_a_key_without_the_role_is_refused(service: Service) -> None:
    key = builders.new_key(service.context, roles=[Role.READ])
    assert refused(service.submit(key=key), 403)["code"] == "NOT_ALLOWED"


def test_a_channel_that_the_key_may_not_use_is_refused(service: Service) -> None:
    key = builders.new_key(service.context, channels=(Channel.POST_COUNTER,))
    assert refused(service.submit(key=key, channel="portal"), 403)["code"] == "NOT_ALLOWED"


# -- what is wrong, all of it --------------------------------------------------------------------------------------


def test_faults_of_shape_and_of_value_are_told_together_and_nothing_is_stored(service: Service) -> None:
    before = stored(service)
    reply = service.submit(
        procedure="9.999999",
        owner={"name": " ", "phone": "12", "id_number": "abc", "email": "x", "birth": "31/02/1990", "age": 3},
        papers=[{"name": "Đơn", "copies": "hai"}, {"copies": -1}, paper(b"x", content="@@@", sha256=None)],
        fee={"amount_vnd": 1.5},
        return_by_post={"wish": "maybe"},
        submitted_at="1970-01-01T00:00:00Z",
        channel="carrier pigeon",
        summary="ă" * 1001,
        colour="blue",
        request_id="two words",
    )
    assert faults(reply) == {
        "procedure": "PROCEDURE_UNKNOWN",
        "owner.name": "REQUIRED",
        "owner.phone": "PHONE_INVALID",
        "owner.id_number": "CITIZEN_ID_INVALID",
        "owner.email": "EMAIL_INVALID",
        "owner.birth": "BIRTH_DATE_INVALID",
        "owner.age": "FIELD_UNKNOWN",
        "papers[0].copies": "TYPE_INVALID",
        "papers[1].name": "REQUIRED",
        "papers[1].copies": "NUMBER_NEGATIVE",
        "papers[2].attachment.content": "ATTACHMENT_BROKEN",
        "fee.amount_vnd": "TYPE_INVALID",
        "return_by_post.wish": "CHOICE_UNKNOWN",
        "submitted_at": "TIME_TOO_OLD",
        "channel": "CHOICE_UNKNOWN",
        "summary": "TEXT_TOO_LONG",
        "colour": "FIELD_UNKNOWN",
        "Idempotency-Key": "REQUEST_ID_INVALID",
    }
    assert stored(service) == before


@pytest.mark.parametrize(
    ("request_id", "code"), [("", "REQUIRED"), ("x" * 129, "REQUEST_ID_INVALID"), ("a b", "REQUEST_ID_INVALID")]
)
def test_a_request_needs_an_id(service: Service, request_id: str, code: str) -> None:
    reply = service.submit(headers={"Idempotency-Key": request_id})
    assert faults(reply) == {"Idempotency-Key": code}


def test_a_request_without_the_header_is_told_so(service: Service) -> None:
    body = json.dumps(builders.raw_dossier())
    reply = service.call("POST", "", data=body, headers={"Content-Type": "application/json"})
    assert faults(reply) == {"Idempotency-Key": "REQUIRED"}


def test_a_request_id_of_128_signs_is_taken(service: Service) -> None:
    assert service.submit(request_id="!~" * 64).status_code == 201


@pytest.mark.parametrize(
    ("birth", "code"),
    [
        ("31/02/1990", "BIRTH_DATE_INVALID"),
        ("12026-01-01", "BIRTH_DATE_INVALID"),
        ("1990-13-01", "BIRTH_DATE_INVALID"),
        ("16/11/2021", "BIRTH_DATE_INVALID"),  # tomorrow
        ("1799", "BIRTH_DATE_INVALID"),
    ],
)
def test_an_impossible_birth_date_is_refused(service: Service, birth: str, code: str) -> None:
    assert faults(service.submit(owner=owner(birth=birth))) == {"owner.birth": code}


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2021-02-31T08:00:00+07:00", "DATE_INVALID"),
        ("12026-01-01T08:00:00+07:00", "DATE_INVALID"),
        ("0001-01-01T00:00:00+14:00", "DATE_INVALID"),
        ("9999-12-31T23:59:59-14:00", "DATE_INVALID"),
        ("15/11/2021", "DATE_INVALID"),
        ("2021-11-17T08:00:00+07:00", "TIME_IN_FUTURE"),
        ("1970-01-01T00:00:00Z", "TIME_TOO_OLD"),
    ],
)
def test_an_impossible_time_of_submission_is_refused(service: Service, moment: str, code: str) -> None:
    assert faults(service.submit(submitted_at=moment)) == {"submitted_at": code}


def test_return_by_post_needs_somewhere_to_go(service: Service) -> None:
    reply = service.submit(owner=owner(address=None), return_by_post={"wish": "yes"})
    assert faults(reply) == {"return_by_post.address": "RETURN_ADDRESS_REQUIRED"}


# -- text --------------------------------------------------------------------------------------------------------


def test_a_decomposed_name_is_stored_composed(service: Service) -> None:
    name = "Nguyễn Thị Ngọc Ánh"
    answer = service.accepted(owner=owner(name=unicodedata.normalize("NFD", name)))
    assert record(service, answer["dossier_no"])["owner"]["name"] == name


@pytest.mark.parametrize(
    "name", ["NguyÔn V¨n An", "Nguyeãn Vaên An", "Nguyá»…n VÄƒn An", "An\ud800", "An\x00", "An\ue000"]
)
def test_text_in_an_old_or_broken_encoding_is_refused(service: Service, name: str) -> None:
    assert faults(service.submit(owner=owner(name=name))) == {"owner.name": "TEXT_UNREADABLE"}


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le", "utf-32"])
def test_a_body_in_another_encoding_is_refused(service: Service, encoding: str) -> None:
    body = json.dumps(builders.raw_dossier(owner=owner(name="Võ Hải Âu"[:2] + "é")), ensure_ascii=False)
    reply = service.submit("".join(c if ord(c) < 256 else "?" for c in body).encode(encoding))
    assert [fault["code"] for fault in refused(reply, 400)["faults"]] == ["JSON_INVALID"]


def test_a_byte_order_mark_is_passed_over(service: Service) -> None:
    assert service.submit(b"\xef\xbb\xbf" + json.dumps(builders.raw_dossier()).encode()).status_code == 201


# -- papers ------------------------------------------------------------------------------------------------------


def test_an_attachment_of_200_kb_is_stored_byte_for_byte(service: Service) -> None:
    content = b"%PDF-1.4\n" + random.Random(1).randbytes(200_000)
    number = service.accepted(papers=[paper(content)])["dossier_no"]
    with service.context.database.begin() as connection:
        row = connection.execute(
            select(tables.paper)
            .join(tables.dossier, tables.dossier.c.id == tables.paper.c.dossier_id)
            .where(tables.dossier.c.dossier_no == number)
        ).one()
    assert service.context.files.get(row.file_key) == content
    assert (row.file_name, row.sha256, row.size_bytes) == (
        "don.pdf",
        hashlib.sha256(content).hexdigest(),
        len(content),
    )


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"content": "không phải base64"}, "content", "ATTACHMENT_BROKEN"),
        ({"content": "JVBERi0xLjcKJ"}, "content", "ATTACHMENT_BROKEN"),
        ({"content": ""}, "content", "ATTACHMENT_BROKEN"),
        ({"sha256": "0" * 64}, "sha256", "ATTACHMENT_DIGEST"),
        ({"media_type": "application/x-msdownload"}, "media_type", "ATTACHMENT_TYPE"),
        ({"file_name": " "}, "file_name", "REQUIRED"),
    ],
)
def test_a_damaged_attachment_is_refused(service: Service, changes: dict[str, str], path: str, code: str) -> None:
    before = stored(service)
    assert faults(service.submit(papers=[paper(b"%PDF-1.4", **changes)])) == {f"papers[0].attachment.{path}": code}
    assert stored(service) == before


def test_an_attachment_that_base64_takes_over_the_limit_of_a_message_is_refused(service: Service) -> None:
    before = stored(service)
    assert refused(service.submit(papers=[paper(b"x" * 16 * 1024 * 1024)]), 413)["code"] == "TOO_LARGE"
    assert stored(service) == before


def test_an_attachment_of_14_mb_is_taken(service: Service) -> None:
    assert service.submit(papers=[paper(b"%PDF-".ljust(14 * 1024 * 1024, b"x"))]).status_code == 201


def test_fifty_papers_are_taken_and_one_more_is_not(service: Service) -> None:
    service.accepted(papers=[{"name": f"Giấy tờ {i}"} for i in range(50)])
    assert faults(service.submit(papers=[{"name": f"Giấy tờ {i}"} for i in range(51)])) == {"papers": "TOO_MANY"}
