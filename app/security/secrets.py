"""Secrets of machines: random, shown once, kept as SHA-256; those that must be known again (HMAC) are sealed.

The sealing key comes from ``DOSSIER_SECRET_KEY``; a private installation makes one under ``var/`` that only it reads.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from app.config import Settings


def new_secret(prefix: str) -> str:
    """256 random bits behind a prefix that tells a person (and a secret scanner) what it is."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def new_webhook_secret() -> str:
    """A secret in the form of Standard Webhooks: ``whsec_`` and base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def keyed(text: str, settings: Settings) -> bytes:
    """A digest that tells nothing to who has not this installation's key."""
    return hmac.new(_key(settings), text.encode(), hashlib.sha256).digest()


def seal(secret: str, settings: Settings) -> bytes:
    return _fernet(settings).encrypt(secret.encode())


def unseal(sealed: bytes, settings: Settings) -> str:
    """The secret; ``ValueError`` when it was sealed under another key."""
    try:
        return _fernet(settings).decrypt(sealed).decode()
    except InvalidToken as e:
        raise ValueError("DOSSIER_SECRET_KEY is not the one that sealed the stored secrets") from e


def _fernet(settings: Settings) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(settings)))


def _key(settings: Settings) -> bytes:
    passphrase = settings.secret_key or _own_key(settings)
    return hashlib.sha256(passphrase.encode()).digest()


def _own_key(settings: Settings) -> str:
    """The key of this installation; the first process that asks makes it, the others never see it half written."""
    path = settings.var / "secret.key"
    if not path.exists():
        settings.var.mkdir(parents=True, exist_ok=True)
        _write_once(path, secrets.token_urlsafe(32))
    return path.read_text()


def _write_once(path: Path, content: str) -> None:
    """Durable and whole under its name, or not there; what another process has put there stays."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with open(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as f:
            f.write(content)
            f.flush()
            os.fsync(f.fileno())
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        aside.unlink(missing_ok=True)
