"""The SOAP door of the post counter: contract first, SOAP 1.1 and 1.2, served by lxml and our own XSD.

``door.answer`` is the whole way of one message, in the order in which it is checked; ``views.blueprint`` hangs it into
Flask. The contract lies in ``integrations/post/contract``; shapes, codecs and WSDL all follow from those two files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Blueprint

    from app.context import Context


def blueprint(context: Context) -> Blueprint:
    """The door, to be mounted at the root of the application.

    Flask is loaded with the door only: the worker reads the contract too (shift files), and knows no web framework.
    """
    from integrations.post.soap.views import blueprint as made

    return made(context)
