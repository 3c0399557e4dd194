"""``make demo``: a morning of the service in a minute, through the three doors as a real client of each would use them.

Dossiers come in over SOAP (zeep), REST (requests) and the portal's signed webhook, some of them twice, some faulty. The
portal's are received; one is asked for a paper and gets it, one is withdrawn. Two thirds are finished, every paper is
waited for and fetched. The last line counts what came of it: ``submitted`` every message that was answered,
``accepted`` the dossiers they made. Anything lost or doubled makes the exit code 1.
"""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from sqlalchemy import func, select

from app.config import Settings, SettingsError
from app.house import House, HouseError, free_port, house, samples
from app.house.senders import Counter, Desk, Portal, Refused, Reply, Sender
from app.services import ServicesError
from app.store.tables import dossier

COUNTER, DESK, PORTAL = 24, 24, 16  # how many dossiers through each door
ATTACHMENT_BYTES = 60_000
PAPER_TIMEOUT_S = 120


@dataclass
class Morning:
    """What was sent and what was answered."""

    sent: int = 0
    accepted: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    doubled: int = 0

    def hand_in(self, sender: Sender, request_id: str, one: dict[str, Any], times: int) -> str:
        """Send one dossier ``times`` times; all answers must name the same number, all but the first be repeats."""
        replies = [sender.hand_in(request_id, one) for _ in range(times)]
        self.note(replies)
        return replies[0].dossier_no

    def note(self, replies: Sequence[Reply]) -> None:
        """The answers that one dossier got, in order."""
        self.sent += len(replies)
        first = replies[0].dossier_no
        self.doubled += first in self.accepted
        self.doubled += sum((r.dossier_no != first) or (r.repeat != (i > 0)) for i, r in enumerate(replies))
        self.accepted.append(first)

    def update(self, portal: Portal, message_id: str, message: dict[str, Any], state: str) -> None:
        """Something about a dossier that is there; :class:`HouseError` if it is not in this state afterwards."""
        self.sent += 1
        (result,) = portal.send(message_id, message)
        if result.get("state") != state:
            raise HouseError(f"an update was answered with {result['message']}")

    def must_refuse(self, sender: Sender, request_id: str, faulty: dict[str, Any]) -> None:
        """A faulty dossier; :class:`HouseError` if it was taken in."""
        self.sent += 1
        try:
            sender.hand_in(request_id, faulty)
        except Refused:
            return
        raise HouseError("a faulty dossier was taken in")


def main() -> int:
    """The command; returns its exit code."""
    try:
        given = Settings.from_environment()
        var = given.var / "demo"
        shutil.rmtree(var / "papers", ignore_errors=True)
        (var / "papers").mkdir(parents=True)
        with house(
            Settings(var=var, business_now=given.business_now), free_port(0), log=var / "demo.log", environ={}
        ) as standing:
            return _morning(standing, var / "papers")
    except (HouseError, ServicesError, SettingsError) as e:
        print(f"demo: {e}", file=sys.stderr)
        return 1


def _morning(standing: House, folder: Path) -> int:
    known = json.loads(standing.sandbox_file.read_text())
    morning, run, desk = Morning(), secrets.token_hex(4), Desk(known)
    _tell(f"bưu cục, SOAP: {COUNTER} hồ sơ")
    _counter(morning, Counter(known), run)
    _tell(f"một cửa, REST: {DESK} hồ sơ")
    _desk(morning, desk, run)
    _tell(f"cổng dịch vụ công, webhook: {PORTAL} hồ sơ")
    portal = Portal(known)
    pushed = _portal(morning, portal, run)
    for number in pushed:
        desk.move(number, "receive")
    _tell("bổ sung giấy tờ một hồ sơ, rút một hồ sơ")
    (supplemented, one), (withdrawn, other) = list(pushed.items())[:2]
    desk.move(supplemented, "ask-supplement", reason="Bổ sung giấy khám sức khỏe còn hạn")
    morning.update(portal, f"msg_{run}_supplement", samples.portal_supplement(one), "received")
    morning.update(portal, f"msg_{run}_withdrawal", samples.portal_withdrawal(other["MaHoSo"]), "withdrawn")
    morning.withdrawn.append(withdrawn)
    _tell("kết thúc xử lý, in giấy tiếp nhận và nhãn bưu gửi")
    open_ones = [number for number in morning.accepted if number not in morning.withdrawn]
    finished = [desk.move(number, "finish") for i, number in enumerate(open_ones) if i % 3]
    by_post = [after["dossier_no"] for after in finished if after.get("item_code")]
    receipts = sum(_fetch(desk, number, "receipt", folder) for number in morning.accepted)
    labels = sum(_fetch(desk, number, "label", folder) for number in by_post)
    _wait_for_jobs(standing)
    accepted = len(morning.accepted)
    lost = (accepted - _stored(standing, morning.accepted)) + (accepted - receipts) + (len(by_post) - labels)
    print(
        f"demo: submitted={morning.sent} accepted={accepted} receipts={receipts} labels={labels} "
        f"lost={lost} duplicated={morning.doubled} dir={folder}"
    )
    return 1 if lost or morning.doubled else 0


