"""``/soap/counter`` in Flask: messages by POST, the contract by ``?wsdl``, ``?wsdl&soap=1.1`` and ``?xsd=counter.xsd``.

The contract is readable without credentials: no tool sends any for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Response, request

from app import body
from app.domain.errors import TooLarge
from integrations.post.soap import contract, door

if TYPE_CHECKING:
    from app.context import Context

USAGE = "Gửi thông điệp SOAP bằng POST. Hợp đồng: ?wsdl, ?wsdl&soap=1.1, ?xsd=counter.xsd\n"


def blueprint(context: Context) -> Blueprint:
    """The SOAP door, to be mounted at the root of the application."""
    door_of_the_counter = Blueprint("soap_counter", __name__)
    pages = contract.published(context.settings.public_url)

    @door_of_the_counter.post("/soap/counter")
    def post() -> Response:
        reply = door.answer(_message(context.settings.max_message_bytes), context)
        return Response(reply.body, reply.status, reply.headers, content_type=reply.content_type)

    @door_of_the_counter.get("/soap/counter")
    def get() -> Response:
        page = pages.get(_page_asked())
        if page is None:
            return Response(USAGE, 405 if not request.args else 404, {"Allow": "POST"}, mimetype="text/plain")
        return Response(page, content_type="text/xml; charset=utf-8")

    return door_of_the_counter


def _page_asked() -> str:
    asked = {name.lower(): value for name, value in request.args.items()}
    if "wsdl" in asked:
        return "wsdl 1.1" if asked.get("soap") == "1.1" else "wsdl"
    name = asked.get("xsd", "")
    return name if name.endswith(".xsd") else f"{name}.xsd"


def _message(limit: int) -> door.Message:
    headers = request.headers
    return door.Message(
        body=_body(limit),
        content_type=headers.get("Content-Type", ""),
        action=headers.get("SOAPAction", ""),
        authorization=headers.get("Authorization", ""),
        api_key=headers.get("X-Api-Key", ""),
        content_encoding=headers.get("Content-Encoding", ""),
    )


def _body(limit: int) -> bytes | None:
    """The body, or None if it is over the limit."""
    try:
        return body.read(request, limit)
    except TooLarge:
        return None
