using System;
using System.IO;
using System.Linq;
using System.Net;
using System.Text;
using System.Web.Services.Protocols;
using System.Xml;
using Dossier;

namespace Dossier
{
    /// <summary>What wsdl.exe made, with a header of our own.</summary>
    public partial class CounterService
    {
        public string ApiKey;

        protected override WebRequest GetWebRequest(Uri uri)
        {
            WebRequest request = base.GetWebRequest(uri);
            if (ApiKey != null)
                request.Headers["X-Api-Key"] = ApiKey;
            return request;
        }
    }
}

/// <summary>ASMX: submits, repeats, asks, and reads a typed fault. Arguments: see tests/interop/drive.py.</summary>
public static class Client
{
    internal const string Space = "urn:dossier-post:counter:v1";
    static CounterService counter;
    static bool repeat;

    public static void Main(string[] arguments)
    {
        Console.OutputEncoding = new UTF8Encoding(false);
        counter = new CounterService { Url = arguments[0] };
        counter.SoapVersion = arguments[1] == "1.1" ? SoapProtocolVersion.Soap11 : SoapProtocolVersion.Soap12;
        if (arguments[3] == "basic")
            counter.Credentials = new NetworkCredential(arguments[4], arguments[5]);
        else
            counter.ApiKey = arguments[5];
        if (arguments.Length > 8)
        {
            Shift.Work(counter, arguments.Skip(6).ToArray());
            return;
        }

        var file = new Attachment { fileName = "ảnh.jpg", mediaType = "image/jpeg", content = File.ReadAllBytes(arguments[6]) };
        var papers = new[] { new Paper { name = "Giấy khám sức khỏe", originals = 1, originalsSpecified = true, attachment = file } };
        var owner = new Person { name = "Đặng Thị Ngọc Ánh", phone = "0912 345 678" };
        string requestId = "mono-" + Guid.NewGuid();
        string number = Submit(requestId, owner, papers);
        Tell("dossier_no", number);
        Tell("repeat", repeat);
        Tell("again_no", Submit(requestId, owner, papers));
        Tell("again_repeat", repeat);

        Tell("state_text", StateOf(number));
        string mediaType, sha256;
        byte[] content;
        counter.GetReceipt(number, out mediaType, out sha256, out content);
        File.WriteAllBytes(arguments[7], content);
        Tell("sha256", sha256);

        XmlElement missing = FaultOf(() => StateOf("000.00.16.H01-211115-9999"));
        Tell("fault", missing["code", Space].InnerText);
        XmlElement invalid = FaultOf(() => Submit("other", new Person { name = "", phone = "12" }, null));
        Tell("fields", invalid.GetElementsByTagName("path", Space).Cast<XmlNode>().Select(path => path.InnerText).ToArray());
    }

    internal static string Submit(string requestId, Person owner, Paper[] papers, Fee fee = null)
    {
        string codeIssuer = null, code = null, state, url;
        bool timed = true, b1, b2;
        DateTime submitted = new DateTime(2021, 11, 15, 0, 55, 0, DateTimeKind.Utc), received, due;
        PaperKind kind;
        Warning[] warnings;
        return counter.SubmitDossier(
            requestId, "1.002809", owner, Channel.post_counter, true, ref codeIssuer, ref code, null, null, null, papers, fee,
            new ReturnByPost { wish = Wish.no }, null, ref submitted, ref timed, null,
            out state, out kind, out url, out repeat, out received, out b1, out due, out b2, out warnings);
    }

    static string StateOf(string code)
    {
        Channel channel;
        string procedure, state, text, url, issuer, item, modeText;
        ServiceMode mode;
        DateTime submitted, received, due, finished, returned;
        PaperKind kind;
        bool b1, b2, b3, b4, b5;
        Standing parcel;
        counter.GetDossier(
            ref code, out channel, out procedure, out state, out text, out submitted, out kind, out url, out issuer,
            out received, out b1, out due, out b2, out finished, out b3, out item,
            out mode, out b4, out modeText, out returned, out b5, out parcel);
        return text;
    }

    internal static XmlElement FaultOf(Func<object> call)
    {
        try
        {
            call();
        }
        catch (SoapException e)
        {
            return e.Detail["DossierFault", Space];
        }
        return null;
    }

    /// <summary>Several values with a blank between them; "-" is what is not there.</summary>
    internal static void Tell(string name, params object[] values)
    {
        Console.WriteLine(name + "=" + string.Join(" ", values.Select(Text)));
    }

    static string Text(object value)
    {
        return value == null ? "-" : value is bool ? value.ToString().ToLower() : value.ToString();
    }
}
