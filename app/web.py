"""The web application: every door mounted on one Flask app.

``flask …`` and granian both call :func:`create_app`. Without ``DATABASE_URL`` it starts or joins the private services.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from app import console, health, logs, services, track
from app.api import (
    cash_shifts,
    counter_report,
    custody,
    desk,
    dossier_papers,
    dossiers,
    fees,
    handovers,
    item_codes,
    lists,
    moves,
    papers,
    parcels,
    problems,
    reconciliations,
    reference,
    registrations,
    shift_files,
    shifts,
    tracking_events,
    updates,
)
from app.commands import cli
from app.commands.group import FEEDS
from app.config import Settings, SettingsError
from app.context import Context
from app.domain.errors import ServiceError
from app.reconciliation.statements import READER
from app.shift_files.formats import EXTENSION
from app.turns import Turns
from integrations.dvc import door as portal
from integrations.post import soap as counter
from integrations.post import statements
from integrations.post import webhook as post
from integrations.post.lines import Lines
from integrations.post.orders.account import AccountsError
from integrations.post.shift_files import FORMATS
from integrations.post.words import WORDS

# REST, in the order of its document.
API = (
    dossiers, moves, updates, registrations, desk, item_codes, lists, shifts, papers, dossier_papers, parcels, custody,
    fees, cash_shifts, handovers, tracking_events, counter_report, reconciliations, shift_files,
)  # fmt: skip
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, by default those of the environment."""
    logs.configure()
    settings = settings or _own_settings()
    if settings.database_url is None:
        private = services.ensure(settings.var)
        settings = replace(settings, database_url=private.database_url, redis_url=private.redis_url)
    lines = _lines(settings)
    context = replace(Context.build(settings), post=lines)
    app = Flask(__name__, static_folder=None)
    app.extensions["dossier_post"] = context
    app.extensions[EXTENSION] = FORMATS
    app.extensions[FEEDS] = lines.all
    app.extensions[tracking_events.WORDS] = WORDS
    app.extensions[READER] = statements.read
    app.config.update(
        API_TITLE="Dossier Post",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
        API_SPEC_OPTIONS={
            "servers": [{"url": settings.public_url}],
            "info": {"description": "Nhận hồ sơ giấy phép lái xe qua bưu chính công ích và cổng dịch vụ công."},
            "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
            "security": [{"key": []}],
        },
    )
    api = reference.Api(app)
    for module in API:
        api.register_blueprint(module.blueprint(context))
    app.register_blueprint(reference.blueprint(api))
    app.register_blueprint(counter.blueprint(context))
    app.register_blueprint(portal.blueprint(context))
    app.register_blueprint(post.blueprint(context, lines))
    app.register_blueprint(track.blueprint(context))
    app.add_url_rule("/", "home", track.home)
    app.register_blueprint(console.blueprint(context))
    app.register_blueprint(health.blueprint(context))
    app.register_error_handler(ServiceError, problems.of)
    app.register_error_handler(HTTPException, problems.of_http)
    app.register_error_handler(Exception, problems.of_unexpected)
    app.after_request(_with_safe_headers)
    app.wsgi_app = Turns(app.wsgi_app, settings.max_message_bytes)  # type: ignore[method-assign]
    cli.register(app)
    return app


def _own_settings() -> Settings:
    """Those of the environment. A wrong one ends the process in one line: flask and granian would show a traceback."""
    try:
        return Settings.from_environment()
    except SettingsError as e:
        sys.exit(f"Error: {e}")


def _lines(settings: Settings) -> Lines:
    """The accounts at the post; a wrong file ends the process in one line, as a wrong setting does."""
    try:
        return Lines(settings.post_accounts)
    except AccountsError as e:
        sys.exit(f"Error: {e}")


def _with_safe_headers(response: Response) -> Response:
    for name, value in _SAFE.items():
        response.headers.setdefault(name, value)
    return response
