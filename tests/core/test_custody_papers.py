"""Papers of a dossier that was filed online: the citizen's until they are brought, listed, counted or fetched."""

from __future__ import annotations

from typing import Any

from app import intake, updates
from app.desk import counting
from app.domain.custody.step import FindingKind
from app.domain.handover.item import Direction
from app.domain.submission import Channel, Paper
from app.security.principals import Principal
from app.updates import Supplement
from tests import builders
from tests.core.test_custody import AUTHORITY, CITIZEN, DESK, OFFICE, Town, keepers, town

__all__ = ["town"]
OWNERS: dict[str, Any] = {}


def online(town: Town) -> tuple[str, str]:
    """A portal's dossier; its number and the portal's code."""
    code, owner = builders.unique("G22.99.P"), builders.raw_dossier()["owner"]
    OWNERS[code] = owner
    sent = builders.submission(town.context, channel=Channel.PORTAL, code=code, code_issuer="portal", owner=owner)
    return intake.accept(sent, town.desk, town.context, "test").dossier_no, code


def join(town: Town, number: str, code: str, who: Principal, channel: Channel) -> None:
    owner = OWNERS[code]
    sent = builders.submission(town.context, channel=channel, code=code, code_issuer="portal", owner=owner)
    assert intake.accept(sent, who, town.context, "test").dossier_no == number


def supplement(town: Town, number: str, who: Principal) -> None:
    updates.supplement(
        number, Supplement(builders.unique("r"), (Paper("Giấy khám sức khỏe", 1),)), who, town.context, "t"
    )


def test_what_a_counter_adds_to_a_portals_dossier_lies_at_the_counter(town: Town) -> None:
    number, code = online(town)
    join(town, number, code, town.office, Channel.POST_COUNTER)
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE]
    town.move("start", number)
    assert [each.kind for each in town.papers(number).findings] == [FindingKind.GAP], "no list was signed"
    town.listed(Direction.TO_DESK, number)
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE, DESK, AUTHORITY] and town.papers(number).findings == ()


def test_what_another_portal_adds_is_no_paper(town: Town) -> None:
    number, code = online(town)
    join(town, number, code, town.desk, Channel.PORTAL)
    town.move("receive", number)
    assert keepers(town.papers(number)) == [CITIZEN]


def test_a_supplement_on_paper_is_where_it_was_brought(town: Town) -> None:
    at_the_desk, online_only = online(town)[0], online(town)[0]
    supplement(town, at_the_desk, builders.principal(town.context, channels=[Channel.PROVINCIAL_CENTRE]))
    supplement(town, online_only, builders.principal(town.context, channels=[Channel.PORTAL]))
    assert town.papers(at_the_desk).keeper == DESK and town.papers(online_only).keeper == CITIZEN


def test_what_is_brought_to_the_post_office_after_the_list_travels_as_a_supplement(town: Town) -> None:
    number, code = online(town)
    join(town, number, code, town.office, Channel.POST_COUNTER)
    town.listed(Direction.TO_DESK, number)
    supplement(town, number, town.office)
    town.listed(Direction.TO_DESK, number)
    assert keepers(town.papers(number)) == [CITIZEN, OFFICE, DESK] and town.papers(number).findings == ()


def test_what_was_counted_at_the_desk_is_there(town: Town) -> None:
    number, _ = online(town)
    town.move("receive", number)
    town.move("start", number)
    assert town.papers(number).keeper == CITIZEN and town.papers(number).findings == ()
    listed = counting.sheet(number, town.desk, town.context).papers
    found = {"papers": [{"position": each.position, "originals": 1} for each in listed]}
    counting.count(number, found, town.desk, town.context, "test")
    assert keepers(town.papers(number)) == [CITIZEN, DESK] and town.papers(number).findings == ()
