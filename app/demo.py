"""``make demo``: a morning of the service in a minute, through the three doors as a real client of each would use them.

Dossiers come in over SOAP (zeep), REST (requests) and the portal's signed webhook, some of them twice, some faulty. The
portal's are received, those that are to go home by post are finished, every paper is waited for and fetched. The last
line counts what came of it; anything lost or doubled makes the exit code 1.
"""

from __future__ import annotations

import base64
import json
import re
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import requests
import zeep
from standardwebhooks import Webhook
from zeep.wsse.username import UsernameToken

from app import samples
from app.config import Settings
from app.house import House, HouseError, free_port, house
from app.services import ServicesError

COUNTER, DESK, PORTAL = 24, 24, 16  # how many dossiers through each door
ATTACHMENT_BYTES = 60_000
PAPER_TIMEOUT_S = 120


@dataclass
class Morning:
    """What was sent and what was answered."""

    sent: int = 0
    refused: int = 0
    repeats: int = 0
    accepted: dict[str, str] = field(default_factory=dict)  # our number → the door
    doubled: set[str] = field(default_factory=set)

    def note(self, door: str, dossier_no: str, repeat: bool, first: str | None = None) -> None:
        """One answer; ``first`` is the number that the same request got before."""
        self.sent += 1
        self.repeats += repeat
        if first is not None and (dossier_no != first or not repeat):
            self.doubled.add(dossier_no)
        if first is None and (dossier_no in self.accepted or repeat):
            self.doubled.add(dossier_no)
        self.accepted.setdefault(dossier_no, door)

    def refuse(self) -> None:
        self.sent += 1
        self.refused += 1


def main() -> int:
    """The command; returns its exit code."""
    settings = Settings.from_environment()
    var = settings.var / "demo"
    shutil.rmtree(var / "papers", ignore_errors=True)
    (var / "papers").mkdir(parents=True)
    settings = Settings(var=var, business_now=settings.business_now)
    try:
        with house(settings, free_port(0), log=var / "demo.log") as standing:
            return _morning(standing, var / "papers")
    except (HouseError, ServicesError) as e:
        print(f"demo: {e}", file=sys.stderr)
        return 1


def _morning(standing: House, folder: Path) -> int:
    known = json.loads(standing.sandbox_file.read_text())
    morning, run = Morning(), secrets.token_hex(4)
    with requests.Session() as rest:
        rest.headers["Authorization"] = f"Bearer {known['api_key']}"
        api = f"{standing.base_url}/api/v1/dossiers"
        _tell("bưu cục, SOAP", COUNTER)
        _hand_in_by_soap(morning, known, run)
        _tell("một cửa, REST", DESK)
        _hand_in_by_rest(morning, rest, api, run)
        _tell("cổng dịch vụ công, webhook", PORTAL)
        _hand_in_by_webhook(morning, known, run)
        for number in [n for n, door in morning.accepted.items() if door == "portal"]:
            rest.post(f"{api}/{number}/receive").raise_for_status()
        finished = _finish(rest, api, morning)
        receipts = sum(1 for n in _progress("giấy tiếp nhận", list(morning.accepted)) if _fetch(rest, api, n, "receipt", folder))
        labels = sum(1 for n in _progress("nhãn bưu gửi", finished) if _fetch(rest, api, n, "label", folder))
        _wait_for_jobs(standing)
    stored = _stored(standing, run, morning)
    lost = len(morning.accepted) - stored + len(morning.accepted) - receipts + len(finished) - labels
    print(f"demo: sent={morning.sent} refused={morning.refused} repeats={morning.repeats}")
    print(
        f"demo: submitted={morning.sent} accepted={len(morning.accepted)} receipts={receipts} labels={labels} "
        f"lost={lost} duplicated={len(morning.doubled)} dir={folder}"
    )
    return 1 if lost or morning.doubled else 0


def _hand_in_by_soap(morning: Morning, known: dict[str, str], run: str) -> None:
    """As counter software would: from the WSDL, with a user name and password, attachments inside."""
    token = UsernameToken(known["soap_username"], known["soap_password"])
    client = zeep.Client(f"{known['base_url']}/soap/counter?wsdl", wsse=token)
    for i in range(COUNTER):
        message = _camel(samples.dossier(i, attachment_bytes=ATTACHMENT_BYTES if i % 3 == 0 else 0))
        message |= {"requestId": f"{run}-soap-{i}", "papers": {"paper": message["papers"]}}
        first = client.service.SubmitDossier(**message)
        morning.note("counter", first.dossierNo, first.repeat)
        if i % 5 == 0:
            again = client.service.SubmitDossier(**message)
            morning.note("counter", again.dossierNo, again.repeat, first.dossierNo)
    for change in ({"procedure": "9.999999"}, {"owner": {"name": "  ", "phone": "chưa có"}}):
        try:
            client.service.SubmitDossier(**_camel(samples.dossier(0)) | {"papers": None, "requestId": f"{run}-bad"} | change)
            raise HouseError("a faulty dossier was taken in over SOAP")
        except zeep.exceptions.Fault:
            morning.refuse()


