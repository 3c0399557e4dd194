"""Accounts are read from a file, whole or not at all, and never show their keys."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from integrations.post.codes import End
from integrations.post.orders import account, opened
from integrations.post.orders.account import AccountsError, Shape
from integrations.post.orders.rest import RestPost
from integrations.post.orders.soap import SoapPost
from integrations.post.simulator.faults import Fault, Planned
from integrations.post.simulator.running import SECRET, Simulator
from tests.post.conftest import an_order

FILE = """
[[accounts]]
agency_id = "000.00.16.H01"
shape = "lgsp"
customer_code = "0843T0001"
key = "K-123"
secret = "S-456"
urls = { token = "https://post.example/token", service = "https://post.example/lgsp" }
sender = { name = "Sở Giao thông vận tải", phone = "02963883123", address = "Số 1 Lý Tự Trọng", province = "88" }
answers = { 101 = "exists" }
read_timeout_s = 12.5

[[accounts]]
agency_id = "default"
shape = "soap"
customer_code = "0843T0002"
key = "K"
secret = "S"
urls = { token = "https://post.example/token", service = "https://post.example/soap" }
sender = { name = "Sở", phone = "02963883123", address = "Long Xuyên" }
"""


def read(tmp_path: Path, text: str = FILE) -> dict[str, account.Account]:
    path = tmp_path / "post.toml"
    path.write_text(text)
    return account.read(path)


def test_an_agency_has_its_account_and_others_the_default(tmp_path: Path) -> None:
    accounts = read(tmp_path)
    own = account.of(accounts, "000.00.16.H01")
    assert own and (own.shape, own.answers, own.read_timeout_s) == (Shape.LGSP, {"101": End.EXISTS}, 12.5)
    other = account.of(accounts, "000.00.16.H02")
    assert other and other.customer_code == "0843T0002" and account.of({}, "000.00.16.H02") is None
    assert isinstance(opened(own), RestPost) and isinstance(opened(other), SoapPost)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('key = "K-123"\n', "", "account 1: a name is missing"),
        ('shape = "lgsp"', 'shape = "fax"', "account 1: a name is missing or has an unknown value"),
        ('shape = "lgsp"', 'shape = "ngsp"', "urls must be cancel, create, price, token, tracking"),
        ('key = "K-123"', 'kay = "K-123"', "unknown name 'kay'"),
        ('province = "88"', 'provinz = "88"', "sender: unknown name 'provinz'"),
        (
            '"https://post.example/token", service = "https://post.example/lgsp"',
            '"/token", service = "x"',
            "no address",
        ),
        ('101 = "exists"', '101 = "fine"', "unknown value"),
        ("12.5", "99.0", "time-outs"),
        ('"default"', '"000.00.16.H01"', "an agency has two accounts"),
        ("[[accounts]]", "[[accounts", "cannot be read"),
    ],
)
def test_a_file_that_is_wrong_is_refused_without_quoting_it(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in FILE
    with pytest.raises(AccountsError) as caught:
        read(tmp_path, FILE.replace(old, new, 1))
    assert said in str(caught.value) and "123" not in str(caught.value)


def test_the_bus_may_have_an_address_of_its_own_for_orders_without_item_code(tmp_path: Path) -> None:
    urls = 'service = "https://post.example/lgsp"'
    own = read(tmp_path, FILE.replace(urls, f'{urls}, create_without_code = "https://post.example/new"'))[
        "000.00.16.H01"
    ]
    assert own.urls["create_without_code"] == "https://post.example/new"


def test_keys_and_people_show_in_no_repr_and_no_log(
    tmp_path: Path, simulator: Simulator, caplog: pytest.LogCaptureFixture
) -> None:
    assert "S-456" not in repr(read(tmp_path)) and "K-123" not in repr(read(tmp_path))
    caplog.set_level(logging.DEBUG)
    logging.getLogger("zeep.transports").setLevel(logging.DEBUG)
    for shape in Shape:
        post = opened(simulator.account(shape))
        simulator.service.plan.add(Planned(Fault.ERROR_IN_200, "create"))
        with pytest.raises(Exception, match="OUTSIDE_REJECTED"):
            post.create(an_order())
    written = caplog.text
    assert not any(text in written for text in (SECRET, "Ngọc Ánh", "0918345601", *simulator.service.state.tokens))


def test_nothing_is_taken_from_the_environment(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("NO_PROXY", "")
    for shape in Shape:
        assert opened(simulator.account(shape)).create(an_order()).code == "100"
