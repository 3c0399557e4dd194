"""node's ``soap``, which nobody here wrote: what every client does, and MTOM, over real HTTP."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import pytest

from app.domain.life import STATES, State
from app.domain.submission import Channel
from app.security import keys
from app.security.principals import Role
from tests.builders import AGENCY, unique

CLIENT = Path(__file__).parent / "clients/node_client.js"


@pytest.fixture(scope="module")
def login(granian) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    """A user name and a password that may be sent in every way."""
    name = unique("node")
    new = keys.NewKey(
        sender=name,
        agency_id=AGENCY,
        channels=(Channel.POST_COUNTER,),
        roles=(Role.SUBMIT, Role.READ),
        username=name,
        by_digest=True,
    )
    return name, keys.create(new, granian.context)


@pytest.mark.parametrize("way", ["plain", "mtom"])
@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize("who", ["text", "digest", "basic"])
def test_node_does_everything(granian, node, login, tmp_path, version, way, who) -> None:  # type: ignore[no-untyped-def]
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff\xe0" + random.Random(7).randbytes(200_000))
    arguments = ["node", CLIENT, granian.wsdl, *login, version, photo, way, who]
    done = subprocess.run(
        [*map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
        env=os.environ | {"NODE_PATH": node},
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    said = json.loads(done.stdout)
    assert said["service"] == "Dossier Post"
    assert (said["first_repeat"], said["again_repeat"]) == (False, True)
    assert said["dossier_no"] == said["again_no"]
    assert said["state_text"] == "Đã tiếp nhận"
    assert said["receipt_sha256"] == said["received_sha256"]
    assert (said["supplemented"], said["supplement_warning"]) == ("received", "NOT_ASKED_FOR")
    assert (said["withdrawn"], said["withdrawn_text"]) == ("withdrawn", STATES[State.WITHDRAWN].vi)
    assert said["withdrawn_again"] is True
    assert said["fault"] == "NOT_FOUND"
    assert said["fields"] == ["owner/name", "owner/phone"]
