"""The forms of a desk beside receipt and slip: how each is printed, and a record of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from pdf import apology, control_slip, fee_list, posted_slip, refusal, register, result_slip, stop_notice, supplement
from tests.pdf import builders


class DeskForm(NamedTuple):
    render: Callable[..., bytes]
    record: Callable[..., Any]
    size_mm: tuple[int, int] = (210, 297)
    pages: int = 1
    copies: int = 1

    def paper(self, **fields: object) -> bytes:
        return self.render(self.record(**fields))


DESK_FORMS = {
    "supplement": DeskForm(supplement.render, builders.a_supplement),
    "refusal": DeskForm(refusal.render, builders.a_refusal),
    "apology": DeskForm(apology.render, builders.an_apology),
    "stop_notice": DeskForm(stop_notice.render, builders.a_stop_notice),
    "control_slip": DeskForm(control_slip.render, builders.a_control_slip),
    "register": DeskForm(register.render, builders.a_register, (297, 210), pages=2),
    "posted_slip": DeskForm(posted_slip.render, builders.a_posted_slip, pages=3, copies=3),
    "result_slip": DeskForm(result_slip.render, builders.a_result_slip, pages=2, copies=2),
    "fee_list": DeskForm(fee_list.render, builders.a_fee_list),
}
OF_ONE_DOSSIER = [name for name in DESK_FORMS if name not in ("register", "fee_list")]
