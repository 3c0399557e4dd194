"""A sender at a set pace: requests leave on time whether or not the ones before were answered.

Latency counts from the moment a request was due, so a server that stalls cannot hide it by slowing its clients down.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from bench.load import CONNECTIONS, Requests
from bench.rows import BenchError


@dataclass(frozen=True, slots=True)
class Paced:
    """One answer: how long it took, and when it was here (``time.time()``)."""

    took_ms: float
    answered_at: float
    body: bytes


def send(requests: Requests, port: int, per_s: float, seconds: float) -> list[Paced]:
    """``per_s * seconds`` requests, evenly spaced. :class:`BenchError` if one answer is no 2xx."""
    return asyncio.run(_send(requests, port, per_s, int(per_s * seconds)))


async def _send(requests: Requests, port: int, per_s: float, number: int) -> list[Paced]:
    answers: list[Paced] = []
    start = time.perf_counter() + 0.1
    due = iter([start + nth / per_s for nth in range(number)])

    async def one_connection() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for moment in due:
            await asyncio.sleep(moment - time.perf_counter())
            writer.write(requests.take())
            body = await _answer(reader)
            answers.append(Paced((time.perf_counter() - moment) * 1000, time.time(), body))
        writer.close()

    await asyncio.gather(*(one_connection() for _ in range(CONNECTIONS)))
    return answers


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    status = head.split(b" ", 2)[1]
    body = await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
    if not status.startswith(b"2"):
        raise BenchError(f"an answer was {status.decode()}: {body[:200].decode(errors='replace')}")
    return body
