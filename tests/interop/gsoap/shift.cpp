// gSOAP: a clerk's shift: see tests/soap/counter_shift.py.
#include <openssl/sha.h>
#include <cstdio>
#include "door.h"

using std::string;
using Counter = CounterSoap11Proxy;

static const string DAY = "2021-11-15";
static string number;

// What a value reads like; what is not there is a null pointer.
static string text(const string &value) { return value; }
static string text(const char *value) { return value; }
static string text(bool value) { return value ? "true" : "false"; }
template <class T> static string text(T value) { return std::to_string(value); }
template <class T> static string text(const T *value) { return value ? text(*value) : "-"; }
template <class T> static string text(T *value) { return value ? text(*value) : "-"; }

static void tell_all(const string &name, const std::vector<string> &values) {
    std::cout << name << "=";
    for (size_t n = 0; n < values.size(); n++)
        std::cout << (n ? " " : "") << values[n];
    std::cout << std::endl;
}

template <class... Values> static void tell(const string &name, const Values &...values) { tell_all(name, {text(values)...}); }

// One value of every row.
template <class Row, class Member>
static std::vector<string> each(const std::vector<Row *> &rows, Member member) {
    std::vector<string> values;
    for (const Row *row : rows)
        values.push_back(text(row->*member));
    return values;
}

static string sha256(const string &bytes) {
    unsigned char digest[SHA256_DIGEST_LENGTH];
    char hex[3];
    string all;
    SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(), digest);
    for (unsigned char byte : digest)
        snprintf(hex, sizeof hex, "%02x", byte), all += hex;
    return all;
}

static void open(Door &door) {
    string clerk = "Phạm Thị Thu Thủy";
    _ns1__OpenShift opening, again;
    opening.clerkName = &clerk;
    const auto opened = door.ask(&Counter::OpenShift, opening);
    tell("shift_no", opened.shiftNo);
    tell("shift_clerk", opened.clerkName);
    tell("shift_repeat", opened.repeat, door.ask(&Counter::OpenShift, again).repeat);
    tell("shift_cash", opened.cashVnd);
    tell("opened_at", opened.openedAt);

    string phone = "0912 345 678", street = "Số 12, ấp Trung Bình", voucher = "BL-0001";
    ns1__FeePlace place = ns1__FeePlace__counter;
    ns1__FeeMethod method = ns1__FeeMethod__cash;
    ns1__Address home;
    home.text = &street;
    ns1__Person owner;
    owner.name = "Đặng Thị Ngọc Ánh", owner.phone = &phone, owner.address = &home;
    ns1__Fee fee;
    fee.amountVnd = 135000, fee.place = &place, fee.method = &method, fee.voucher = &voucher;
    _ns1__SubmitDossier dossier;
    dossier.requestId = door.new_id(), dossier.procedure = "1.002809", dossier.owner = &owner, dossier.fee = &fee;
    number = door.ask(&Counter::SubmitDossier, dossier).dossierNo;
    tell("dossier_no", number);
}

static void register_return(Door &door) {
    string receiver = "Lê Thị Yến", phone = "0296 3999 999";
    ns1__MayReceive may_receive = ns1__MayReceive__authorised;
    ns1__Deputy deputy;
    deputy.name = "Trần Văn Hòa", deputy.idNumber = "089080001234";
    _ns1__RegisterReturn wish, no;
    wish.requestId = door.new_id(), wish.code = number, wish.wish = ns1__Wish__yes;
    wish.receiver = &receiver, wish.mayReceive = &may_receive;
    const auto nobody = door.refused(&Counter::RegisterReturn, wish);
    const ns1__FieldError &field = *nobody.fieldError.at(0);
    tell("return_fault", nobody.code, field.path, field.code, field.message);
    wish.deputy = &deputy;
    const auto registered = door.ask(&Counter::RegisterReturn, wish);
    tell("return_receiver", registered.receiver);
    tell("return_deputy", registered.deputy->name);
    tell("return_mode", registered.serviceModeText);
    tell("return_cod", registered.codVnd);
    no.requestId = door.new_id(), no.code = number, no.wish = ns1__Wish__no;
    const auto gone = door.ask(&Counter::RegisterReturn, no);
    const char *warned = gone.warnings ? "warned" : "-";
    tell("return_gone", gone.wish == ns1__Wish__no ? "no" : "?", gone.receiver, gone.codVnd, warned);
    _ns1__SearchDossiers search;
    search.phone = &phone;
    const auto found = door.ask(&Counter::SearchDossiers, search);
    tell("searched", found.dossiers ? found.dossiers->dossier.size() : 0);
}

