using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using Dossier;

/// <summary>A clerk's shift: see tests/soap/counter_shift.py.</summary>
static class Shift
{
    const string Day = "2021-11-15";
    static CounterService counter;
    static string number;

    internal static void Work(CounterService door, string[] arguments)
    {
        counter = door;
        string listNo = arguments[2], orderNo = arguments[3], itemCode = arguments[4];
        Open();
        Register();
        Send(arguments[0], arguments[1]);
        Report(orderNo, itemCode);
        List();
        Confirm(listNo, itemCode);
        Change(arguments[5]);
        Close();
    }

    static void Open()
    {
        long total;
        bool repeat, repeatedAgain, timed;
        string shiftNo, ignored, clerk = "Phạm Thị Thu Thủy", nobody = null;
        DateTime openedAt, ignoredAt;
        MethodSum[] sums;
        long cash = counter.OpenShift(ref clerk, out total, out repeat, out shiftNo, out openedAt, out timed, out sums);
        counter.OpenShift(ref nobody, out total, out repeatedAgain, out ignored, out ignoredAt, out timed, out sums);
        Client.Tell("shift_no", shiftNo);
        Client.Tell("shift_clerk", clerk);
        Client.Tell("shift_repeat", repeat, repeatedAgain);
        Client.Tell("shift_cash", cash);
        Client.Tell("opened_at", Seconds(openedAt));

        var fee = new Fee {
            amountVnd = 135000, place = FeePlace.counter, placeSpecified = true, method = FeeMethod.cash,
            methodSpecified = true, voucher = "BL-0001",
        };
        var owner = new Person {
            name = "Đặng Thị Ngọc Ánh", phone = "0912 345 678", address = new Address { text = "Số 12, ấp Trung Bình" },
        };
        number = Client.Submit(Id(), owner, null, fee);
        Client.Tell("dossier_no", number);
    }

    static void Register()
    {
        XmlElement nobody = Client.FaultOf(() => { Wish("yes", "Lê Thị Yến", null); return null; });
        XmlElement field = nobody["fieldError", Client.Space];
        Client.Tell("return_fault", In(nobody, "code"), In(field, "path"), In(field, "code"), In(field, "message"));
        Wish("yes", "Lê Thị Yến", new Deputy { name = "Trần Văn Hòa", idNumber = "089080001234" });
        Wish("no", null, null);
        Client.Tell("searched", Count(counter.SearchDossiers(null, "0296 3999 999")));
    }

    static void Wish(string said, string receiver, Deputy deputy)
    {
        string code = number, phone = null, state, text, modeText, address, mayText;
        bool mayReceive = deputy != null || receiver != null, repeat, paid, collects, timed;
        DateTime due;
        var wish = (Wish) Enum.Parse(typeof(Wish), said);
        var may = MayReceive.authorised;
        ServiceMode mode;
        FreightPayer payer;
        int cod;
        Warning[] warnings;
        counter.RegisterReturn(
            Id(), ref code, ref wish, ref receiver, ref phone, null, ref may, ref mayReceive, ref deputy, null, null,
            out state, out text, out repeat, out mode, out modeText, out address, out mayText, out payer, out paid, out cod,
            out collects, out warnings, out due, out timed);
        object codVnd = collects ? (object) cod : null;
        if (said == "no")
        {
            Client.Tell("return_gone", wish, receiver, codVnd, warnings);
            return;
        }
        Client.Tell("return_receiver", receiver);
        Client.Tell("return_deputy", deputy.name);
        Client.Tell("return_mode", modeText);
        Client.Tell("return_cod", codVnd);
    }

    static void Send(string file, string result)
    {
        byte[] content = File.ReadAllBytes(file);
        string digest = BitConverter.ToString(SHA256.Create().ComputeHash(content)).Replace("-", "").ToLower();
        string state, text, fileType;
        int total, done, accepted, repeats, refused, conflicts, failed;
        bool repeat, repeatedAgain, taken, ended;
        DateTime takenAt, endedAt;
        string fileNo = counter.SendShiftFile("text/csv", content, digest, "ca-1", out state, out text, out total, out done, out repeat);
        counter.SendShiftFile("text/csv", content, digest, "ca-1", out state, out text, out total, out done, out repeatedAgain);
        Client.Tell("file_total", total);
        Client.Tell("file_repeat", repeat, repeatedAgain);
        do
        {
            state = counter.GetShiftFile(
                ref fileNo, out text, out total, out done, out accepted, out repeats, out refused, out conflicts, out failed,
                out fileType, out content, out takenAt, out taken, out endedAt, out ended);
        } while (state != "done");
        Client.Tell("file_text", text);
        Client.Tell("file_counts", accepted, repeats, refused, conflicts, failed);
        File.WriteAllBytes(result, content);
    }

