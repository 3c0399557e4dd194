"""The peers of the SOAP door: each reads a SubmitDossier, holds it against a schema, and writes the reply.

They do less than the door: no look at prolog, caps, header blocks or credentials.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable
from datetime import UTC, datetime

import zeep
from lxml import etree

from integrations.post.soap import contract

Answer = Callable[[bytes], bytes]
MOMENT = datetime(2021, 11, 15, 1, 0, tzinfo=UTC)
REPLY = {
    "dossierNo": "000.00.16.H01-211115-0001",
    "state": "received",
    "submittedAt": MOMENT,
    "paperKind": "receipt",
    "paperUrl": "http://localhost:8000/api/v1/dossiers/000.00.16.H01-211115-0001/receipt.pdf",
    "repeat": False,
    "code": "PHS-881115-000017",
    "codeIssuer": "post",
    "receivedAt": MOMENT,
    "dueAt": MOMENT,
}


def zeep_model() -> Answer:
    """zeep's own model of the WSDL used the other way round, with libxml2's schema before and after."""
    port = zeep.Client(str(contract.FOLDER / "counter.wsdl")).wsdl.services["CounterService"].ports["CounterSoap11"]
    operation = port.binding.get("SubmitDossier")
    schema = etree.XMLSchema(contract.XSD_TREE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    body = f"{{{operation.input.nsmap['soap-env']}}}Body"

    def answer(message: bytes) -> bytes:
        envelope = etree.fromstring(message, parser)
        assert schema.validate(envelope.find(body)[0])
        values = operation.input.deserialize(envelope)
        assert all(_digest(paper.attachment.content) for paper in values.papers.paper if paper.attachment)
        content = operation.output.serialize(**REPLY).content
        assert schema.validate(content.find(body)[0])
        return etree.tostring(content)

    return answer


def spyne() -> Answer:
    """spyne with its lxml validator, the contract written again as classes. ImportError on Python 3.12 and later."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return _spyne()


def _spyne() -> Answer:
    from spyne import Application, MethodContext, ServiceBase, rpc
    from spyne.model import Boolean, ByteArray, ComplexModel, DateTime, Enum, Integer32, Unicode
    from spyne.protocol.soap import Soap11
    from spyne.server import ServerBase

    def model(name: str, /, **fields: object) -> type:
        return type(ComplexModel)(
            name, (ComplexModel,), {"__namespace__": contract.NAMESPACE, "_type_info": list(fields.items())}
        )

    def texts(names: str) -> dict[str, object]:
        return dict.fromkeys(names.split(), Unicode)

    def choice(name: str) -> object:
        values = contract.XSD_TREE.xpath(f"//*[@name='{name}']//*[local-name()='enumeration']/@value")
        return Enum(*values, type_name=name)

    address = model("Address", **texts("text scheme province district ward"))
    person = model("Person", **texts("name birth idNumber phone email"), address=address)
    held = model("HeldLicence", **texts("licenceClass number serial"))
    attachment = model("Attachment", **texts("fileName mediaType"), content=ByteArray, sha256=Unicode)
    counts = dict.fromkeys(("originals", "copies", "certified"), Integer32)
    paper = model("Paper", **texts("name code"), **counts, attachment=attachment)
    fee = model("Fee", amountVnd=Integer32, place=choice("FeePlace"), method=choice("FeeMethod"), voucher=Unicode)
    back = model("ReturnByPost", wish=choice("Wish"), **texts("receiver phone"), address=address)
    reply = model(
        "Reply",
        **texts("dossierNo state"),
        submittedAt=DateTime,
        **texts("paperKind paperUrl"),
        repeat=Boolean,
        **texts("code codeIssuer"),
        receivedAt=DateTime,
        dueAt=DateTime,
    )
    request = model(
        "SubmitDossier",
        **texts("requestId procedure"),
        owner=person,
        channel=choice("Channel"),
        **texts("codeIssuer code licenceClass"),
        heldLicence=held,
        submitter=person,
        papers=model("Papers", paper=paper.customize(max_occurs="unbounded")),
        fee=fee,
        returnByPost=back,
        summary=Unicode,
        submittedAt=DateTime,
    )

    class Counter(ServiceBase):
        @rpc(request, _returns=reply, _body_style="bare")
        def SubmitDossier(ctx, values):  # noqa: N802, N805
            assert all(_digest(b"".join(each.attachment.content)) for each in values.papers.paper if each.attachment)
            return reply(**REPLY)

    server = ServerBase(
        Application([Counter], contract.NAMESPACE, in_protocol=Soap11(validator="lxml"), out_protocol=Soap11())
    )

    def answer(message: bytes) -> bytes:
        call = MethodContext(server, MethodContext.SERVER)
        call.in_string = [message]
        (call,) = server.generate_contexts(call)
        for step in (server.get_in_object, server.get_out_object, server.get_out_string):
            if error := call.in_error or call.out_error:
                raise RuntimeError(str(error))
            step(call)
        return b"".join(call.out_string)

    return answer


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
