"""Dossiers to hand in: as each door's message, and as intake takes them."""

from __future__ import annotations

import json
from typing import Any

from app import submissions
from app.api.schemas import SubmissionSchema
from app.api.shape import shape
from app.domain.submission import Submission
from app.house import samples, senders
from app.security import keys
from app.security.principals import Principal
from bench.ground import Ground
from bench.load import MARK, Requests, prepare

DIFFERENT = 2000
LARGE_BYTES = 200_000
_schema = SubmissionSchema()


def by_rest(here: Ground) -> Requests:
    """JSON with an Idempotency-Key and a citizen of its own each."""
    headers = {
        "Authorization": f"Bearer {here.known['api_key']}",
        "Content-Type": "application/json",
        "Idempotency-Key": f"bench-{MARK.decode()}",
    }
    bodies = (json.dumps(_anonymous(samples.dossier(nth)), ensure_ascii=False).encode() for nth in range(DIFFERENT))
    return Requests([prepare("/api/v1/dossiers", headers, body) for body in bodies])


def by_soap(here: Ground, attachment_bytes: int = 0) -> Requests:
    """Envelopes as zeep makes them from the WSDL, with a UsernameToken; few of them when they are large."""
    import zeep
    from lxml import etree
    from zeep.wsse.username import UsernameToken

    token = UsernameToken(here.known["soap_username"], here.known["soap_password"])
    client = zeep.Client(f"{here.house.base_url}/soap/counter?wsdl", wsse=token)

    def envelope(nth: int) -> bytes:
        message = senders.camel(_anonymous(samples.dossier(nth, attachment_bytes=attachment_bytes)))
        message |= {"requestId": f"bench-{MARK.decode()}", "papers": {"paper": message["papers"]}}
        made = client.create_message(client.service, "SubmitDossier", **message)
        return etree.tostring(made, xml_declaration=True, encoding="utf-8")

    headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    number = 20 if attachment_bytes else DIFFERENT // 10
    return Requests([prepare("/soap/counter", headers, envelope(nth)) for nth in range(number)])


def principal(here: Ground) -> Principal:
    """Who hands in behind the REST door."""
    return keys.by_bearer(here.known["api_key"], here.house.context)


def submission(number: int, here: Ground, who: Principal) -> Submission:
    """The same dossier as REST reads it."""
    context = here.house.context
    data, faults = shape(_schema, samples.dossier(number))
    return submissions.read(
        data,
        request_id=f"bench-direct-{number:06d}",
        channel=who.channels[0],
        context=context,
        faults=faults,
    )


def _anonymous(dossier: dict[str, Any]) -> dict[str, Any]:
    """With the mark in place of the citizen's running number."""
    owner = dossier["owner"]
    owner |= {"id_number": owner["id_number"][:6] + MARK.decode(), "phone": f"0918{MARK.decode()}"}
    return dossier
