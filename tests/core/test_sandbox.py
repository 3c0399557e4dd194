"""The sandbox's senders: what the documents show works with their keys, and keys are kept as long as that holds."""

from __future__ import annotations

import json

import pytest

from app.context import Context
from app.house import sandbox
from app.security import keys
from app.security.principals import Role


def prepared(context: Context) -> dict[str, str]:
    found: dict[str, str] = json.loads(sandbox.prepare(context, "http://localhost").read_text())
    return found


def test_the_counter_may_do_every_operation_of_the_contract(context: Context) -> None:
    box = prepared(context)
    counter = keys.by_password(box["soap_username"], box["soap_password"], context)
    assert counter.roles == {Role.SUBMIT, Role.READ, Role.COLLECT} and counter.office_id == "881600"
    by_key = keys.by_bearer(box["counter_api_key"], context)
    assert (by_key.sender, by_key.office_id, by_key.roles) == (counter.sender, counter.office_id, counter.roles)


def test_keys_are_kept_until_today_asks_for_more_of_them(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    (context.settings.var / "sandbox.json").unlink(missing_ok=True)
    with monkeypatch.context() as before:
        before.setattr(sandbox, "_COUNTER_ROLES", [Role.SUBMIT, Role.READ])
        old = prepared(context)
        assert prepared(context) == old
    anew = prepared(context)
    assert anew["soap_password"] != old["soap_password"]
    assert Role.COLLECT in keys.by_password(anew["soap_username"], anew["soap_password"], context).roles
