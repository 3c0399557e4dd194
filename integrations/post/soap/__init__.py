"""The SOAP door of the post counter: contract first, SOAP 1.1 and 1.2, served by lxml and our own XSD.

``door.answer`` is the whole way of one message, in the order in which it is checked; ``views.blueprint`` hangs it into
Flask. The contract lies in ``integrations/post/contract``; shapes, codecs and WSDL all follow from those two files.
"""

from integrations.post.soap.views import blueprint

__all__ = ["blueprint"]
