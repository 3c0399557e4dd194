"""Who decides is dated: after 1 March 2025 the transport department takes no licence dossiers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app import intake
from app.clock import BusinessClock
from app.context import Context
from app.domain.errors import NotAllowed
from app.security.principals import Principal
from tests import builders


def test_authority_that_no_longer_decides_takes_nothing_and_names_who_does(context: Context, desk: Principal) -> None:
    for now, taken in (("2025-02-27T08:00+07:00", True), ("2025-03-03T08:00+07:00", False)):
        then = replace(context, clock=BusinessClock.parse(now))
        submission = builders.submission(then, licence_class="C")
        if taken:
            assert intake.accept(submission, desk, then, "test").state == "received"
            continue
        with pytest.raises(NotAllowed) as caught:
            intake.accept(submission, desk, then, "test")
        assert caught.value.code == "NOT_COMPETENT"
        assert "Công an" in caught.value.message_vi
