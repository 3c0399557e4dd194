"""zeep: submits, repeats, asks, adds a paper, withdraws, reads a typed fault.

Arguments: WSDL, user, password, SOAP version, file.
"""

import hashlib
import json
import sys
import uuid
from pathlib import Path

import zeep
from zeep.wsse.username import UsernameToken


def main() -> None:
    wsdl, username, password, version, file = sys.argv[1:]
    client = zeep.Client(wsdl, wsse=UsernameToken(username, password))
    port = client.bind("CounterService", "CounterSoap11" if version == "1.1" else "CounterSoap12")
    content = Path(file).read_bytes()
    dossier = {
        "requestId": f"zeep-{uuid.uuid4()}",
        "procedure": "1.002809",
        "owner": {"name": "Nguyễn Thị Ánh Nguyệt", "birth": "1980-05-12", "phone": "0912 345 678"},
        "channel": None,
        "papers": {
            "paper": [
                {
                    "name": "Đơn đề nghị đổi giấy phép lái xe",
                    "originals": 1,
                    "attachment": {
                        "fileName": "đơn.jpg",
                        "mediaType": "image/jpeg",
                        "content": content,
                        "sha256": hashlib.sha256(content).hexdigest(),
                    },
                }
            ]
        },
        "fee": {"amountVnd": 135000, "place": "counter", "method": "cash"},
        "returnByPost": {"wish": "no"},
    }
    first = port.SubmitDossier(**dossier)
    again = port.SubmitDossier(**dossier)
    view = port.GetDossier(first.dossierNo)
    receipt = port.GetReceipt(first.dossierNo)
    health = {"name": "Giấy khám sức khỏe", "originals": 1}
    health["attachment"] = {"fileName": "gksk.jpg", "mediaType": "image/jpeg", "content": content}
    number = first.dossierNo
    supplemented = port.SupplementDossier(
        requestId=f"zeep-{uuid.uuid4()}", code=number, papers={"paper": [health]}, reason="Nộp thêm"
    )
    taking_back = {"requestId": f"zeep-{uuid.uuid4()}", "code": number, "reason": "Công dân đề nghị rút hồ sơ"}
    withdrawn, withdrawn_again = port.WithdrawDossier(**taking_back), port.WithdrawDossier(**taking_back)
    try:
        port.GetDossier("000.00.16.H01-211115-9999")
        fault = None
    except zeep.exceptions.Fault as e:
        fault = client.wsdl.types.deserialize(e.detail[0]).code
    try:
        port.SubmitDossier(**{**dossier, "requestId": "other", "owner": {"name": "", "phone": "12"}})
        fields = None
    except zeep.exceptions.Fault as e:
        fields = [error.path for error in client.wsdl.types.deserialize(e.detail[0]).fieldError]
    print(
        json.dumps(
            {
                "service": port.Ping().service,
                "dossier_no": first.dossierNo,
                "first_repeat": first.repeat,
                "again_no": again.dossierNo,
                "again_repeat": again.repeat,
                "state_text": view.stateText,
                "receipt_sha256": receipt.sha256,
                "received_sha256": hashlib.sha256(receipt.content).hexdigest(),
                "supplemented": supplemented.state,
                "supplement_warning": supplemented.warnings.warning[0].code,
                "withdrawn": withdrawn.state,
                "withdrawn_text": withdrawn.stateText,
                "withdrawn_again": withdrawn_again.repeat,
                "fault": fault,
                "fields": fields,
            }
        )
    )


if __name__ == "__main__":
    main()
