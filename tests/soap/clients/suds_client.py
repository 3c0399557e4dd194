"""suds-community: submits, repeats, asks, adds a paper, withdraws, reads a typed fault.

Arguments: WSDL, user, password, SOAP version, file.
"""

import base64
import hashlib
import json
import sys
import uuid
import warnings
from pathlib import Path

from suds import WebFault
from suds.client import Client
from suds.wsse import Security, UsernameToken


def main() -> None:
    warnings.simplefilter("ignore")
    wsdl, username, password, version, file = sys.argv[1:]
    client = Client(wsdl, cache=None)
    security = Security()
    security.tokens.append(UsernameToken(username, password))
    client.set_options(wsse=security, port="CounterSoap11" if version == "1.1" else "CounterSoap12")
    if version == "1.2":  # suds speaks 1.1 whatever the binding says; what it can send is the other media type
        client.set_options(headers={"Content-Type": "application/soap+xml; charset=utf-8"})
    content = Path(file).read_bytes()

    owner = client.factory.create("Person")
    owner.name, owner.birth, owner.phone = "Trần Văn Hòa", "1975", "+84 296 3852 741"
    attachment = client.factory.create("Attachment")
    attachment.fileName, attachment.mediaType = "gplx.jpg", "image/jpeg"
    attachment.content = base64.b64encode(content).decode()
    paper = client.factory.create("Paper")
    paper.name, paper.copies, paper.attachment = "Bản sao giấy phép lái xe", 1, attachment
    papers = client.factory.create("Papers")
    papers.paper = [paper]
    call = {"requestId": f"suds-{uuid.uuid4()}", "procedure": "1.002809", "owner": owner, "papers": papers}

    def fault_of(method, **arguments):  # type: ignore[no-untyped-def]
        try:
            method(**arguments)
        except WebFault as e:
            return e.fault.detail.DossierFault
        return None

    first = client.service.SubmitDossier(**call)
    again = client.service.SubmitDossier(**call)
    view = client.service.GetDossier(code=first.dossierNo)
    receipt = client.service.GetReceipt(code=first.dossierNo)
    supplemented = client.service.SupplementDossier(
        requestId=f"suds-{uuid.uuid4()}", code=first.dossierNo, papers=papers, reason="Nộp thêm"
    )
    taking_back = {"requestId": f"suds-{uuid.uuid4()}", "code": first.dossierNo}
    withdrawn = client.service.WithdrawDossier(**taking_back)
    bad = client.factory.create("Person")
    bad.name, bad.phone = "", "12"
    invalid = fault_of(client.service.SubmitDossier, requestId="other", procedure="1.002809", owner=bad)
    print(
        json.dumps(
            {
                "service": client.service.Ping().service,
                "dossier_no": first.dossierNo,
                "first_repeat": first.repeat,
                "again_no": again.dossierNo,
                "again_repeat": again.repeat,
                "state_text": view.stateText,
                "receipt_sha256": receipt.sha256,
                "received_sha256": hashlib.sha256(base64.b64decode(receipt.content)).hexdigest(),
                "supplemented": supplemented.state,
                "supplement_warning": supplemented.warnings.warning[0].code,
                "withdrawn": withdrawn.state,
                "withdrawn_text": withdrawn.stateText,
                "withdrawn_again": client.service.WithdrawDossier(**taking_back).repeat,
                "fault": fault_of(client.service.GetDossier, code="000.00.16.H01-211115-9999").code,
                "fields": [error.path for error in invalid.fieldError],
            }
        )
    )


if __name__ == "__main__":
    main()