    static void Report(string orderNo, string itemCode)
    {
        var attempt = new ReportedEvent {
            eventId = "1", orderNo = orderNo, statusCode = "attempted", time = Day + "T07:15:07+07:00",
            reason = "receiver_away", postOffice = "881600",
        };
        var unread = new ReportedEvent { itemCode = itemCode, codeTable = "ngsp" };
        int repeats, refused;
        EventResult[] results;
        int kept = counter.ReportEvents(new[] { attempt, unread }, out repeats, out refused, out results);
        EventResult good = results[0], bad = results[1];
        Client.Tell("event_counts", kept, repeats, refused);
        Client.Tell("event_results", good.result, bad.result);
        Client.Tell("event_text", good.text);
        Client.Tell("event_status", good.status, bad.status);
        Client.Tell("event_fields", Count(good.fieldError), Count(bad.fieldError));
        Client.Tell("event_field", bad.fieldError[0].path, bad.fieldError[0].code);
        Parcel[] none, one;
        UnaskedLeg[] unasked;
        counter.GetParcels(number, out none, out unasked);
        counter.GetParcels(orderNo, out one, out unasked);
        Client.Tell("parcels", Count(none), Count(one));
        Client.Tell("parcel_reason", one[0].events[0].reasonText);
    }

    static void List()
    {
        bool repeat;
        Handover opened = counter.OpenHandover(Id(), Direction.to_desk, null, null, null, null, out repeat);
        Client.Tell("list_state", opened.stateText);
        string fileName;
        byte[] content;
        HandoverItem[] items = Look(opened.listNo, false, out fileName, out content);
        Client.Tell("list_empty", Count(items), fileName, content);
        ScanResult[] scanned;
        var codes = new[] { new ScannedCode { code = number }, new ScannedCode { code = "?" } };
        counter.ScanHandover(opened.listNo, codes, false, false, null, false, false, out scanned);
        Client.Tell("scan", scanned.Select(each => each.outcome).ToArray());
        Client.Tell("scan_why", scanned.Select(each => each.why).ToArray());
        items = Look(opened.listNo, true, out fileName, out content);
        Client.Tell("list_items", items.Select(each => each.dossierNo).ToArray());
        Client.Tell("list_paper", Encoding.ASCII.GetString(content, 0, 5));
        string next;
        var lists = counter.GetHandovers(null, out next).Where(each => each.listNo == opened.listNo);
        Client.Tell("lists", lists.Select(each => each.stateText).ToArray());
    }

    static HandoverItem[] Look(string listNo, bool withPaper, out string fileName, out byte[] content)
    {
        HandoverTotals listed, received;
        HandoverItem[] items;
        HandoverDifference[] differences;
        string mediaType, sha256;
        counter.GetHandover(
            listNo, withPaper, withPaper, out listed, out received, out items, out differences, out fileName, out mediaType,
            out sha256, out content);
        return items;
    }

    static void Confirm(string listNo, string itemCode)
    {
        string text, url;
        bool repeat, signed;
        int found, missing, wrongKind, surplus;
        CheckedItem[] items;
        DateTime signedAt;
        counter.ConfirmHandover(
            Id(), ref listNo, "Phạm Thị Thu Thủy", false, false, new[] { new FoundCode { code = itemCode } }, null,
            "NP 0045121", "Giao dịch viên", Side.receiver, false, false, false, false, false, out text, out url, out repeat, out found, out missing,
            out wrongKind, out surplus, out items, out signedAt, out signed);
        Client.Tell("bag_state", text);
        Client.Tell("bag_counts", found, missing, wrongKind, surplus);
        Client.Tell("bag_items", items.Select(each => each.outcome).ToArray());
        Client.Tell("bag_texts", items.Select(each => each.text).ToArray());
        Client.Tell("bag_signed", signed ? (object) signedAt : null);
    }

