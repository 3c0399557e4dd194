import dossier.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** A clerk's shift: see tests/soap/counter_shift.py. */
class Shift {
    static final String DAY = "2021-11-15";

    private final Counter counter;
    private String number;

    private Shift(Counter counter) {
        this.counter = counter;
    }

    static void work(Counter counter, Path file, Path result, String listNo, String orderNo, String itemCode, String onlineNo)
            throws Exception {
        Shift shift = new Shift(counter);
        shift.open();
        shift.register();
        shift.send(file, result);
        shift.report(orderNo, itemCode);
        shift.list();
        shift.confirm(listNo, itemCode);
        shift.change(onlineNo);
        shift.close();
    }

    private void open() throws Exception {
        OpenShift opening = new OpenShift();
        opening.setClerkName("Phạm Thị Thu Thủy");
        OpenShiftResponse opened = counter.openShift(opening), again = counter.openShift(new OpenShift());
        Client.tell("shift_no", opened.getShiftNo());
        Client.tell("shift_clerk", opened.getClerkName());
        Client.tell("shift_repeat", opened.isRepeat(), again.isRepeat());
        Client.tell("shift_cash", opened.getCashVnd());
        Client.tell("opened_at", Maker.seconds(opened.getOpenedAt()));

        Person owner = Client.person("Đặng Thị Ngọc Ánh", "0912 345 678");
        Address home = new Address();
        home.setText("Số 12, ấp Trung Bình");
        owner.setAddress(home);
        SubmitDossier dossier = Client.dossier(id(), owner);
        Fee fee = new Fee();
        fee.setAmountVnd(135_000);
        fee.setPlace(FeePlace.fromValue(Maker.token("counter")));
        fee.setMethod(FeeMethod.fromValue(Maker.token("cash")));
        fee.setVoucher("BL-0001");
        dossier.setFee(fee);
        number = counter.submitDossier(dossier).getDossierNo();
        Client.tell("dossier_no", number);
    }

    private void register() throws Exception {
        RegisterReturn wish = wish("yes");
        wish.setReceiver("Lê Thị Yến");
        wish.setMayReceive(MayReceive.fromValue(Maker.token("authorised")));
        DossierFault nobody = Client.refused(() -> counter.registerReturn(wish));
        FieldError field = Maker.list(nobody.getFieldError()).get(0);
        Client.tell("return_fault", nobody.getCode(), field.getPath(), field.getCode(), field.getMessage());
        Deputy deputy = new Deputy();
        deputy.setName("Trần Văn Hòa");
        deputy.setIdNumber("089080001234");
        wish.setDeputy(deputy);
        RegisterReturnResponse registered = counter.registerReturn(wish);
        Client.tell("return_receiver", registered.getReceiver());
        Client.tell("return_deputy", registered.getDeputy().getName());
        Client.tell("return_mode", registered.getServiceModeText());
        Client.tell("return_cod", registered.getCodVnd());
        RegisterReturnResponse gone = counter.registerReturn(wish("no"));
        Client.tell("return_gone", Maker.text(gone.getWish()), gone.getReceiver(), gone.getCodVnd(), gone.getWarnings());
        SearchDossiers search = new SearchDossiers();
        search.setPhone("0296 3999 999");
        Client.tell("searched", Maker.list(counter.searchDossiers(search).getDossiers()).size());
    }

    private RegisterReturn wish(String wish) {
        RegisterReturn register = new RegisterReturn();
        register.setRequestId(Maker.token(id()));
        register.setCode(number);
        register.setWish(Wish.fromValue(Maker.token(wish)));
        return register;
    }

