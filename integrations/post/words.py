"""How the post's systems write codes and times, for whoever reads reports of them (:mod:`app.post.reporting`)."""

from __future__ import annotations

from datetime import datetime

from integrations.post.codes import Codes, load, times

SYSTEMS = ("ngsp", "myvnpost", "emsevt")


class PostWords:
    """The tables in ``integrations/post/codes``, by name."""

    def table(self, name: str) -> Codes | None:
        return load(name) if name in SYSTEMS else None

    def time(self, written: str) -> datetime | None:
        return times.read(written)


WORDS = PostWords()