def _hand_in_by_rest(morning: Morning, rest: requests.Session, api: str, run: str) -> None:
    """As a one-stop desk's software would: JSON, a key, an Idempotency-Key for each dossier."""
    for i in range(DESK):
        body = samples.dossier(1000 + i) | {"channel": "district_one_stop" if i % 2 else "provincial_centre"}
        first: dict[str, Any] = {}
        for attempt in range(2 if i % 4 == 0 else 1):
            reply = rest.post(api, json=body, headers={"Idempotency-Key": f"{run}-rest-{i}"}, timeout=30)
            reply.raise_for_status()
            answer = reply.json()
            morning.note("desk", answer["dossier_no"], answer["repeat"], first.get("dossier_no") if attempt else None)
            first = first or answer
    for bad in ({"procedure": "1.002809"}, samples.dossier(1) | {"fee": {"amount_vnd": -1}}):
        if rest.post(api, json=bad, headers={"Idempotency-Key": f"{run}-bad"}, timeout=30).status_code != 422:
            raise HouseError("a faulty dossier was taken in over REST")
        morning.refuse()


def _hand_in_by_webhook(morning: Morning, known: dict[str, str], run: str) -> None:
    """As the portal would: two dossiers a message, signed, every third message delivered twice."""
    signer, codes = Webhook(known["webhook_secret"]), [f"G22.99-211115-{secrets.randbelow(10**7):07d}" for _ in range(PORTAL)]
    for i in range(0, PORTAL, 2):
        data = [samples.portal_dossier(2000 + i + k, codes[i + k]) for k in (0, 1)]
        firsts: list[str] = []
        for attempt in range(2 if i % 3 == 0 else 1):
            message = {"service": "DongBoHoSoMC", "isUpdating": False, "data": data}
            results = _deliver(signer, known["base_url"], f"{run}-{i}", message)["results"]
            for k, result in enumerate(results):
                morning.note("portal", result["dossier_no"], result["repeat"], firsts[k] if attempt else None)
            firsts = firsts or [result["dossier_no"] for result in results]
    bad = samples.portal_dossier(1, "") | {"ChuHoSo": "", "HinhThuc": "x"}
    answer = _deliver(signer, known["base_url"], f"{run}-bad", {"service": "DongBoHoSoMC", "isUpdating": False, "data": bad})
    if answer["results"][0]["error_code"] != -1:
        raise HouseError("a faulty dossier was taken in over the webhook")
    morning.refuse()


def _deliver(signer: Webhook, base_url: str, message_id: str, message: dict[str, Any]) -> dict[str, Any]:
    body, now = json.dumps(message, ensure_ascii=False), datetime.now(timezone.utc)
    headers = {
        "Content-Type": "application/json",
        "webhook-id": f"msg_{message_id}",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signer.sign(f"msg_{message_id}", now, body),
    }
    reply = requests.post(f"{base_url}/webhooks/portal", data=body.encode(), headers=headers, timeout=30)
    answer: dict[str, Any] = reply.json()
    return answer


def _finish(rest: requests.Session, api: str, morning: Morning) -> list[str]:
    """Finish two thirds of the dossiers; the numbers of those that go home by post."""
    by_post = []
    for i, number in enumerate(morning.accepted):
        if i % 3:
            reply = rest.post(f"{api}/{number}/finish", timeout=30)
            reply.raise_for_status()
            if reply.json().get("item_code"):
                by_post.append(number)
    return by_post


def _fetch(rest: requests.Session, api: str, number: str, kind: str, folder: Path) -> bool:
    reply = rest.get(f"{api}/{number}/{kind}.pdf", timeout=60)
    if not reply.ok or not reply.content.startswith(b"%PDF-"):
        return False
    (folder / f"{number}-{kind}.pdf").write_bytes(reply.content)
    return True


def _wait_for_jobs(standing: House) -> None:
    """Until the workers have nothing left to do."""
    deadline = time.monotonic() + PAPER_TIMEOUT_S
    while requests.get(f"{standing.base_url}/readyz", timeout=10).json()["outbox"]["open"]:
        if time.monotonic() > deadline:
            raise HouseError(f"the workers did not finish within {PAPER_TIMEOUT_S} s; see the log")
        time.sleep(0.05)


def _stored(standing: House, run: str, morning: Morning) -> int:
    """How many of the accepted dossiers the database holds, each once."""
    from sqlalchemy import func, select

    from app.store.tables import dossier

    with standing.context.database.begin() as connection:
        statement = select(func.count()).select_from(dossier).where(dossier.c.dossier_no.in_(list(morning.accepted)))
        return int(connection.execute(statement).scalar_one())


def _camel(value: Any) -> Any:
    """REST's names and base64 as the SOAP contract has them."""
    if isinstance(value, dict):
        return {
            re.sub(r"_(.)", lambda m: m[1].upper(), key): base64.b64decode(inner) if key == "content" else _camel(inner)
            for key, inner in value.items()
        }
    return [_camel(each) for each in value] if isinstance(value, list) else value


def _progress(what: str, rows: list[str]) -> Iterator[str]:
    for i, row in enumerate(rows, start=1):
        yield row
        if sys.stderr.isatty():
            print(f"\rdemo: {what} {i}/{len(rows)}", end="\n" if i == len(rows) else "", file=sys.stderr, flush=True)


def _tell(door: str, count: int) -> None:
    print(f"demo: {door}: {count} hồ sơ", flush=True)



if __name__ == "__main__":
    sys.exit(main())
