// KDSoap (Qt): a clerk's shift: see tests/soap/counter_shift.py.
#pragma once
#include <QCryptographicHash>
#include <QRegularExpression>
#include "door.h"

// One value of every row; - is what is not there.
template <class Row, class Value>
QStringList each(const QList<Row> &rows, Value (Row::*value)() const) {
    QStringList values;
    for (const Row &row : rows)
        values << QString((row.*value)());
    values.replaceInStrings(QRegularExpression("^$"), "-");
    return values;
}

inline QString number(qint64 value) {
    return QString::number(value);
}

inline QString seconds(const KDDateTime &moment) {
    return number(moment.toSecsSinceEpoch());
}

template <class Port>
class Shift {
public:
    explicit Shift(Door<Port> &door) : door(door) {}

    // Arguments: shift file, result file, list, order, item code, dossier that came online.
    void work(const QStringList &arguments) {
        open();
        register_return();
        send(arguments[0], arguments[1]);
        report(arguments[3], arguments[4]);
        list();
        confirm(arguments[2], arguments[4]);
        change(arguments[5]);
        close();
    }

private:
    Door<Port> &door;
    QString dossier_no;
    const QString day = "2021-11-15";

    void open() {
        TNS__OpenShift opening;
        opening.setClerkName(QString::fromUtf8("Phạm Thị Thu Thủy"));
        const TNS__OpenShiftResponse opened = door.ask(&Port::openShift, opening);
        tell("shift_no", opened.shiftNo());
        tell("shift_clerk", opened.clerkName());
        tell("shift_repeat", {text(opened.repeat()), text(door.ask(&Port::openShift, TNS__OpenShift()).repeat())});
        tell("shift_cash", number(opened.cashVnd()));
        tell("opened_at", seconds(opened.openedAt()));

        TNS__Address home;
        home.setText(QString::fromUtf8("Số 12, ấp Trung Bình"));
        TNS__Person owner;
        owner.setName(QString::fromUtf8("Đặng Thị Ngọc Ánh"));
        owner.setPhone("0912 345 678");
        owner.setAddress(home);
        TNS__Fee fee;
        fee.setAmountVnd(135000);
        fee.setPlace(TNS__FeePlace(TNS__FeePlace::Counter));
        fee.setMethod(TNS__FeeMethod(TNS__FeeMethod::Cash));
        fee.setVoucher("BL-0001");
        TNS__SubmitDossier dossier;
        dossier.setRequestId(new_id());
        dossier.setProcedure("1.002809");
        dossier.setOwner(owner);
        dossier.setFee(fee);
        dossier_no = door.ask(&Port::submitDossier, dossier).dossierNo();
        tell("dossier_no", dossier_no);
    }

    void register_return() {
        TNS__RegisterReturn wish = wished(TNS__Wish::Yes);
        wish.setReceiver(QString::fromUtf8("Lê Thị Yến"));
        wish.setMayReceive(TNS__MayReceive(TNS__MayReceive::Authorised));
        const KDSoapValue nobody = door.refused(&Port::asyncRegisterReturn, &Port::registerReturnError, wish);
        const KDSoapValue field = child(nobody, "fieldError");
        tell("return_fault", {in(nobody, "code"), in(field, "path"), in(field, "code"), in(field, "message")});
        TNS__Deputy deputy;
        deputy.setName(QString::fromUtf8("Trần Văn Hòa"));
        deputy.setIdNumber("089080001234");
        wish.setDeputy(deputy);
        const TNS__RegisterReturnResponse registered = door.ask(&Port::registerReturn, wish);
        tell("return_receiver", registered.receiver());
        tell("return_deputy", registered.deputy().name());
        tell("return_mode", registered.serviceModeText());
        tell("return_cod", number(registered.codVnd()));
        const TNS__RegisterReturnResponse gone = door.ask(&Port::registerReturn, wished(TNS__Wish::No));
        tell("return_gone", {
            gone.wish() == TNS__Wish::No ? "no" : "?", there(gone.hasValueForReceiver()), there(gone.hasValueForCodVnd()),
            there(gone.hasValueForWarnings()),
        });
        TNS__SearchDossiers search;
        search.setPhone("0296 3999 999");
        tell("searched", number(door.ask(&Port::searchDossiers, search).dossiers().dossier().size()));
    }

    TNS__RegisterReturn wished(TNS__Wish::Type wish) {
        TNS__RegisterReturn wished;
        wished.setRequestId(new_id());
        wished.setCode(dossier_no);
        wished.setWish(TNS__Wish(wish));
        return wished;
    }

