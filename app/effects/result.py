"""The result and its way to the citizen: kết thúc xử lý, giao bưu điện, chuyển hoàn, trả kết quả."""

from __future__ import annotations

from app import dues
from app.domain.errors import Conflict
from app.domain.post.parcel import OrderState
from app.effects.scene import Effect, Scene
from app.post import cancelling
from app.post.item_codes import require_by_post
from app.store import custody, discrepancies, item_codes, payments


def finish(scene: Scene, done: Effect) -> None:
    if count := discrepancies.open_count(scene.connection, scene.dossier.id):
        raise Conflict(code="DISCREPANCY_OPEN", count=count)
    done.columns["finished_at"] = scene.now
    if scene.said.licence_serial:
        _on_blank(scene, scene.said.licence_serial)
        done.details["serial"] = scene.said.licence_serial
    if scene.dossier.wants_post:
        done.by_post = scene.context.asks_post(scene.dossier.agency_id)
        coded = item_codes.first(scene.connection, scene.dossier, scene.now, post_gives=done.by_post)
        done.columns["item_code"] = coded.item_code
        if coded.item_code is not None:  # else its label waits for the post's answer
            done.papers.append("label")


def _on_blank(scene: Scene, serial: str) -> None:
    """The blank that the licence was printed on: told before, or now."""
    before = custody.blank(scene.connection, scene.dossier.id)
    if not before:
        custody.take_blank(scene.connection, scene.dossier.id, serial, scene.seq, scene.now)
    elif before != serial:
        raise Conflict(code="LICENCE_SERIAL_OTHER", serial=before)


def hand_over(scene: Scene, done: Effect) -> None:
    require_by_post(scene.dossier)
    if scene.dossier.id in scene.group.stale_labels:
        raise Conflict(code="LABEL_STALE")
    item = scene.group.parcels.get(scene.dossier.id)
    cancelling.require_settled(scene.connection, item, scene.dossier)
    asks = scene.context.asks_post(scene.dossier.agency_id)
    done.by_post = asks and cancelling.is_unknown_there(item, scene.dossier)
    if item is not None and item.state is OrderState.REFUSED and not done.by_post:
        done.warnings.append("POST_ORDER_REFUSED")


def take_back(scene: Scene, done: Effect) -> None:
    """The code on the envelope has had its way: sent again it goes under the next one, with a new label."""
    done.renews_code = scene.dossier.item_code is not None


def returned(scene: Scene, done: Effect) -> None:
    done.columns["returned_at"] = scene.now


def return_in_person(scene: Scene, done: Effect) -> None:
    returned(scene, done)
    booked = [each.payment for each in payments.of(scene.connection, scene.dossier.id)]
    if dues.account(scene.context.rules, scene.dossier, booked).outstanding_vnd:
        done.warnings.append("FEE_OUTSTANDING")
