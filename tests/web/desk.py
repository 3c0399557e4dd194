"""People at the desk page: accounts that are valid by default, and a browser of ten lines that speaks plain HTTP."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import requests
from lxml import html

from app.domain.role import Role
from app.security import accounts
from app.security.accounts import NewAccount
from tests import builders
from tests.web.service import Service

PASSWORD = "trâu chậm uống nước đục"


def new_account(service: Service, **changes: Any) -> str:
    """The user name of a new account that may do everything in the whole agency."""
    username = builders.unique("can-bo")
    values = {
        "username": username, "name": "Trần Thị Mai Lan", "agency_id": builders.AGENCY, "office_id": None,
        "roles": list(Role), **changes,
    }  # fmt: skip
    accounts.create(NewAccount(**values), PASSWORD, service.context)
    return str(values["username"])


@dataclass(frozen=True, slots=True)
class Desk:
    """One browser at ``/console``."""

    service: Service
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str = "", **options: Any) -> requests.Response:
        return self.session.get(f"{self.service.url}/console{path}", timeout=60, **options)

    def post(self, path: str, page: str | None = None, **form: Any) -> requests.Response:
        """Send a form as it stands on ``page``, by default on the page of its own path, without following where to."""
        token = csrf(self.get(path if page is None else page).text)
        return self.send(path, csrf=token, **form)

    def fill(self, page: str, action: str, **changes: Any) -> requests.Response:
        """Send the form of a page that leads to ``action`` as a browser would, with these inputs changed."""
        return self.send(action, **self.form(page, action) | changes)

    def form(self, page: str, action: str) -> dict[str, Any]:
        """What stands in the form of a page that leads to ``action``."""
        forms = html.fromstring(self.get(page).text).forms
        found = [form for form in forms if form.action == f"/console{action}"]
        assert found, (action, [form.action for form in forms])
        return dict(found[0].form_values())

    def move(self, number: str, name: str, **said: Any) -> requests.Response:
        """Make a move by its form on the page of the dossier."""
        return self.fill(f"/ho-so/{number}", f"/ho-so/{number}/{name}", **said)

    def read(self, number: str) -> str:
        """What is read on the page of a dossier."""
        return text(self.get(f"/ho-so/{number}"))

    def send(self, path: str, **form: Any) -> requests.Response:
        url = f"{self.service.url}/console{path}"
        return self.session.post(url, data=form, timeout=60, allow_redirects=False)

    def log_in(self, username: str, password: str = PASSWORD, **form: Any) -> requests.Response:
        return self.post("/dang-nhap", username=username, password=password, **form)


def logged_in(service: Service, **changes: Any) -> Desk:
    """A desk where a new account has just logged in."""
    desk = Desk(service)
    assert desk.log_in(new_account(service, **changes)).status_code == 303
    return desk


def csrf(html: str) -> str:
    """The token of the forms on a page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', html)
    assert found, html
    return found[1]


def text(reply: requests.Response) -> str:
    """What is read on a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", reply.text.partition("<body>")[2])).split())