static void send(Door &door, const char *file, const char *result) {
    string content = read_file(file), digest = sha256(content), name = "ca-1";
    _ns1__SendShiftFile sending;
    sending.fileType = "text/csv", sending.sha256 = &digest, sending.name = &name;
    door.attach(sending.content, content, "text/csv");
    const auto sent = door.ask(&Counter::SendShiftFile, sending);
    tell("file_total", sent.total);
    tell("file_repeat", sent.repeat, door.ask(&Counter::SendShiftFile, sending).repeat);
    _ns1__GetShiftFile of;
    of.fileNo = sent.fileNo;
    auto done = door.ask(&Counter::GetShiftFile, of);
    while (done.state != "done")
        done = door.ask(&Counter::GetShiftFile, of);
    tell("file_text", done.stateText);
    tell("file_counts", done.accepted, done.repeats, done.refused, done.conflicts, done.failed);
    write_file(result, done.content);
}

static std::vector<ns1__Parcel *> parcels(Door &door, const string &code) {
    _ns1__GetParcels of;
    of.code = code;
    const auto found = door.ask(&Counter::GetParcels, of);
    return found.parcels ? found.parcels->parcel : std::vector<ns1__Parcel *>();
}

static void report(Door &door, string order_no, string item_code) {
    string id = "1", status = "attempted", time = DAY + "T07:15:07+07:00", reason = "receiver_away", office = "881600";
    string table = "ngsp";
    ns1__ReportedEvent attempt, unread;
    attempt.eventId = &id, attempt.orderNo = &order_no, attempt.statusCode = &status, attempt.time = &time;
    attempt.reason = &reason, attempt.postOffice = &office;
    unread.itemCode = &item_code, unread.codeTable = &table;
    ns1__ReportedEvents rows;
    rows.event = {&attempt, &unread};
    _ns1__ReportEvents reports;
    reports.events = &rows;
    const auto reported = door.ask(&Counter::ReportEvents, reports);
    const auto &results = reported.results->result;
    const ns1__EventResult &good = *results.at(0), &bad = *results.at(1);
    tell("event_counts", reported.kept, reported.repeats, reported.refused);
    tell_all("event_results", each(results, &ns1__EventResult::result));
    tell("event_text", good.text);
    tell_all("event_status", each(results, &ns1__EventResult::status));
    tell("event_fields", good.fieldError.size(), bad.fieldError.size());
    tell("event_field", bad.fieldError.at(0)->path, bad.fieldError.at(0)->code);
    const auto one = parcels(door, order_no);
    tell("parcels", parcels(door, number).size(), one.size());
    tell("parcel_reason", one.at(0)->events->event.at(0)->reasonText);
}

static void list(Door &door) {
    bool yes = true;
    _ns1__OpenHandover opening;
    opening.requestId = door.new_id(), opening.direction = ns1__Direction__to_USCOREdesk;
    const auto opened = door.ask(&Counter::OpenHandover, opening);
    tell("list_state", opened.handover->stateText);
    _ns1__GetHandover of;
    of.listNo = opened.handover->listNo;
    const auto empty = door.ask(&Counter::GetHandover, of);
    const size_t items = empty.items ? empty.items->item.size() : 0;
    tell("list_empty", items, empty.fileName, empty.content ? "content" : "-");
    ns1__ScannedCode own, none;
    own.code = number, none.code = "?";
    ns1__ScannedCodes codes;
    codes.scan = {&own, &none};
    _ns1__ScanHandover scan;
    scan.listNo = of.listNo, scan.codes = &codes;
    const auto scanned = door.ask(&Counter::ScanHandover, scan);
    tell_all("scan", each(scanned.results->result, &ns1__ScanResult::outcome));
    tell_all("scan_why", each(scanned.results->result, &ns1__ScanResult::why));
    of.withPaper = &yes;
    const auto filled = door.ask(&Counter::GetHandover, of);
    tell_all("list_items", each(filled.items->item, &ns1__HandoverItem::dossierNo));
    tell("list_paper", string(reinterpret_cast<char *>(filled.content->__ptr), 5));
    _ns1__GetHandovers all;
    for (const auto *each : door.ask(&Counter::GetHandovers, all).handovers->handover)
        if (each->listNo == of.listNo)
            tell("lists", each->stateText);
}

