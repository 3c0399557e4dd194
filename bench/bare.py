"""A peer to measure against, the least a Python door could do: Flask, the shape checked by marshmallow, no more."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask, request

from app.api.schemas import SubmissionSchema

_schema = SubmissionSchema()


def create_app() -> Flask:
    """One route, as in REST."""
    app = Flask(__name__, static_folder=None)

    @app.post("/api/v1/dossiers")
    def submit() -> tuple[dict[str, Any], int]:
        submission = _schema.load(json.loads(request.get_data()))
        return {"dossier_no": request.headers["Idempotency-Key"], "procedure": submission["procedure"]}, 201

    return app
