"""UsernameToken digest: opt-in per key, each nonce once, within five minutes of real time."""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.submission import Channel
from app.security import keys
from app.security.principals import Role
from app.store.tables import sender_key
from tests.builders import AGENCY, unique
from tests.soap.support import WSSE, envelope

WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"


@pytest.fixture
def login(counter) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """A user name whose password may be sent as a digest."""
    name = unique("digest")
    new = keys.NewKey(
        sender="post-digest",
        agency_id=AGENCY,
        channels=(Channel.POST_COUNTER,),
        roles=(Role.SUBMIT, Role.READ),
        username=name,
        by_digest=True,
    )
    return name, keys.create(new, counter.context)


def token(
    username: str, password: str, *, nonce: bytes | None = None, at: datetime | None = None, created: str | None = None
) -> str:
    nonce = secrets.token_bytes(16) if nonce is None else nonce
    created = created or (at or datetime.now(UTC)).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = base64.b64encode(hashlib.sha1(nonce + created.encode() + password.encode()).digest()).decode()
    return (
        f'<w:Security xmlns:w="{WSSE}" xmlns:u="{WSU}"><w:UsernameToken><w:Username>{username}</w:Username>'
        f'<w:Password Type="{PROFILE}">{digest}</w:Password><w:Nonce>{base64.b64encode(nonce).decode()}</w:Nonce>'
        f"<u:Created>{created}</u:Created></w:UsernameToken></w:Security>"
    )


def ping(counter, header: str) -> int:  # type: ignore[no-untyped-def]
    reply = counter.post(envelope("<Ping/>", header))
    assert reply.status == 200 or reply.code == "AUTHENTICATION"
    return int(reply.status)


def test_digest_opens_the_door(counter, login) -> None:  # type: ignore[no-untyped-def]
    assert ping(counter, token(*login)) == 200


def test_secret_sealed_under_another_key_opens_no_door(counter, login) -> None:  # type: ignore[no-untyped-def]
    name, _ = login
    sealed = sender_key.update().where(sender_key.c.username == name).values(secret_sealed=b"of another key")
    with counter.context.database.begin() as connection:
        connection.execute(sealed)
    reply = counter.post(envelope("<Ping/>", token(*login)))
    assert reply.code == "AUTHENTICATION"


def test_password_in_clear_still_does_too(counter, login) -> None:  # type: ignore[no-untyped-def]
    clear = f'<w:Security xmlns:w="{WSSE}"><w:UsernameToken><w:Username>{login[0]}</w:Username><w:Password>{login[1]}'
    assert ping(counter, f"{clear}</w:Password></w:UsernameToken></w:Security>") == 200


def test_nonce_opens_it_once(counter, login) -> None:  # type: ignore[no-untyped-def]
    same = token(*login)
    assert (ping(counter, same), ping(counter, same)) == (200, 500)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_old_or_future_digest_is_refused(counter, login, minutes: int) -> None:  # type: ignore[no-untyped-def]
    assert ping(counter, token(*login, at=datetime.now(UTC) + timedelta(minutes=minutes))) == 500


def test_wrong_password_empty_nonce_and_unreadable_time_are_refused(counter, login) -> None:  # type: ignore[no-untyped-def]
    assert ping(counter, token(login[0], "wrong")) == 500
    assert ping(counter, token(*login, nonce=b"")) == 500
    assert ping(counter, token(*login, created="yesterday")) == 500


def test_key_that_did_not_opt_in_takes_no_digest(counter) -> None:  # type: ignore[no-untyped-def]
    assert ping(counter, token(counter.username, counter.password)) == 500


def test_zeep_sends_a_digest_that_is_taken(counter, login) -> None:  # type: ignore[no-untyped-def]
    import zeep
    from zeep.wsse.username import UsernameToken

    client = zeep.Client(f"{counter.url}?wsdl", wsse=UsernameToken(*login, use_digest=True))
    assert client.service.Ping().service
