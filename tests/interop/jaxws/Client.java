import dossier.*;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.namespace.QName;
import javax.xml.soap.SOAPElement;
import javax.xml.soap.SOAPEnvelope;
import javax.xml.ws.Binding;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.WebServiceFeature;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.handler.soap.SOAPHandler;
import javax.xml.ws.handler.soap.SOAPMessageContext;
import javax.xml.ws.soap.MTOMFeature;

/** JAX-WS RI: submits, repeats, asks, and reads a typed fault, over classes that wsimport made of the WSDL. */
public class Client {
    static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    /** Arguments: see tests/interop/drive.py. */
    public static void main(String[] arguments) throws Exception {
        String url = arguments[0], version = arguments[1], way = arguments[2], who = arguments[3];
        Path photo = Path.of(arguments[6]), paper = Path.of(arguments[7]);
        WebServiceFeature[] features = way.equals("mtom") ? new WebServiceFeature[] {new MTOMFeature(0)} : new WebServiceFeature[0];
        CounterService service = new CounterService(new URL(url + "?wsdl"));
        Counter counter = version.equals("1.1") ? service.getCounterSoap11(features) : service.getCounterSoap12(features);
        identify((BindingProvider) counter, who, arguments[4], arguments[5]);

        SubmitDossier dossier = dossier("jaxws-" + UUID.randomUUID(), person("Đặng Thị Ngọc Ánh", "0912 345 678"));
        dossier.setPapers(papers(Files.readAllBytes(photo)));
        ReturnByPost byPost = new ReturnByPost();
        byPost.setWish(Wish.NO);
        dossier.setReturnByPost(byPost);
        dossier.setSubmittedAt(DatatypeFactory.newInstance().newXMLGregorianCalendar("2021-11-15T07:55:00.000+07:00"));
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
        } catch (DossierFaultMessage e) {
            tell("fault", e.getFaultInfo().getCode());
        }
        try {
            counter.submitDossier(dossier("other", person("", "12")));
        } catch (DossierFaultMessage e) {
            List<FieldError> errors = e.getFaultInfo().getFieldError();
            tell("fields", errors.stream().map(FieldError::getPath).collect(Collectors.joining(" ")));
        }
    }

    static SubmitDossier dossier(String requestId, Person owner) {
        SubmitDossier dossier = new SubmitDossier();
        dossier.setRequestId(requestId);
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

    static Papers papers(byte[] content) {
        Attachment file = new Attachment();
        file.setFileName("ảnh.jpg");
        file.setMediaType("image/jpeg");
        file.setContent(content);
        Paper paper = new Paper();
        paper.setName("Giấy khám sức khỏe");
        paper.setOriginals(1);
        paper.setAttachment(file);
        Papers papers = new Papers();
        papers.getPaper().add(paper);
        return papers;
    }

    static void identify(BindingProvider provider, String who, String user, String secret) {
        Map<String, Object> context = provider.getRequestContext();
        if (who.equals("basic")) {
            context.put(BindingProvider.USERNAME_PROPERTY, user);
            context.put(BindingProvider.PASSWORD_PROPERTY, secret);
        } else if (who.equals("key")) {
            context.put(MessageContext.HTTP_REQUEST_HEADERS, Map.of("X-Api-Key", List.of(secret)));
        } else {
            Binding binding = provider.getBinding();
            binding.setHandlerChain(List.of(new Token(user, secret)));
        }
    }

    static void tell(String name, Object value) {
        System.out.println(name + "=" + value);
    }

    /** Puts a UsernameToken into what leaves. */
    record Token(String user, String secret) implements SOAPHandler<SOAPMessageContext> {
        public boolean handleMessage(SOAPMessageContext context) {
            if ((Boolean) context.get(MessageContext.MESSAGE_OUTBOUND_PROPERTY)) {
                try {
                    SOAPEnvelope envelope = context.getMessage().getSOAPPart().getEnvelope();
                    if (envelope.getHeader() == null) {
                        envelope.addHeader();
                    }
                    SOAPElement security = envelope.getHeader().addHeaderElement(new QName(WSSE, "Security", "wsse"));
                    SOAPElement token = security.addChildElement("UsernameToken", "wsse");
                    token.addChildElement("Username", "wsse").addTextNode(user);
                    token.addChildElement("Password", "wsse").addTextNode(secret);
                } catch (javax.xml.soap.SOAPException e) {
                    throw new IllegalStateException(e);
                }
            }
            return true;
        }

        public boolean handleFault(SOAPMessageContext context) {
            return true;
        }

        public void close(MessageContext context) {}

        public Set<QName> getHeaders() {
            return Collections.emptySet();
        }
    }
}
