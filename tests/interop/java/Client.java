import dossier.*;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Submits, repeats, asks, and reads a typed fault, over the classes that JAX-WS or Axis made of the WSDL. They bear the
 * same names; what each has in its own way is in its {@link Maker}.
 */
public class Client {
    /** Arguments: see tests/interop/drive.py. */
    public static void main(String[] arguments) throws Exception {
        Counter counter = Maker.counter(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]);
        Path photo = Path.of(arguments[6]), paper = Path.of(arguments[7]);
        if (arguments.length > 8) {
            Shift.work(counter, photo, paper, arguments[8], arguments[9], arguments[10], arguments[11]);
            return;
        }
        SubmitDossier dossier = dossier(UUID.randomUUID().toString(), person("Đặng Thị Ngọc Ánh", "0912 345 678"));
        dossier.setPapers(Maker.papers(paper(Files.readAllBytes(photo))));
        ReturnByPost byPost = new ReturnByPost();
        byPost.setWish(Wish.fromValue(Maker.token("no")));
        dossier.setReturnByPost(byPost);
        dossier.setSubmittedAt(Maker.moment("2021-11-15T07:55:00+07:00"));
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
        tell("fault", refused(() -> counter.getDossier(of)).getCode());
        DossierFault invalid = refused(() -> counter.submitDossier(dossier("other", person("", "12"))));
        tell("fields", Maker.list(invalid.getFieldError()).stream().map(FieldError::getPath).collect(Collectors.joining(" ")));
    }

    static SubmitDossier dossier(String requestId, Person owner) {
        SubmitDossier dossier = new SubmitDossier();
        dossier.setRequestId(Maker.token(requestId));
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

    static Paper paper(byte[] content) {
        Attachment file = new Attachment();
        file.setFileName("ảnh.jpg");
        file.setMediaType("image/jpeg");
        file.setContent(content);
        Paper paper = new Paper();
        paper.setName("Giấy khám sức khỏe");
        paper.setOriginals(1);
        paper.setAttachment(file);
        return paper;
    }

    /** A call that is to be refused. */
    interface Call {
        void send() throws Exception;
    }

    static DossierFault refused(Call call) throws Exception {
        try {
            call.send();
        } catch (Exception e) {
            return Maker.fault(e);
        }
        throw new IllegalStateException("not refused");
    }

    /** Several values with a blank between them; {@code -} is what is not there. */
    static void tell(String name, Object... values) {
        String[] texts = new String[values.length];
        for (int n = 0; n < values.length; n++) {
            texts[n] = values[n] == null ? "-" : values[n].toString();
        }
        System.out.println(name + "=" + String.join(" ", texts));
    }
}
