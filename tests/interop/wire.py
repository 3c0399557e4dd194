"""A wire that is listened to: what clients send passes on to the service, and is kept as proof."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Self


class Wire:
    """Forwards a port of its own to ``target``; :meth:`sent` is what clients sent since it was last asked."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._heard: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def sent(self) -> bytes:
        heard, self._heard = self._heard, []
        return b"".join(heard)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                for way in ((client, server, self._heard_it), (server, client, None)):
                    threading.Thread(target=_carry, args=way, daemon=True).start()

    def _heard_it(self, data: bytes) -> None:
        self._heard.append(data)


def _carry(source: socket.socket, to: socket.socket, tell) -> None:  # type: ignore[no-untyped-def]
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            if tell:
                tell(data)
            to.sendall(data)
    with contextlib.suppress(OSError):
        to.shutdown(socket.SHUT_WR)