    void send(const QString &file, const QString &result) {
        const QByteArray content = read_file(file);
        TNS__SendShiftFile sending;
        sending.setFileType("text/csv");
        sending.setContent(content);
        sending.setSha256(QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex());
        sending.setName(QString("ca-1"));
        const TNS__SendShiftFileResponse sent = door.ask(&Port::sendShiftFile, sending);
        tell("file_total", number(sent.total()));
        tell("file_repeat", {text(sent.repeat()), text(door.ask(&Port::sendShiftFile, sending).repeat())});
        TNS__GetShiftFile of;
        of.setFileNo(sent.fileNo());
        TNS__GetShiftFileResponse done = door.ask(&Port::getShiftFile, of);
        while (done.state() != "done")
            done = door.ask(&Port::getShiftFile, of);
        tell("file_text", done.stateText());
        tell("file_counts", {
            number(done.accepted()), number(done.repeats()), number(done.refused()), number(done.conflicts()),
            number(done.failed()),
        });
        write_file(result, done.content());
    }

    void report(const QString &order_no, const QString &item_code) {
        TNS__ReportedEvent attempt, unread;
        attempt.setEventId("1");
        attempt.setOrderNo(order_no);
        attempt.setStatusCode("attempted");
        attempt.setTime(day + "T07:15:07+07:00");
        attempt.setReason("receiver_away");
        attempt.setPostOffice("881600");
        unread.setItemCode(item_code);
        unread.setCodeTable("ngsp");
        TNS__ReportedEvents rows;
        rows.setEvent({attempt, unread});
        TNS__ReportEvents reports;
        reports.setEvents(rows);
        const TNS__ReportEventsResponse reported = door.ask(&Port::reportEvents, reports);
        const QList<TNS__EventResult> results = reported.results().result();
        const QList<TNS__FieldError> errors = results[1].fieldError();
        tell("event_counts", {number(reported.kept()), number(reported.repeats()), number(reported.refused())});
        tell("event_results", each(results, &TNS__EventResult::result));
        tell("event_text", results[0].text());
        tell("event_status", {results[0].status(), results[1].hasValueForStatus() ? "status" : "-"});
        tell("event_fields", {number(results[0].fieldError().size()), number(errors.size())});
        tell("event_field", {errors[0].path(), errors[0].code()});
        const QList<TNS__Parcel> one = parcels(order_no);
        tell("parcels", {number(parcels(dossier_no).size()), number(one.size())});
        tell("parcel_reason", one[0].events().event()[0].reasonText());
    }

    QList<TNS__Parcel> parcels(const QString &code) {
        TNS__GetParcels of;
        of.setCode(code);
        return door.ask(&Port::getParcels, of).parcels().parcel();
    }

    void list() {
        TNS__OpenHandover opening;
        opening.setRequestId(new_id());
        opening.setDirection(TNS__Direction(TNS__Direction::To_desk));
        const TNS__Handover opened = door.ask(&Port::openHandover, opening).handover();
        tell("list_state", opened.stateText());
        TNS__GetHandover of;
        of.setListNo(opened.listNo());
        const TNS__GetHandoverResponse empty = door.ask(&Port::getHandover, of);
        const QString items = number(empty.items().item().size());
        tell("list_empty", {items, there(empty.hasValueForFileName()), there(empty.hasValueForContent())});
        TNS__ScannedCode own, none;
        own.setCode(dossier_no);
        none.setCode("?");
        TNS__ScannedCodes codes;
        codes.setScan({own, none});
        TNS__ScanHandover scan;
        scan.setListNo(opened.listNo());
        scan.setCodes(codes);
        const QList<TNS__ScanResult> scanned = door.ask(&Port::scanHandover, scan).results().result();
        tell("scan", each(scanned, &TNS__ScanResult::outcome));
        tell("scan_why", each(scanned, &TNS__ScanResult::why));
        of.setWithPaper(true);
        const TNS__GetHandoverResponse filled = door.ask(&Port::getHandover, of);
        tell("list_items", each(filled.items().item(), &TNS__HandoverItem::dossierNo));
        tell("list_paper", QString(filled.content().value().left(5)));
        for (const TNS__Handover &each : door.ask(&Port::getHandovers, TNS__GetHandovers()).handovers().handover())
            if (each.listNo() == opened.listNo())
                tell("lists", each.stateText());
    }

