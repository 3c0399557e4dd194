import dossier.*;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Hashtable;
import java.util.TimeZone;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.xml.soap.SOAPElement;
import org.apache.axis.message.SOAPHeaderElement;
import org.apache.axis.transport.http.HTTPConstants;
import org.apache.axis.types.Token;

/** Apache Axis 1.4: submits, repeats, asks, and reads a typed fault, over classes that WSDL2Java made of the WSDL. */
public class Client {
    static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /** Arguments: see tests/interop/drive.py. */
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0], who = arguments[3];
        Path photo = Path.of(arguments[6]), paper = Path.of(arguments[7]);
        Counter counter = new CounterServiceLocator().getCounterSoap11(new URL(url));
        identify((CounterSoap11Stub) counter, who, arguments[4], arguments[5]);

        SubmitDossier dossier = dossier("axis-" + UUID.randomUUID(), person("Đặng Thị Ngọc Ánh", "0912 345 678"));
        dossier.setPapers(papers(Files.readAllBytes(photo)));
        ReturnByPost byPost = new ReturnByPost();
        byPost.setWish(Wish.no);
        dossier.setReturnByPost(byPost);
        Calendar handedIn = Calendar.getInstance(TimeZone.getTimeZone("Asia/Ho_Chi_Minh"));
        handedIn.setTimeInMillis(1636937700000L); // 2021-11-15T07:55+07:00
        dossier.setSubmittedAt(handedIn);
        SubmitDossierResponse first = counter.submitDossier(dossier), again = counter.submitDossier(dossier);
        tell("dossier_no", first.getDossierNo());
        tell("repeat", first.isRepeat());
        tell("again_no", again.getDossierNo());
        tell("again_repeat", again.isRepeat());

        GetDossier of = new GetDossier();
        of.setCode(first.getDossierNo());
        tell("state_text", counter.getDossier(of).getStateText());
        GetReceipt paperOf = new GetReceipt();
        paperOf.setCode(first.getDossierNo());
        GetReceiptResponse receipt = counter.getReceipt(paperOf);
        Files.write(paper, receipt.getContent());
        tell("sha256", receipt.getSha256());

        of.setCode("000.00.16.H01-211115-9999");
        try {
            counter.getDossier(of);
        } catch (DossierFault e) {
            tell("fault", e.getCode());
        }
        try {
            counter.submitDossier(dossier("other", person("", "12")));
        } catch (DossierFault e) {
            tell("fields", Arrays.stream(e.getFieldError()).map(FieldError::getPath).collect(Collectors.joining(" ")));
        }
    }

    static SubmitDossier dossier(String requestId, Person owner) {
        SubmitDossier dossier = new SubmitDossier();
        dossier.setRequestId(new Token(requestId));
        dossier.setProcedure("1.002809");
        dossier.setOwner(owner);
        return dossier;
    }

    static Person person(String name, String phone) {
        Person person = new Person();
        person.setName(name);
        person.setPhone(phone);
        return person;
    }

    static Paper[] papers(byte[] content) {
        Attachment file = new Attachment();
        file.setFileName("ảnh.jpg");
        file.setMediaType("image/jpeg");
        file.setContent(content);
        Paper paper = new Paper();
        paper.setName("Giấy khám sức khỏe");
        paper.setOriginals(1);
        paper.setAttachment(file);
        return new Paper[] {paper};
    }

    static void identify(CounterSoap11Stub stub, String who, String user, String secret) throws Exception {
        if (who.equals("basic")) {
            stub.setUsername(user);
            stub.setPassword(secret);
        } else if (who.equals("key")) {
            Hashtable<String, String> headers = new Hashtable<>();
            headers.put("X-Api-Key", secret);
            stub._setProperty(HTTPConstants.REQUEST_HEADERS, headers);
        } else {
            SOAPHeaderElement security = new SOAPHeaderElement(WSSE, "Security");
            SOAPElement token = security.addChildElement("UsernameToken");
            token.addChildElement("Username").addTextNode(user);
            token.addChildElement("Password").addTextNode(secret);
            stub.setHeader(security);
        }
    }

    static void tell(String name, Object value) {
        System.out.println(name + "=" + value);
    }
}
