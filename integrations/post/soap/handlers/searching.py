"""Looking further than one dossier: a citizen's dossiers, and the parcels of one with all that was reported of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app import lookup
from app.domain.post.tracking import TrackingEvent
from app.post import parcels
from app.post.parcels import Seen
from app.security.principals import Principal, Role
from integrations.post.soap.handlers.dossiers import shown, standing
from integrations.post.soap.handlers.request import Handler, Request, Values, told

if TYPE_CHECKING:
    from app.context import Context


def search_dossiers(request: Request, principal: Principal, context: Context) -> Values:
    """The newest dossiers of an owner, by citizen id, phone or both."""
    principal.require(Role.READ)
    values = request.valid()
    with told(request.faults):
        found = lookup.of_citizen(values.get("id_number"), values.get("phone"), principal, context)
    return {"dossiers": [shown(each, context) for each in found]}


def get_parcels(request: Request, principal: Principal, context: Context) -> Values:
    """The parcels of a dossier, oldest order first."""
    dossier, seen = parcels.of(request.valid()["code"], principal, context)
    missing = [{"leg": leg, "text": parcels.UNASKED_VI[leg]} for leg in parcels.unasked(dossier, seen)]
    return {"dossier_no": dossier.dossier_no, "parcels": [_parcel(each) for each in seen], "unasked": missing}


def _parcel(seen: Seen) -> Values:
    parcel = seen.parcel
    names = (
        "leg",
        "order_no",
        "issue",
        "state",
        "disputed",
        "made_at",
        "item_code",
        "finding",
        "payer",
        "cod_vnd",
        "cancel",
    )
    values = {name: getattr(parcel, name) for name in names}
    words = {
        "leg_text": parcel.leg.vi,
        "state_text": parcel.state.vi,
        "finding_text": parcel.finding.vi if parcel.finding else None,
        "cancel_text": parcel.cancel.vi if parcel.cancel else None,
        "answer_text": parcel.answer_text or None,
    }
    return values | words | standing(parcel) | {"status_at": parcel.status_at, "events": [*map(_event, seen.events)]}


def _event(event: TrackingEvent) -> Values:
    raw = {"source": event.source, "raw_code": event.raw_code, "raw_text": event.raw_text or None}
    return raw | standing(event) | {"at": event.at, "post_office": event.pos_code}


HANDLERS: dict[str, Handler] = {"SearchDossiers": search_dossiers, "GetParcels": get_parcels}
