"""A portal for the tests: signs with the library that real senders use, and looks into the database."""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import Row, select
from standardwebhooks import Webhook

from app.context import Context
from app.domain.submission import Channel
from app.store import tables
from tests import builders

SAMPLES = Path(__file__).parents[1] / "samples" / "portal"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Portal:
    """One sender and its secret."""

    url: str
    sender: str
    secret: str
    context: Context

    def headers(self, body: bytes, message_id: str, at: datetime | None = None) -> dict[str, str]:
        """What Standard Webhooks wants beside the body."""
        at = at or datetime.now(UTC)
        return {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(self.secret).sign(message_id, at, body.decode("utf-8", "replace")),
        }

    def post(self, message: Any, message_id: str | None = None, **headers: str) -> requests.Response:
        """A message, or bytes as they are; ``headers`` (``_`` for ``-``) replace those of the signature."""
        body = message if isinstance(message, bytes) else json.dumps(message, ensure_ascii=False).encode()
        signed = self.headers(body, message_id or builders.unique("msg"))
        return self.send(body, signed | {name.replace("_", "-"): value for name, value in headers.items()})

    def send(self, body: Any, headers: dict[str, str]) -> requests.Response:
        return requests.post(self.url, data=body, headers=headers, timeout=30)

    def push(self, *dossiers: Json, **envelope: Any) -> Json:
        """The reply to a message that is understood."""
        message = {"service": "DongBoHoSoMC", "isUpdating": False, "data": list(dossiers), **envelope}
        response = self.post(message)
        assert response.status_code == 200, response.text
        return response.json()

    def push_one(self, dossier: Json, **envelope: Any) -> Json:
        """Its one result."""
        (result,) = self.push(dossier, **envelope)["results"]
        return result

    def stored(self, code: str | None = None) -> list[Row[Any]]:
        """This sender's dossiers."""
        d = tables.dossier.c
        statement = select(tables.dossier).where(d.sender == self.sender)
        with self.context.database.begin() as connection:
            return list(connection.execute(statement.where(d.code == code) if code else statement))

    def papers(self, code: str) -> list[Row[Any]]:
        (row,) = self.stored(code)
        p = tables.paper.c
        with self.context.database.begin() as connection:
            return list(connection.execute(select(tables.paper).where(p.dossier_id == row.id).order_by(p.position)))

    def record(self, code: str) -> Json:
        (row,) = self.stored(code)
        return row.record


def new_portal(url: str, context: Context, sender: str | None = None, **changes: Any) -> Portal:
    sender = sender or builders.unique("portal")
    secret = builders.new_key(context, sender=sender, channels=(Channel.PORTAL,), webhook=True, **changes)
    return Portal(url, sender, secret, context)


def sample(name: str) -> Json:
    return json.loads((SAMPLES / f"{name}.json").read_text())


def dossier(**changes: Any) -> Json:
    """The dossier of ``new_dossier.json`` under a code of its own."""
    made = copy.deepcopy(sample("new_dossier")["data"][0])
    made["MaHoSo"] = f"G22.99-211115-{builders.unique('9').replace('-', ''):0>6}"
    return made | changes


def codes_by_path(result: Json) -> dict[str, str]:
    return {fault["path"]: fault["code"] for fault in result["faults"]}
