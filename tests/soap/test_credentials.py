"""Who may call: UsernameToken, Basic and API key lead to one principal; wrong credentials have one text."""

from __future__ import annotations

import base64

import pytest

from app.domain.submission import Channel
from app.security import keys
from app.security.principals import Role
from tests.soap.support import NS, SOAP12, WSSE, dossier, envelope, token

PING = "<Ping/>"
DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"


def basic(username: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


@pytest.mark.parametrize("namespace", ["http://schemas.xmlsoap.org/soap/envelope/", SOAP12])
def test_no_credentials_asks_for_basic(counter, namespace) -> None:  # type: ignore[no-untyped-def]
    reply = counter.post(envelope(PING, namespace=namespace))
    assert (reply.status, reply.code) == (401, "AUTHENTICATION")
    assert reply.soap_code in ("Client", "Sender")
    assert reply.headers["WWW-Authenticate"].startswith("Basic realm=")


def test_basic_and_api_key_are_the_same_door(counter) -> None:  # type: ignore[no-untyped-def]
    text = envelope(PING)
    assert counter.post(text, Authorization=basic(counter.username, counter.password)).status == 200
    assert counter.post(text, Authorization=f"Bearer {counter.api_key}").status == 200
    assert counter.post(text, X_Api_Key=counter.api_key).status == 200


def test_one_request_id_whatever_the_credentials(counter) -> None:  # type: ignore[no-untyped-def]
    first = counter.call(dossier("same-id"))
    again = counter.post(envelope(dossier("same-id")), X_Api_Key=counter.api_key)
    assert (first.value("repeat"), again.value("repeat")) == ("false", "true")
    assert first.value("dossierNo") == again.value("dossierNo")


def wrong(counter) -> dict[str, tuple[str, dict[str, str]]]:  # type: ignore[no-untyped-def]
    name, secret = counter.username, counter.password
    bare = (
        f'<w:Security xmlns:w="{WSSE}"><w:UsernameToken><w:Username>{name}</w:Username></w:UsernameToken></w:Security>'
    )
    return {
        "password": (token(name, "wrong"), {}),
        "user": (token("nobody", secret), {}),
        "empty password": (token(name, ""), {}),
        "no password": (bare, {}),
        "digest": (token(name, secret, DIGEST), {}),
        "basic": ("", {"Authorization": basic(name, "wrong")}),
        "basic that is none": ("", {"Authorization": "Basic %%%"}),
        "scheme": ("", {"Authorization": "Negotiate abc"}),
        "api key": ("", {"X_Api_Key": "dp_wrong"}),
        "nul in a name": ("", {"Authorization": basic("a\0b", secret)}),
        "a name of a megabyte": (token("n" * 1_000_000, secret), {}),
    }


def test_wrong_credentials_have_one_text_and_no_401(counter) -> None:  # type: ignore[no-untyped-def]
    texts = set()
    for name, (header, headers) in wrong(counter).items():
        reply = counter.post(envelope(PING, header), **headers)
        assert (reply.status, reply.soap_code, reply.code) == (500, "Client", "AUTHENTICATION"), name
        texts.add(reply.text)
    assert len(texts) == 1


def test_wrong_credentials_hide_whether_the_operation_exists(counter) -> None:  # type: ignore[no-untyped-def]
    assert counter.post(envelope("<Pong/>", token("nobody", "x"))).code == "AUTHENTICATION"


@pytest.mark.parametrize(
    ("roles", "body"),
    [
        ((Role.READ,), dossier("not-allowed")),
        ((Role.SUBMIT,), "<GetDossier><code>x</code></GetDossier>"),
        ((Role.SUBMIT,), "<GetReceipt><code>x</code></GetReceipt>"),
    ],
    ids=["submit", "get dossier", "get receipt"],
)
def test_a_key_without_the_role_may_not(counter, roles, body) -> None:  # type: ignore[no-untyped-def]
    new = keys.NewKey("other-post", "000.00.16.H01", (Channel.POST_COUNTER,), roles)
    reply = counter.post(envelope(body), X_Api_Key=keys.create(new, counter.context))
    assert (reply.status, reply.code, reply.retryable) == (500, "NOT_ALLOWED", "false")


def test_a_channel_that_the_key_has_not_is_refused(counter) -> None:  # type: ignore[no-untyped-def]
    assert counter.call(dossier("c-1", rest="<channel>portal</channel>")).code == "NOT_ALLOWED"
    assert counter.call(dossier("c-2", rest="<channel>district_one_stop</channel>")).status == 200


def test_the_contract_needs_no_credentials(counter) -> None:  # type: ignore[no-untyped-def]
    assert NS in counter.get("wsdl").text