def _counter(morning: Morning, counter: Counter, run: str) -> None:
    for i in range(COUNTER):
        one = samples.dossier(i, attachment_bytes=ATTACHMENT_BYTES if i % 3 == 0 else 0)
        morning.hand_in(counter, f"{run}-soap-{i}", one, times=2 if i % 5 == 0 else 1)
    morning.must_refuse(counter, f"{run}-bad-1", samples.dossier(1) | {"procedure": "9.999999"})
    morning.must_refuse(counter, f"{run}-bad-2", samples.dossier(1) | {"owner": {"name": "  ", "phone": "chưa có"}})


def _desk(morning: Morning, desk: Desk, run: str) -> None:
    for i in range(DESK):
        one = samples.dossier(1000 + i) | {"channel": "district_one_stop" if i % 2 else "provincial_centre"}
        one |= {"return_by_post": samples.TO_A_DEPUTY} if i == 1 else {}
        morning.hand_in(desk, f"{run}-rest-{i}", one, times=2 if i % 4 == 0 else 1)
    morning.must_refuse(desk, f"{run}-bad-3", {"procedure": "1.002809"})
    morning.must_refuse(desk, f"{run}-bad-4", samples.dossier(1) | {"fee": {"amount_vnd": -1}})


def _portal(morning: Morning, portal: Portal, run: str) -> dict[str, dict[str, Any]]:
    """Two dossiers a message, every third message delivered twice; each by the number it got."""
    pushed = {}
    for i in range(0, PORTAL, 2):
        codes = [f"G22.99-211115-{secrets.randbelow(10**7):07d}" for _ in range(2)]
        pair = [samples.portal_dossier(2000 + i + k, code) for k, code in enumerate(codes)]
        pair[0] |= samples.FETCHED if i == PORTAL - 2 else {}
        deliveries = [portal.push(f"msg_{run}_{i}", pair) for _ in range(2 if i % 3 == 0 else 1)]
        for one, results in zip(pair, zip(*deliveries, strict=True), strict=True):
            morning.note([Reply(result["dossier_no"], result["repeat"]) for result in results])
            pushed[results[0]["dossier_no"]] = one
    morning.must_refuse(portal, f"msg_{run}_bad", samples.portal_dossier(1, "") | {"ChuHoSo": "", "HinhThuc": "x"})
    return pushed


def _fetch(desk: Desk, number: str, kind: str, folder: Path) -> bool:
    content = desk.paper(number, kind)
    if content is not None:
        (folder / f"{number}-{kind}.pdf").write_bytes(content)
    return content is not None


def _wait_for_jobs(standing: House) -> None:
    """Until the workers have nothing left to do."""
    deadline = time.monotonic() + PAPER_TIMEOUT_S
    while requests.get(f"{standing.base_url}/readyz", timeout=10).json()["outbox"]["open"]:
        if time.monotonic() > deadline:
            raise HouseError(f"the workers did not finish within {PAPER_TIMEOUT_S} s; see the log")
        time.sleep(0.05)


def _stored(standing: House, numbers: Sequence[str]) -> int:
    """How many of these dossiers the database holds."""
    with standing.context.database.begin() as connection:
        statement = select(func.count()).select_from(dossier).where(dossier.c.dossier_no.in_(numbers))
        return connection.execute(statement).scalar_one()


def _tell(what: str) -> None:
    print(f"demo: {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
