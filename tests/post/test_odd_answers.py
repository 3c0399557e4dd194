"""Answers as servers and gateways really give them: each has its end, and none is taken for a success."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask, Response
from werkzeug.serving import make_server

from app.domain.errors import OutcomeUnknown, OutsideError, Rejected, Unavailable
from integrations.post.orders import opened
from integrations.post.orders.account import Shape
from integrations.post.orders.port import Post
from integrations.post.simulator.running import Simulator
from tests.post.conftest import HASTY, an_order

ENVELOPE = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{}</e:Body></e:Envelope>'
ACCEPTED = '<PostOrderResponse xmlns="urn:dossier-post:orders:v1">{}</PostOrderResponse>'
FAULT = (
    "<e:Fault><faultcode>e:{}</faultcode><faultstring>x</faultstring><detail>"
    '<OrderFault xmlns="urn:dossier-post:orders:v1"><Status>{}</Status><Message>{}</Message></OrderFault>'
    "</detail></e:Fault>"
)
Answer = Callable[[], Response]


class Server:
    """Gives a token, and to everything else the answer of the moment."""

    def __init__(self) -> None:
        self.answer: Answer = Response
        self.ended = threading.Event()
        self.tokens = itertools.count(1)
        app = Flask("odd")
        app.add_url_rule("/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/<path:rest>", view_func=lambda rest: self.answer(), methods=["GET", "POST"])
        self.server = make_server("127.0.0.1", 0, app, threaded=True)

    def _token(self) -> Any:
        return {"access_token": f"t{next(self.tokens)}", "token_type": "Bearer", "expires_in": 3600}


@pytest.fixture(scope="module")
def odd() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        made.server.shutdown()
        thread.join()
        made.server.server_close()


@pytest.fixture
def ask(odd: Server) -> Callable[[Shape, Answer], OutsideError]:
    """What an order ends with when the server answers so."""

    def asked(shape: Shape, answer: Answer) -> OutsideError:
        odd.answer = answer
        with pytest.raises(OutsideError) as caught:
            post(odd, shape).create(an_order())
        return caught.value

    return asked


def post(odd: Server, shape: Shape, **limits: float) -> Post:
    return opened(Simulator(f"http://127.0.0.1:{odd.server.server_port}", None).account(shape, **limits))  # type: ignore[arg-type]


def answer(status: int, body: str | bytes = b"", media: str = "text/xml", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda: Response(body, status, named, mimetype=media)


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(
    ("odd_answer", "end"),
    [
        (answer(200), OutcomeUnknown),
        (answer(202), OutcomeUnknown),
        (answer(204), OutcomeUnknown),
        (answer(200, b"\xff\xfe\x00"), OutcomeUnknown),
        (answer(200, "null", "application/json"), OutcomeUnknown),
        (answer(200, "[]", "application/json"), OutcomeUnknown),
        (answer(200, "[" * 200_000, "application/json"), OutcomeUnknown),
        (answer(200, '{"Status": "100", "Mess', "application/json"), OutcomeUnknown),
        (answer(200, "x", Content_Encoding="gzip"), OutcomeUnknown),
        (answer(200, "<!DOCTYPE a><a/>"), OutcomeUnknown),
        (answer(301, Location="http://localhost/elsewhere"), Unavailable),
        (answer(302, Location="http://localhost/login"), OutcomeUnknown),
        (answer(400, "<html/>", "text/html"), Rejected),
        (answer(401), Unavailable),
        (answer(403), Unavailable),
        (answer(404, "<html/>", "text/html"), Unavailable),
        (answer(408), OutcomeUnknown),
        (answer(500), OutcomeUnknown),
        (answer(500, "<html/>", "text/html"), OutcomeUnknown),
        (answer(502, "<html><br></html>", "text/html"), OutcomeUnknown),
        (answer(504), OutcomeUnknown),
    ],
)
def test_an_odd_answer_has_its_end(
    ask: Callable[[Shape, Answer], OutsideError], shape: Shape, odd_answer: Answer, end: type[OutsideError]
) -> None:
    assert type(ask(shape, odd_answer)) is end


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (200, '{"Status": 100, "Message": "Sai mã tỉnh"}', OutcomeUnknown),
        (200, '{"Message": "Thành công"}', OutcomeUnknown),
        (200, '{"Status": null, "Message": null}', OutcomeUnknown),
        (200, '{"Status": "900", "Message": "Sai mã tỉnh"}', Rejected),
        (400, '{"Status": "900", "Message": "Sai mã tỉnh"}', Rejected),
        (400, '{"Status": "100", "Message": "Thành công"}', OutcomeUnknown),
        (422, '{"Status": "900", "Message": "Lỗi hệ thống"}', OutcomeUnknown),
        (500, '{"Status": "900", "Message": "Sai mã tỉnh"}', OutcomeUnknown),
    ],
)
def test_code_text_and_status_must_agree_in_json(
    ask: Callable[[Shape, Answer], OutsideError], status: int, body: str, end: type[OutsideError]
) -> None:
    for shape in (Shape.NGSP, Shape.LGSP):
        assert type(ask(shape, answer(status, body, "application/json"))) is end


@pytest.mark.parametrize(
    ("status", "body", "end"),
    [
        (200, ACCEPTED.format("<Message>Thành công</Message>"), OutcomeUnknown),  # no Status
        (200, ACCEPTED.format("<Status>100</Status><Extra/>"), OutcomeUnknown),
        (200, ACCEPTED.format("<Status>100</Status>") * 2, OutcomeUnknown),
        (200, ACCEPTED.format("<Status>100</Status>").replace("PostOrder", "CancelOrder"), OutcomeUnknown),
        (200, FAULT.format("Client", "900", "Sai mã tỉnh"), Rejected),
        (500, FAULT.format("Client", "900", "Lỗi hệ thống"), OutcomeUnknown),
        (500, FAULT.format("Client", "100", "Thành công"), OutcomeUnknown),
        (500, FAULT.format("Server", "900", "Sai mã tỉnh"), OutcomeUnknown),
        (500, "<e:Fault><faultcode>e:Client</faultcode><faultstring>Sai</faultstring></e:Fault>", OutcomeUnknown),
        (500, ACCEPTED.format("<Status>100</Status>"), OutcomeUnknown),
    ],
)  # fmt: skip
def test_an_answer_in_soap_must_keep_the_contract(
    ask: Callable[[Shape, Answer], OutsideError], status: int, body: str, end: type[OutsideError]
) -> None:
    assert type(ask(Shape.SOAP, answer(status, ENVELOPE.format(body)))) is end


@pytest.mark.parametrize("shape", Shape)
def test_an_answer_that_drips_is_given_up(odd: Server, shape: Shape) -> None:
    def dripping() -> Iterator[bytes]:
        while not odd.ended.wait(0.05):  # faster than the read time-out
            yield b" " * 70_000

    odd.answer = lambda: Response(dripping())
    with pytest.raises(OutcomeUnknown):
        post(odd, shape, **HASTY | {"whole_timeout_s": 1.0}).create(an_order())


def test_an_item_code_that_the_post_was_not_told_of_is_not_taken_for_its_own(odd: Server) -> None:
    odd.answer = answer(200, '{"Status": 100, "Message": "Thành công", "ItemCode": null}', "application/json")
    order = an_order(item_code="EL491610889VN")
    assert post(odd, Shape.NGSP).create(order).item_code is None
    assert post(odd, Shape.LGSP).create(order).item_code == "EL491610889VN"


def test_one_token_serves_many_threads(odd: Server) -> None:
    odd.answer = answer(200, '{"Status": "100"}', "application/json")
    one = post(odd, Shape.NGSP)
    before = next(odd.tokens)
    with ThreadPoolExecutor(16) as pool:
        assert {each.code for each in pool.map(lambda _: one.create(an_order()), range(64))} == {"100"}
    assert next(odd.tokens) == before + 2
