"""Orders to the post: one port, two adapters that speak to the post's services (REST in two variants, SOAP).

``opened(account)`` gives the adapter of an account; see :mod:`integrations.post.orders.port` for what it offers.
"""

from __future__ import annotations

from integrations.post.orders.account import Account, Shape
from integrations.post.orders.port import Post


def opened(account: Account) -> Post:
    """The adapter that the account names; it holds lines and a token, so one per process and account is enough."""
    if account.shape is Shape.SOAP:
        from integrations.post.orders.soap import SoapPost  # zeep takes its time to load

        return SoapPost(account)
    from integrations.post.orders.rest import RestPost

    return RestPost(account)
