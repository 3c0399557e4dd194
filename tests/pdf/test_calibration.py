from __future__ import annotations

import pytest

from pdf import calibration, label
from pdf.label import FOUR_ON_A4, LABEL_100X150, LabelStock
from tests.pdf.builders import a_label
from tests.pdf.reading import MM_PER_PT, pages, picture, text


@pytest.mark.parametrize("stock", [FOUR_ON_A4, LABEL_100X150])
def test_the_page_has_the_size_of_the_sheet_and_says_what_to_measure(stock: LabelStock) -> None:
    paper = calibration.render(stock)
    width_mm, height_mm = stock.width_mm * stock.columns, stock.height_mm * stock.rows
    [page] = pages(paper)
    assert [float(side) * MM_PER_PT for side in page.mediabox[2:]] == pytest.approx((width_mm, height_mm), abs=0.1)
    assert f"giữa hai dấu ngang: {width_mm - 40:.0f} mm; giữa hai dấu dọc: {height_mm - 40:.0f} mm" in text(paper)


def test_labels_are_shifted_by_what_was_measured() -> None:
    straight, shifted = (
        picture(label.render([a_label()], FOUR_ON_A4, start=2, shift_right_mm=mm, shift_down_mm=2 * mm), 203, mono=True)
        for mm in (0.0, 1.0)
    )
    moved = [after - before for before, after in zip(corner(straight), corner(shifted), strict=True)]
    assert moved == pytest.approx([8, 16], abs=1)


def corner(page: object) -> tuple[int, int]:
    """Where the first dark dots lie, from the left and from above."""
    left, top, _, _ = page.point(lambda grey: 255 - grey).getbbox()
    return left, top
