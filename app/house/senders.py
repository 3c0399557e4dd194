"""A sender of each kind, as the world outside would write it: for the demo and the chaos test.

Each hands in one dossier (in the shape of :mod:`app.house.samples`) under a request id and gives back the answer's
dossier number and whether it was a repeat. :class:`Refused` is final; after :class:`NoAnswer` the same may be sent
again.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import requests
import zeep
from lxml import etree
from standardwebhooks import Webhook
from zeep.wsse.username import UsernameToken

TIMEOUT_S = 30


class Refused(Exception):
    """The service understood and refused; the text is its code."""


class NoAnswer(Exception):
    """Nothing usable came back: the line broke, or the service asks to send the same again."""


@dataclass(frozen=True, slots=True)
class Reply:
    dossier_no: str
    repeat: bool


class Sender(Protocol):
    def hand_in(self, request_id: str, dossier: dict[str, Any]) -> Reply: ...


class Counter:
    """Counter software: SOAP from the WSDL, user name and password, attachments inside."""

    def __init__(self, sandbox: dict[str, str]) -> None:
        token = UsernameToken(sandbox["soap_username"], sandbox["soap_password"])
        transport = zeep.Transport(timeout=TIMEOUT_S, operation_timeout=TIMEOUT_S)
        self._client = zeep.Client(f"{sandbox['base_url']}/soap/counter?wsdl", wsse=token, transport=transport)

    def hand_in(self, request_id: str, dossier: dict[str, Any]) -> Reply:
        message = camel(dossier)
        message |= {"requestId": request_id, "papers": {"paper": message.get("papers", [])}}
        try:
            answer = self._client.service.SubmitDossier(**message)
        except zeep.exceptions.Fault as e:
            detail = e.detail if e.detail is not None else etree.Element("detail")
            again = detail.findtext(".//{*}retryable") != "false"
            raise (NoAnswer if again else Refused)(detail.findtext(".//{*}code")) from e
        except (requests.RequestException, zeep.exceptions.Error) as e:
            raise NoAnswer from e
        return Reply(answer.dossierNo, answer.repeat)


class Desk:
    """A one-stop desk's software: JSON, an API key, an Idempotency-Key for each dossier."""

    def __init__(self, sandbox: dict[str, str]) -> None:
        self._url = f"{sandbox['base_url']}/api/v1/dossiers"
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {sandbox['api_key']}"

    def hand_in(self, request_id: str, dossier: dict[str, Any]) -> Reply:
        headers = {"Idempotency-Key": request_id}
        answer = _checked(lambda: self._session.post(self._url, json=dossier, headers=headers, timeout=TIMEOUT_S))
        return Reply(answer["dossier_no"], answer["repeat"])

    def move(self, dossier_no: str, name: str, **said: str) -> dict[str, Any]:
        """``"receive"``, ``"finish"`` or another move with what is said at it; the dossier after it."""
        return _checked(lambda: self._session.post(f"{self._url}/{dossier_no}/{name}", json=said, timeout=TIMEOUT_S))

    def paper(self, dossier_no: str, kind: str) -> bytes | None:
        """The PDF of a ``"receipt"`` or ``"label"``, None if there is none."""
        reply = self._session.get(f"{self._url}/{dossier_no}/{kind}.pdf", timeout=TIMEOUT_S)
        return reply.content if reply.ok and reply.content.startswith(b"%PDF-") else None


class Portal:
    """The service portal: signed messages of one or more dossiers, each under the code it gave."""

    def __init__(self, sandbox: dict[str, str]) -> None:
        self._url = f"{sandbox['base_url']}/webhooks/portal"
        self._signer = Webhook(sandbox["webhook_secret"])

    def push(self, message_id: str, dossiers: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """New dossiers (``HoSo`` objects) in one message; a result for each, refused ones too."""
        return self.send(message_id, {"service": "DongBoHoSoMC", "isUpdating": False, "data": list(dossiers)})

    def send(self, message_id: str, message: dict[str, Any]) -> list[dict[str, Any]]:
        """One message as it is."""
        body = json.dumps(message, ensure_ascii=False)
        now = datetime.now(UTC)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._signer.sign(message_id, now, body),
        }
        answer = _checked(lambda: requests.post(self._url, data=body.encode(), headers=headers, timeout=TIMEOUT_S))
        results: list[dict[str, Any]] = answer["results"]
        return results

    def hand_in(self, request_id: str, dossier: dict[str, Any]) -> Reply:
        (result,) = self.push(request_id, [dossier])
        if result["error_code"] == -1:
            raise Refused(result["message"])
        return Reply(result["dossier_no"], result["repeat"])


def _checked(call: Callable[[], requests.Response]) -> dict[str, Any]:
    """The JSON of a success."""
    try:
        reply = call()
        answer: dict[str, Any] = reply.json()
    except requests.RequestException as e:
        raise NoAnswer from e
    if reply.status_code >= 500:
        raise NoAnswer(str(reply.status_code))
    if not reply.ok:
        raise Refused(answer.get("code", reply.status_code))
    return answer


def camel(value: Any) -> Any:
    """REST's names and base64 as the SOAP contract has them."""
    if isinstance(value, dict):
        return {
            re.sub(r"_(.)", lambda m: m[1].upper(), key): base64.b64decode(inner) if key == "content" else camel(inner)
            for key, inner in value.items()
        }
    return [camel(each) for each in value] if isinstance(value, list) else value
