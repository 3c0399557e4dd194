"""zeep: a clerk's shift.

Arguments: WSDL, user, password, SOAP version, and those of tests/soap/counter_shift.py.
"""

import hashlib
import sys
import uuid
from pathlib import Path

import zeep
from zeep.wsse.username import UsernameToken

DAY = "2021-11-15"


def main() -> None:
    wsdl, username, password, version, file, result, list_no, order_no, item_code, online_no = sys.argv[1:]
    client = zeep.Client(wsdl, wsse=UsernameToken(username, password))
    port = client.bind("CounterService", "CounterSoap11" if version == "1.1" else "CounterSoap12")

    def fault_of(method, **arguments):  # type: ignore[no-untyped-def]
        try:
            method(**arguments)
        except zeep.exceptions.Fault as e:
            return client.wsdl.types.deserialize(e.detail[0])
        return None

    opened, again = port.OpenShift(clerkName="Phạm Thị Thu Thủy"), port.OpenShift()
    tell("shift_no", opened.shiftNo)
    tell("shift_clerk", opened.clerkName)
    tell("shift_repeat", opened.repeat, again.repeat)
    tell("shift_cash", opened.cashVnd)
    tell("opened_at", int(opened.openedAt.timestamp()))
    dossier = port.SubmitDossier(
        requestId=new_id(),
        procedure="1.002809",
        owner={"name": "Đặng Thị Ngọc Ánh", "phone": "0912 345 678", "address": {"text": "Số 12, ấp Trung Bình"}},
        fee={"amountVnd": 135_000, "place": "counter", "method": "cash", "voucher": "BL-0001"},
    )
    number = dossier.dossierNo
    tell("dossier_no", number)

    wish = {"code": number, "wish": "yes", "receiver": "Lê Thị Yến", "mayReceive": "authorised"}
    nobody = fault_of(port.RegisterReturn, requestId=new_id(), **wish)
    (field,) = nobody.fieldError
    tell("return_fault", nobody.code, field.path, field.code, field.message)
    deputy = {"name": "Trần Văn Hòa", "idNumber": "089080001234"}
    registered = port.RegisterReturn(requestId=new_id(), deputy=deputy, **wish)
    tell("return_receiver", registered.receiver)
    tell("return_deputy", registered.deputy.name)
    tell("return_mode", registered.serviceModeText)
    tell("return_cod", registered.codVnd)
    gone = port.RegisterReturn(requestId=new_id(), code=number, wish="no")
    tell("return_gone", gone.wish, gone.receiver, gone.codVnd, gone.warnings)
    searched = port.SearchDossiers(phone="0296 3999 999")
    tell("searched", len(searched.dossier) if searched else 0)

    content = Path(file).read_bytes()
    sending = {"fileType": "text/csv", "content": content, "name": "ca-1"}
    sending["sha256"] = hashlib.sha256(content).hexdigest()
    sent, resent = port.SendShiftFile(**sending), port.SendShiftFile(**sending)
    tell("file_total", sent.total)
    tell("file_repeat", sent.repeat, resent.repeat)
    done = port.GetShiftFile(sent.fileNo)
    while done.state != "done":
        done = port.GetShiftFile(sent.fileNo)
    tell("file_text", done.stateText)
    tell("file_counts", done.accepted, done.repeats, done.refused, done.conflicts, done.failed)
    Path(result).write_bytes(done.content)

    attempt = {"eventId": "1", "orderNo": order_no, "statusCode": "attempted", "time": f"{DAY}T07:15:07+07:00"}
    attempt |= {"reason": "receiver_away", "postOffice": "881600"}
    reported = port.ReportEvents(events={"event": [attempt, {"itemCode": item_code, "codeTable": "ngsp"}]})
    good, bad = reported.results.result
    tell("event_counts", reported.kept, reported.repeats, reported.refused)
    tell("event_results", good.result, bad.result)
    tell("event_text", good.text)
    tell("event_status", good.status, bad.status)
    tell("event_fields", len(good.fieldError), len(bad.fieldError))
    tell("event_field", bad.fieldError[0].path, bad.fieldError[0].code)
    none, one = port.GetParcels(number).parcels, port.GetParcels(order_no).parcels
    tell("parcels", len(none.parcel) if none else 0, len(one.parcel))
    tell("parcel_reason", one.parcel[0].events.event[0].reasonText)

    opening = port.OpenHandover(requestId=new_id(), direction="to_desk").handover
    tell("list_state", opening.stateText)
    empty = port.GetHandover(opening.listNo)
    tell("list_empty", len(empty.items.item) if empty.items else 0, empty.fileName, empty.content)
    scanned = port.ScanHandover(listNo=opening.listNo, codes={"scan": [{"code": number}, {"code": "?"}]})
    tell("scan", *(each.outcome for each in scanned.results.result))
    tell("scan_why", *(each.why for each in scanned.results.result))
    filled = port.GetHandover(listNo=opening.listNo, withPaper=True)
    tell("list_items", *(each.dossierNo for each in filled.items.item))
    tell("list_paper", filled.content[:5].decode())
    lists = port.GetHandovers().handovers.handover
    tell("lists", *(each.stateText for each in lists if each.listNo == opening.listNo))
    bag = port.ConfirmHandover(
        requestId=new_id(),
        listNo=list_no,
        name="Phạm Thị Thu Thủy",
        found={"scan": [{"code": item_code}]},
        sealNo="NP 0045121",
        role="Giao dịch viên",
    )
    tell("bag_state", bag.stateText)
    tell("bag_counts", bag.found, bag.missing, bag.wrongKind, bag.surplus)
    tell("bag_items", *(each.outcome for each in bag.items.item))
    tell("bag_texts", *(each.text for each in bag.items.item))
    tell("bag_signed", bag.signedAt)

    change = {"code": number, "owner": {"phone": "0912 345 679"}, "reason": "Khai nhầm"}
    corrected = port.CorrectDossier(requestId=new_id(), **change)
    tell("corrected", corrected.stateText, corrected.repeat)
    papers = {"paper": [{"name": "Giấy khám sức khỏe", "originals": 1}]}
    supplemented = port.SupplementDossier(requestId=new_id(), code=number, papers=papers)
    tell("supplemented", supplemented.stateText, *(each.code for each in supplemented.warnings.warning))
    slip = port.GetPaper(code=number, kind="posted_slip", format="a5")
    tell("slip", slip.fileName, slip.content[:5].decode())
    fetched = port.RegisterCollection(requestId=new_id(), code=online_no, wish="yes", sender="Lê Văn Tám")
    tell("collection", fetched.sender, fetched.serviceModeText, fetched.codVnd)
    withdrawn = port.WithdrawDossier(requestId=new_id(), code=online_no, reason="Công dân đề nghị")
    tell("withdrawn", withdrawn.state, withdrawn.stateText)
    tell("service", port.Ping().service)
    report = port.GetClerkReport(fromDay=DAY, toDay=DAY)
    figures = (report.received, report.registered, report.returned, report.total, report.feeVnd, report.officeId)
    tell("report", *figures)
    tell("report_days", *(each.day for each in report.days.day))

    differs = fault_of(port.CloseShift, requestId=new_id(), countedVnd=130_000)
    tell("close_fault", differs.code)
    tell("close_message", differs.message)
    tell("shift_till", port.OpenShift().cashVnd)
    closed = port.CloseShift(requestId=new_id(), countedVnd=130_000, note="Trả nhầm tiền thừa")
    tell("close_sums", closed.expectedVnd, closed.countedVnd, closed.differenceVnd)
    tell("close_note", closed.note)
    tell("closed_no", closed.shiftNo)
    tell("closed_at", int(closed.closedAt.timestamp()))


def new_id() -> str:
    return f"zeep-{uuid.uuid4()}"


def tell(name: str, *values: object) -> None:
    texts = ("-" if each is None else str(each).lower() if isinstance(each, bool) else str(each) for each in values)
    print(f"{name}={' '.join(texts)}")


if __name__ == "__main__":
    main()
