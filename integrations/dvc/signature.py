"""Who sent a message: the signature of Standard Webhooks over the bytes as they came.

Source: the Standard Webhooks specification 1.0 (``webhook-id``, ``webhook-timestamp``, ``webhook-signature``). A sender
that rotates its secret has two for a while; any live one that verifies names the sender. Everything else fails closed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from standardwebhooks import Webhook, WebhookVerificationError
from werkzeug.datastructures import Headers

from app.domain.errors import NotAuthenticated
from app.security.principals import Principal

ID = "webhook-id"
HEADERS = (ID, "webhook-timestamp", "webhook-signature")
_MESSAGE_ID = re.compile(r"[!-~]{1,256}")


def sender_of(body: bytes, headers: Headers, keys: Iterable[tuple[Principal, str]]) -> Principal:
    """The principal whose secret signed the body not more than five minutes ago of real time.

    :class:`NotAuthenticated` for every other case, with one text for all. ``body`` must be UTF-8.
    """
    given = {name: headers.get(name, "") for name in HEADERS}
    if _MESSAGE_ID.fullmatch(given[ID]):
        for principal, secret in keys:
            if _verifies(body, given, secret):
                return principal
    raise NotAuthenticated


def _verifies(body: bytes, headers: dict[str, str], secret: str) -> bool:
    try:
        Webhook(secret).verify(body, headers, json_parse=False)
    except (WebhookVerificationError, ValueError):  # ValueError: a signature that is not "version,base64"
        return False
    return True