    static void Change(string onlineNo)
    {
        string state, text, url, mediaType, sha256, modeText, address, version, phone = null, sender = "Lê Văn Tám";
        bool repeat, timed, paid, collects;
        PaperKind kind;
        DateTime moment;
        Warning[] warnings;
        string code = number; // an answer puts the sender's own code there, or null
        var owner = new PersonChanges { phone = "0912 345 679" };
        counter.CorrectDossier(
            Id(), ref code, owner, null, null, null, null, null, "Khai nhầm", null, out state, out text, out kind, out url,
            out repeat, out moment, out timed, out warnings);
        Client.Tell("corrected", text, repeat);
        code = number;
        var papers = new[] { new Paper { name = "Giấy khám sức khỏe", originals = 1, originalsSpecified = true } };
        counter.SupplementDossier(
            Id(), ref code, papers, null, out state, out text, out kind, out url, out repeat, out moment, out timed, out warnings);
        Client.Tell("supplemented", text, warnings[0].code);
        byte[] content;
        string fileName = counter.GetPaper(number, AnyPaper.posted_slip, 0, false, "a5", out mediaType, out sha256, out content);
        Client.Tell("slip", fileName, Encoding.ASCII.GetString(content, 0, 5));

        var wish = Dossier.Wish.yes;
        ServiceMode mode;
        FreightPayer payer;
        int cod;
        code = onlineNo;
        counter.RegisterCollection(
            Id(), ref code, ref wish, ref sender, ref phone, null, null, out state, out text, out repeat, out mode, out modeText,
            out address, out payer, out paid, out cod, out collects, out warnings, out moment, out timed);
        Client.Tell("collection", sender, modeText, cod);
        counter.WithdrawDossier(
            Id(), ref onlineNo, "Công dân đề nghị", out state, out text, out kind, out url, out repeat, out moment, out timed,
            out warnings);
        Client.Tell("withdrawn", state, text);
        Client.Tell("service", counter.Ping(out version, out moment));
    }

    static void Close()
    {
        int registered, returned, total;
        long fees, ignored;
        string office, shiftNo, nobody = null;
        DayFigures[] days;
        int received = counter.GetClerkReport(Day, Day, out registered, out returned, out total, out fees, out office, out days);
        Client.Tell("report", received, registered, returned, total, fees, office);
        Client.Tell("report_days", days.Select(each => each.day).ToArray());

        XmlElement differs = Client.FaultOf(() => { CountTill(null); return null; });
        Client.Tell("close_fault", In(differs, "code"));
        Client.Tell("close_message", In(differs, "message"));
        bool repeat, timed;
        DateTime openedAt;
        MethodSum[] sums;
        Client.Tell(
            "shift_till",
            counter.OpenShift(ref nobody, out ignored, out repeat, out shiftNo, out openedAt, out timed, out sums));
        CountTill("Trả nhầm tiền thừa");
    }

    static void CountTill(string note)
    {
        string clerk = null, shiftNo;
        long counted = 130000, total, expected, difference;
        bool repeat, opened, closed, expects, differs;
        DateTime openedAt, closedAt;
        MethodSum[] sums;
        counter.CloseShift(
            Id(), ref counted, ref clerk, ref note, out total, out repeat, out shiftNo, out openedAt, out opened, out closedAt,
            out closed, out expected, out expects, out difference, out differs, out sums);
        Client.Tell("close_sums", expects ? (object) expected : null, counted, differs ? (object) difference : null);
        Client.Tell("close_note", note);
        Client.Tell("closed_no", shiftNo);
        Client.Tell("closed_at", Seconds(closedAt));
    }

    static string In(XmlElement element, string name)
    {
        return element[name, Client.Space].InnerText;
    }

    static int Count(Array rows)
    {
        return rows == null ? 0 : rows.Length;
    }

    static long Seconds(DateTime moment)
    {
        return new DateTimeOffset(moment).ToUnixTimeSeconds();
    }

    static string Id()
    {
        return "mono-" + Guid.NewGuid();
    }
}
