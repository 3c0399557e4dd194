"""One message as a handler gets it: its values, what the XSD found wrong with them, and reading both together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.errors import Fault, InvalidDossier
from app.security.principals import Principal
from integrations.post.soap import shapes
from integrations.post.soap.faults import InvalidMessage

if TYPE_CHECKING:
    from app.context import Context

SOURCE = "soap"
T = TypeVar("T")
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """The values of one message and what the XSD found wrong with them."""

    values: Values
    faults: list[Fault]

    def valid(self) -> Values:
        """The values; :class:`InvalidMessage` if the XSD found anything."""
        if self.faults:
            raise InvalidMessage(self.faults)
        return self.values

    def update(self, read: Callable[..., T], context: Context) -> tuple[str, T]:
        """Whose code it is and what came for it; the XSD's faults and those of the content together."""
        request_id = self.values.get("request_id", "")
        with told_together(self.faults):
            came = read(self.values, request_id=request_id, context=context, spell=shapes.spell, faults=self.faults)
        return self.values["code"], came


Handler = Callable[[Request, Principal, "Context"], Values]


@contextmanager
def told_together(faults: list[Fault]) -> Iterator[None]:
    """Where the XSD found anything, the message is at fault and not only its content."""
    try:
        yield
    except InvalidDossier as e:
        raise InvalidMessage(e.faults) if faults else e from None