static void confirm(Door &door, const string &list_no, const string &item_code) {
    string seal = "NP 0045121", role = "Giao dịch viên";
    ns1__FoundCode code;
    code.code = item_code;
    ns1__FoundCodes found;
    found.scan = {&code};
    _ns1__ConfirmHandover confirmation;
    confirmation.requestId = door.new_id(), confirmation.listNo = list_no, confirmation.name = "Phạm Thị Thu Thủy";
    confirmation.found = &found, confirmation.sealNo = &seal, confirmation.role = &role;
    const auto bag = door.ask(&Counter::ConfirmHandover, confirmation);
    tell("bag_state", bag.stateText);
    tell("bag_counts", bag.found, bag.missing, bag.wrongKind, bag.surplus);
    tell_all("bag_items", each(bag.items->item, &ns1__CheckedItem::outcome));
    tell_all("bag_texts", each(bag.items->item, &ns1__CheckedItem::text));
    tell("bag_signed", bag.signedAt);
}

static void change(Door &door, const string &online_no) {
    string phone = "0912 345 679", reason = "Khai nhầm", a5 = "a5", sender = "Lê Văn Tám";
    int one = 1;
    ns1__PersonChanges owner;
    owner.phone = &phone;
    _ns1__CorrectDossier change;
    change.requestId = door.new_id(), change.code = number, change.owner = &owner, change.reason = &reason;
    const auto corrected = door.ask(&Counter::CorrectDossier, change);
    tell("corrected", corrected.stateText, corrected.repeat);
    ns1__Paper paper;
    paper.name = "Giấy khám sức khỏe", paper.originals = &one;
    ns1__Papers papers;
    papers.paper = {&paper};
    _ns1__SupplementDossier adding;
    adding.requestId = door.new_id(), adding.code = number, adding.papers = &papers;
    const auto added = door.ask(&Counter::SupplementDossier, adding);
    tell("supplemented", added.stateText, added.warnings->warning.at(0)->code);
    _ns1__GetPaper of;
    of.code = number, of.kind = ns1__AnyPaper__posted_USCOREslip, of.format = &a5;
    const auto slip = door.ask(&Counter::GetPaper, of);
    tell("slip", slip.fileName, string(reinterpret_cast<char *>(slip.content.__ptr), 5));

    _ns1__RegisterCollection fetching;
    fetching.requestId = door.new_id(), fetching.code = online_no, fetching.wish = ns1__Wish__yes, fetching.sender = &sender;
    const auto fetched = door.ask(&Counter::RegisterCollection, fetching);
    tell("collection", fetched.sender, fetched.serviceModeText, fetched.codVnd);
    _ns1__WithdrawDossier taking_back;
    taking_back.requestId = door.new_id(), taking_back.code = online_no;
    const auto withdrawn = door.ask(&Counter::WithdrawDossier, taking_back);
    tell("withdrawn", withdrawn.state, withdrawn.stateText);
    _ns1__Ping ping;
    tell("service", door.ask(&Counter::Ping, ping).service);
}

static void close(Door &door) {
    _ns1__GetClerkReport period;
    period.fromDay = period.toDay = DAY;
    const auto day = door.ask(&Counter::GetClerkReport, period);
    tell("report", day.received, day.registered, day.returned, day.total, day.feeVnd, day.officeId);
    tell_all("report_days", each(day.days->day, &ns1__DayFigures::day));

    string note = "Trả nhầm tiền thừa";
    _ns1__OpenShift again;
    _ns1__CloseShift closing;
    closing.requestId = door.new_id(), closing.countedVnd = 130000;
    const auto differs = door.refused(&Counter::CloseShift, closing);
    tell("close_fault", differs.code);
    tell("close_message", differs.message);
    tell("shift_till", door.ask(&Counter::OpenShift, again).cashVnd);
    closing.note = &note;
    const auto closed = door.ask(&Counter::CloseShift, closing);
    tell("close_sums", closed.expectedVnd, closed.countedVnd, closed.differenceVnd);
    tell("close_note", closed.note);
    tell("closed_no", closed.shiftNo);
    tell("closed_at", closed.closedAt);
}

// Arguments: shift file, result file, list, order, item code, dossier that came online.
void work_a_shift(Door &door, char **argv) {
    open(door);
    register_return(door);
    send(door, argv[0], argv[1]);
    report(door, argv[3], argv[4]);
    list(door);
    confirm(door, argv[2], argv[4]);
    change(door, argv[5]);
    close(door);
}
