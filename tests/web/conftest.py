"""The whole service over real HTTP, on a database of its own, on the morning of 15 November 2021."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from app.config import Settings
from app.context import Context
from app.house import sandbox
from app.services import Services
from tests.conftest import NewDatabase, need
from tests.web.service import Service, environment, free_port, serving

CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def service(
    new_database: NewDatabase, migrated_template: str, services: Services, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    folder, port = tmp_path_factory.mktemp("service"), free_port()
    with new_database(template=migrated_template) as database_url:
        settings = environment(database_url, services.redis_url, folder / "var", f"http://127.0.0.1:{port}")
        context = Context.build(Settings.from_environment(settings))
        (folder / "var").mkdir()
        known = json.loads(sandbox.prepare(context, settings["DOSSIER_PUBLIC_URL"]).read_text())
        with serving(settings, port, folder / "service.log") as url:
            yield Service(url, known["api_key"], context, folder / "service.log")
        context.database.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    need("chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    """A page on a desk; whatever it asks of another host is refused and fails the test."""
    with browser.new_context(viewport={"width": 1280, "height": 800}) as context:
        yield from guarded(context.new_page(), service.url)


@pytest.fixture
def phone(browser: Browser, service: Service) -> Iterator[Page]:
    """The same on a telephone, without JavaScript."""
    with browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, is_mobile=True, java_script_enabled=False
    ) as context:
        yield from guarded(context.new_page(), service.url)


def guarded(page: Page, own: str) -> Iterator[Page]:
    strange: list[str] = []
    page.on("request", lambda request: strange.append(request.url) if not request.url.startswith(own) else None)
    page.on("console", lambda message: strange.append(message.text) if message.type == "error" else None)
    yield page
    assert not strange
