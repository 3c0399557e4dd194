"""Who may speak: signed by a live secret, over these bytes, just now."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from app.context import Context
from app.domain.submission import Channel
from app.security import keys
from app.security.principals import Role
from tests import builders
from tests.dvc.portal import Portal, dossier, new_portal

STALE = timedelta(minutes=6)


def body_of(*dossiers: dict[str, Any]) -> bytes:
    return json.dumps({"service": "DongBoHoSoMC", "data": list(dossiers)}, ensure_ascii=False).encode()


def without(name: str) -> Any:
    return lambda headers: {key: value for key, value in headers.items() if key != name}


def other(name: str, value: str) -> Any:
    return lambda headers: {**headers, name: value}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(without("webhook-id"), id="no id"),
        pytest.param(without("webhook-timestamp"), id="no time"),
        pytest.param(without("webhook-signature"), id="no signature"),
        pytest.param(other("webhook-id", "msg-other"), id="other id"),
        pytest.param(other("webhook-id", "x" * 257), id="long id"),
        pytest.param(other("webhook-timestamp", "soon"), id="time is no number"),
        pytest.param(other("webhook-timestamp", "nan"), id="time is nan"),
        pytest.param(other("webhook-signature", "v1"), id="signature without value"),
        pytest.param(other("webhook-signature", "v1,@@@"), id="signature is not base64"),
        pytest.param(other("webhook-signature", "v1,é"), id="signature is not ascii"),
        pytest.param(other("webhook-signature", "v1,"), id="empty signature"),
    ],
)
def test_what_is_not_signed_properly_is_unknown(portal: Portal, spoil: Any) -> None:
    body = body_of(dossier())
    response = portal.send(body, spoil(portal.headers(body, "msg-1")))
    assert (response.status_code, response.json()["code"]) == (401, "AUTHENTICATION")
    assert portal.stored() == []


@pytest.mark.parametrize("age", [STALE, -STALE])
def test_a_message_of_another_time_is_unknown(portal: Portal, age: timedelta) -> None:
    body = body_of(dossier())
    response = portal.send(body, portal.headers(body, "msg-1", datetime.now(UTC) - age))
    assert response.status_code == 401
    assert portal.stored() == []


def test_one_tampered_byte_is_refused(portal: Portal) -> None:
    body = body_of(dossier())
    response = portal.send(body.replace(b"135000", b"135001"), portal.headers(body, "msg-1"))
    assert response.status_code == 401
    assert portal.stored() == []


def test_every_refusal_reads_the_same(portal: Portal) -> None:
    body = body_of(dossier())
    stranger = Portal(portal.url, "stranger", keys.new_webhook_secret(), portal.context)
    wrong = stranger.send(body, stranger.headers(body, "msg-1"))
    missing = portal.send(body, {"Content-Type": "application/json"})
    assert wrong.content == missing.content


def test_any_of_several_signatures_will_do(portal: Portal) -> None:
    body = body_of(dossier())
    headers = portal.headers(body, "msg-1")
    foreign = Webhook(keys.new_webhook_secret()).sign("msg-1", datetime.now(UTC), body.decode())
    headers["webhook-signature"] = f"v1a,AAAA {foreign} {headers['webhook-signature']}"
    assert portal.send(body, headers).status_code == 200


def test_both_secrets_hold_while_they_are_rotated_and_none_after_revocation(portal: Portal) -> None:
    renewed = new_portal(portal.url, portal.context, portal.sender)
    assert portal.push_one(first := dossier())["error_code"] == 0
    assert renewed.push_one(first)["error_code"] == 1
    assert renewed.push_one(dossier())["error_code"] == 0
    keys.revoke(portal.sender, portal.context)
    assert portal.post({"service": "DongBoHoSoMC", "data": dossier()}).status_code == 401


def test_whitespace_is_signed_too_so_the_bytes_are_never_written_anew(portal: Portal) -> None:
    body = (
        b"\xef\xbb\xbf \n" + json.dumps({"service": "DongBoHoSoMC", "data": [dossier()]}, indent=3).encode() + b"\n\n"
    )
    assert portal.post(body).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"roles": [Role.READ]}, id="may not submit"),
        pytest.param({"channels": (Channel.POST_COUNTER,)}, id="is no portal"),
    ],
)
def test_a_key_without_the_right_is_refused(door: str, context: Context, changes: dict[str, Any]) -> None:
    sender = builders.unique("portal")
    secret = builders.new_key(context, **{"sender": sender, "webhook": True, **changes})
    portal = Portal(door, sender, secret, context)
    response = portal.post({"service": "DongBoHoSoMC", "data": dossier()})
    assert (response.status_code, response.json()["code"]) == (403, "NOT_ALLOWED")
    assert portal.stored() == []


def test_a_refusal_is_a_log_line_without_values(portal: Portal, caplog: pytest.LogCaptureFixture) -> None:
    body = body_of(dossier())
    with caplog.at_level(logging.INFO, logger="integrations.dvc"):
        portal.send(body, portal.headers(body, "msg-1") | {"webhook-id": "msg-2"})
    (line,) = [record for record in caplog.records if record.name == "integrations.dvc.door"]
    assert (line.getMessage(), line.code, line.status) == ("portal message refused", "AUTHENTICATION", 401)
    assert line.exc_info is None