    void confirm(const QString &list_no, const QString &item_code) {
        TNS__FoundCode code;
        code.setCode(item_code);
        TNS__FoundCodes found;
        found.setScan({code});
        TNS__ConfirmHandover confirmation;
        confirmation.setRequestId(new_id());
        confirmation.setListNo(list_no);
        confirmation.setName(QString::fromUtf8("Phạm Thị Thu Thủy"));
        confirmation.setFound(found);
        confirmation.setSealNo("NP 0045121");
        confirmation.setRole(QString::fromUtf8("Giao dịch viên"));
        const TNS__ConfirmHandoverResponse bag = door.ask(&Port::confirmHandover, confirmation);
        tell("bag_state", bag.stateText());
        tell("bag_counts", {number(bag.found()), number(bag.missing()), number(bag.wrongKind()), number(bag.surplus())});
        tell("bag_items", each(bag.items().item(), &TNS__CheckedItem::outcome));
        tell("bag_texts", each(bag.items().item(), &TNS__CheckedItem::text));
        tell("bag_signed", there(bag.hasValueForSignedAt()));
    }

    void change(const QString &online_no) {
        TNS__PersonChanges owner;
        owner.setPhone("0912 345 679");
        TNS__CorrectDossier change;
        change.setRequestId(new_id());
        change.setCode(dossier_no);
        change.setOwner(owner);
        change.setReason(QString::fromUtf8("Khai nhầm"));
        const TNS__CorrectDossierResponse corrected = door.ask(&Port::correctDossier, change);
        tell("corrected", {corrected.stateText(), text(corrected.repeat())});
        TNS__Paper paper;
        paper.setName(QString::fromUtf8("Giấy khám sức khỏe"));
        paper.setOriginals(1);
        TNS__Papers papers;
        papers.setPaper({paper});
        TNS__SupplementDossier adding;
        adding.setRequestId(new_id());
        adding.setCode(dossier_no);
        adding.setPapers(papers);
        const TNS__SupplementDossierResponse added = door.ask(&Port::supplementDossier, adding);
        tell("supplemented", {added.stateText(), added.warnings().warning()[0].code()});
        TNS__GetPaper of;
        of.setCode(dossier_no);
        of.setKind(TNS__AnyPaper(TNS__AnyPaper::Posted_slip));
        of.setFormat("a5");
        const TNS__GetPaperResponse slip = door.ask(&Port::getPaper, of);
        tell("slip", {slip.fileName(), QString(slip.content().value().left(5))});

        TNS__RegisterCollection fetching;
        fetching.setRequestId(new_id());
        fetching.setCode(online_no);
        fetching.setWish(TNS__Wish(TNS__Wish::Yes));
        fetching.setSender(QString::fromUtf8("Lê Văn Tám"));
        const TNS__RegisterCollectionResponse fetched = door.ask(&Port::registerCollection, fetching);
        tell("collection", {fetched.sender(), fetched.serviceModeText(), number(fetched.codVnd())});
        TNS__WithdrawDossier takingBack;
        takingBack.setRequestId(new_id());
        takingBack.setCode(online_no);
        const TNS__WithdrawDossierResponse withdrawn = door.ask(&Port::withdrawDossier, takingBack);
        tell("withdrawn", {withdrawn.state(), withdrawn.stateText()});
        tell("service", door.ask(&Port::ping, TNS__Ping()).service());
    }

    void close() {
        TNS__GetClerkReport period;
        period.setFromDay(day);
        period.setToDay(day);
        const TNS__GetClerkReportResponse figures = door.ask(&Port::getClerkReport, period);
        tell("report", {
            number(figures.received()), number(figures.registered()), number(figures.returned()), number(figures.total()),
            number(figures.feeVnd()), figures.officeId(),
        });
        tell("report_days", each(figures.days().day(), &TNS__DayFigures::day));

        TNS__CloseShift closing;
        closing.setRequestId(new_id());
        closing.setCountedVnd(130000);
        const KDSoapValue differs = door.refused(&Port::asyncCloseShift, &Port::closeShiftError, closing);
        tell("close_fault", in(differs, "code"));
        tell("close_message", in(differs, "message"));
        tell("shift_till", number(door.ask(&Port::openShift, TNS__OpenShift()).cashVnd()));
        closing.setNote(QString::fromUtf8("Trả nhầm tiền thừa"));
        const TNS__CloseShiftResponse closed = door.ask(&Port::closeShift, closing);
        tell("close_sums", {number(closed.expectedVnd()), number(closed.countedVnd()), number(closed.differenceVnd())});
        tell("close_note", closed.note());
        tell("closed_no", closed.shiftNo());
        tell("closed_at", seconds(closed.closedAt().value()));
    }

    static QString there(bool is_there) { return is_there ? "there" : "-"; }
};
