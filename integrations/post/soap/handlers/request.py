"""One message as a handler gets it: its values, what the XSD found wrong with them, and reading both together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from app.domain.dossier import Answer
from app.domain.errors import Fault, InvalidDossier
from app.domain.messages import text_vi
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


def warnings(answer: Answer) -> list[Values]:
    """What a clerk should look at, though it was recorded."""
    return [{"code": code, "message": text_vi(code)} for code in answer.warnings]


@contextmanager
def told_together(faults: list[Fault]) -> Iterator[None]:
    """Where the XSD found anything, the message is at fault and not only its content."""
    try:
        yield
    except InvalidDossier as e:
        raise InvalidMessage(e.faults) if faults else e from None


@contextmanager
def told(faults: list[Fault], names: Mapping[str, str] | None = None) -> Iterator[None]:
    """The same, and every fault under the contract's name for it, as by the rule or by ``names``."""
    with told_together(faults):
        try:
            yield
        except InvalidDossier as e:
            spelt = [
                replace(fault, path=(names or {}).get(fault.path) or shapes.spell(fault.path)) for fault in e.faults
            ]
            raise InvalidDossier(spelt) from None


def is_true(values: Values, name: str) -> bool:
    """An optional xsd:boolean."""
    return values.get(name) in ("true", "1")
