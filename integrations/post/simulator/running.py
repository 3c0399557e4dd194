"""The simulated post as a server: in threads of this process, or as the program ``python -m …simulator``."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from app.domain.post.order import Party
from integrations.post.orders.account import Account, Shape
from integrations.post.simulator import control, rest, soap
from integrations.post.simulator.faults import Plan
from integrations.post.simulator.service import Service
from integrations.post.simulator.state import State

KEY, SECRET = "sandbox", "sandbox-post"  # of the simulator alone
AGENCY_SENDER = Party("Trung tâm Phục vụ hành chính công", "02963883123", "Số 1 Lý Tự Trọng, Long Xuyên", "88", "8810")


class _Quiet(WSGIRequestHandler):
    """Writes no line for each request, and lets the LGSP variant's header through: servers drop names with ``_``."""

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"HTTP_ACCESS_TOKEN": self.headers.get("access_token", "")}

    def log(self, type: str, message: str, *args: object) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Simulator:
    """A simulated post that answers at ``url``."""

    url: str
    service: Service

    def account(self, shape: Shape, agency_id: str = "default", **changes: object) -> Account:
        """An account that the simulator serves; ``changes`` are other fields of it."""
        service = {Shape.LGSP: f"{self.url}/lgsp", Shape.SOAP: f"{self.url}/soap"}
        paths = {"create": "post", "cancel": "cancel", "tracking": "tracking", "price": "price"}
        urls = (
            {"service": service[shape]}
            if shape in service
            else {call: f"{self.url}/order/{path}" for call, path in paths.items()}
        )
        values: dict[str, object] = {
            "agency_id": agency_id,
            "shape": shape,
            "customer_code": "0843T0001",
            "sender": AGENCY_SENDER,
            "urls": {"token": f"{self.url}/token", **urls},
            "key": KEY,
            "secret": SECRET,
        }
        return Account(**(values | changes))  # type: ignore[arg-type]


def create_app(service: Service) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(rest.blueprint(service, KEY, SECRET))
    app.register_blueprint(soap.blueprint(service))
    app.register_blueprint(control.blueprint(service))
    return app


def server(service: Service, port: int = 0, host: str = "127.0.0.1") -> BaseWSGIServer:
    """A server that is bound; 0 takes any free port. Werkzeug's: it lets an answer break off where a fault wants it."""
    return make_server(host, port, create_app(service), threaded=True, request_handler=_Quiet)


@contextmanager
def running(
    now: Callable[[], datetime] = lambda: datetime.now(UTC), journal: Path | None = None
) -> Iterator[Simulator]:
    """A simulated post on a free port, in threads of this process."""
    service = Service(State.opened(now, journal), Plan())
    made = server(service)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, name="post", daemon=True)
    thread.start()
    try:
        yield Simulator(f"http://127.0.0.1:{made.server_port}", service)
    finally:
        service.state.stopping.set()
        made.shutdown()
        thread.join()
        made.server_close()
        service.state.close()