    private void send(Path file, Path result) throws Exception {
        byte[] content = Files.readAllBytes(file);
        SendShiftFile sending = new SendShiftFile();
        sending.setFileType("text/csv");
        sending.setContent(content);
        sending.setSha256(HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256").digest(content)));
        sending.setName(Maker.token("ca-1"));
        SendShiftFileResponse sent = counter.sendShiftFile(sending), resent = counter.sendShiftFile(sending);
        Client.tell("file_total", sent.getTotal());
        Client.tell("file_repeat", sent.isRepeat(), resent.isRepeat());
        GetShiftFile of = new GetShiftFile();
        of.setFileNo(sent.getFileNo());
        GetShiftFileResponse done = counter.getShiftFile(of);
        while (!done.getState().equals("done")) {
            done = counter.getShiftFile(of);
        }
        Client.tell("file_text", done.getStateText());
        Client.tell("file_counts", done.getAccepted(), done.getRepeats(), done.getRefused(), done.getConflicts(), done.getFailed());
        Files.write(result, done.getContent());
    }

    private void report(String orderNo, String itemCode) throws Exception {
        ReportedEvent attempt = new ReportedEvent(), unread = new ReportedEvent();
        attempt.setEventId("1");
        attempt.setOrderNo(orderNo);
        attempt.setStatusCode("attempted");
        attempt.setTime(DAY + "T07:15:07+07:00");
        attempt.setReason("receiver_away");
        attempt.setPostOffice("881600");
        unread.setItemCode(itemCode);
        unread.setCodeTable("ngsp");
        ReportEvents reports = new ReportEvents();
        reports.setEvents(Maker.events(attempt, unread));
        ReportEventsResponse reported = counter.reportEvents(reports);
        EventResult good = Maker.list(reported.getResults()).get(0), bad = Maker.list(reported.getResults()).get(1);
        List<FieldError> errors = Maker.list(bad.getFieldError());
        Client.tell("event_counts", reported.getKept(), reported.getRepeats(), reported.getRefused());
        Client.tell("event_results", good.getResult(), bad.getResult());
        Client.tell("event_text", good.getText());
        Client.tell("event_status", good.getStatus(), bad.getStatus());
        Client.tell("event_fields", Maker.list(good.getFieldError()).size(), errors.size());
        Client.tell("event_field", errors.get(0).getPath(), errors.get(0).getCode());
        List<Parcel> none = parcels(number), one = parcels(orderNo);
        Client.tell("parcels", none.size(), one.size());
        Client.tell("parcel_reason", Maker.list(one.get(0).getEvents()).get(0).getReasonText());
    }

    private List<Parcel> parcels(String code) throws Exception {
        GetParcels of = new GetParcels();
        of.setCode(code);
        return Maker.list(counter.getParcels(of).getParcels());
    }

    private void list() throws Exception {
        OpenHandover opening = new OpenHandover();
        opening.setRequestId(Maker.token(id()));
        opening.setDirection(Direction.fromValue(Maker.token("to_desk")));
        Handover opened = counter.openHandover(opening).getHandover();
        Client.tell("list_state", opened.getStateText());
        GetHandover of = new GetHandover();
        of.setListNo(opened.getListNo());
        GetHandoverResponse empty = counter.getHandover(of);
        Client.tell("list_empty", Maker.list(empty.getItems()).size(), empty.getFileName(), empty.getContent());
        ScannedCode own = new ScannedCode(), none = new ScannedCode();
        own.setCode(number);
        none.setCode("?");
        ScanHandover scan = new ScanHandover();
        scan.setListNo(opened.getListNo());
        scan.setCodes(Maker.codes(own, none));
        List<ScanResult> scanned = Maker.list(counter.scanHandover(scan).getResults());
        Client.tell("scan", scanned.stream().map(ScanResult::getOutcome).toArray());
        Client.tell("scan_why", scanned.stream().map(ScanResult::getWhy).toArray());
        of.setWithPaper(true);
        GetHandoverResponse filled = counter.getHandover(of);
        Client.tell("list_items", Maker.list(filled.getItems()).stream().map(HandoverItem::getDossierNo).toArray());
        Client.tell("list_paper", new String(filled.getContent(), 0, 5));
        List<Handover> lists = Maker.list(counter.getHandovers(new GetHandovers()).getHandovers());
        Client.tell("lists", lists.stream().filter(each -> each.getListNo().equals(opened.getListNo()))
            .map(Handover::getStateText).toArray());
    }

    private void confirm(String listNo, String itemCode) throws Exception {
        FoundCode code = new FoundCode();
        code.setCode(itemCode);
        ConfirmHandover confirmation = new ConfirmHandover();
        confirmation.setRequestId(Maker.token(id()));
        confirmation.setListNo(listNo);
        confirmation.setName("Phạm Thị Thu Thủy");
        confirmation.setFound(Maker.found(code));
        confirmation.setSealNo("NP 0045121");
        confirmation.setRole("Giao dịch viên");
        ConfirmHandoverResponse bag = counter.confirmHandover(confirmation);
        List<CheckedItem> items = Maker.list(bag.getItems());
        Client.tell("bag_state", bag.getStateText());
        Client.tell("bag_counts", bag.getFound(), bag.getMissing(), bag.getWrongKind(), bag.getSurplus());
        Client.tell("bag_items", items.stream().map(CheckedItem::getOutcome).toArray());
        Client.tell("bag_texts", items.stream().map(CheckedItem::getText).toArray());
        Client.tell("bag_signed", bag.getSignedAt());
    }

    private void change(String onlineNo) throws Exception {
        PersonChanges phone = new PersonChanges();
        phone.setPhone("0912 345 679");
        CorrectDossier change = new CorrectDossier();
        change.setRequestId(Maker.token(id()));
        change.setCode(number);
        change.setOwner(phone);
        change.setReason("Khai nhầm");
        CorrectDossierResponse corrected = counter.correctDossier(change);
        Client.tell("corrected", corrected.getStateText(), corrected.isRepeat());
        Paper paper = new Paper();
        paper.setName("Giấy khám sức khỏe");
        paper.setOriginals(1);
        SupplementDossier adding = new SupplementDossier();
        adding.setRequestId(Maker.token(id()));
        adding.setCode(number);
        adding.setPapers(Maker.papers(paper));
        SupplementDossierResponse added = counter.supplementDossier(adding);
        Client.tell("supplemented", added.getStateText(), Maker.list(added.getWarnings()).get(0).getCode());
        GetPaper of = new GetPaper();
        of.setCode(number);
        of.setKind(AnyPaper.fromValue(Maker.token("posted_slip")));
        of.setFormat("a5");
        GetPaperResponse slip = counter.getPaper(of);
        Client.tell("slip", slip.getFileName(), new String(slip.getContent(), 0, 5));

        RegisterCollection fetching = new RegisterCollection();
        fetching.setRequestId(Maker.token(id()));
        fetching.setCode(onlineNo);
        fetching.setWish(Wish.fromValue(Maker.token("yes")));
        fetching.setSender("Lê Văn Tám");
        RegisterCollectionResponse fetched = counter.registerCollection(fetching);
        Client.tell("collection", fetched.getSender(), fetched.getServiceModeText(), fetched.getCodVnd());
        WithdrawDossier takingBack = new WithdrawDossier();
        takingBack.setRequestId(Maker.token(id()));
        takingBack.setCode(onlineNo);
        takingBack.setReason("Công dân đề nghị");
        WithdrawDossierResponse withdrawn = counter.withdrawDossier(takingBack);
        Client.tell("withdrawn", withdrawn.getState(), withdrawn.getStateText());
        Client.tell("service", counter.ping(new Ping()).getService());
    }

    private void close() throws Exception {
        GetClerkReport period = new GetClerkReport();
        period.setFromDay(DAY);
        period.setToDay(DAY);
        GetClerkReportResponse day = counter.getClerkReport(period);
        Client.tell("report", day.getReceived(), day.getRegistered(), day.getReturned(), day.getTotal(), day.getFeeVnd(), day.getOfficeId());
        Client.tell("report_days", Maker.list(day.getDays()).stream().map(DayFigures::getDay).toArray());

        CloseShift closing = new CloseShift();
        closing.setRequestId(Maker.token(id()));
        closing.setCountedVnd(130_000);
        DossierFault differs = Client.refused(() -> counter.closeShift(closing));
        Client.tell("close_fault", differs.getCode());
        Client.tell("close_message", Maker.message(differs));
        Client.tell("shift_till", counter.openShift(new OpenShift()).getCashVnd());
        closing.setNote("Trả nhầm tiền thừa");
        CloseShiftResponse closed = counter.closeShift(closing);
        Client.tell("close_sums", closed.getExpectedVnd(), closed.getCountedVnd(), closed.getDifferenceVnd());
        Client.tell("close_note", closed.getNote());
        Client.tell("closed_no", closed.getShiftNo());
        Client.tell("closed_at", Maker.seconds(closed.getClosedAt()));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
