import dossier.*;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.datatype.XMLGregorianCalendar;
import javax.xml.namespace.QName;
import javax.xml.soap.SOAPElement;
import javax.xml.soap.SOAPEnvelope;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.WebServiceFeature;
import javax.xml.ws.handler.MessageContext;
import javax.xml.ws.handler.soap.SOAPHandler;
import javax.xml.ws.handler.soap.SOAPMessageContext;
import javax.xml.ws.soap.MTOMFeature;

/** JAX-WS RI: a list is a class with a list in it, a token is a text. */
class Maker {
    static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    static Counter counter(String url, String version, String way, String who, String user, String secret) throws Exception {
        WebServiceFeature[] features = way.equals("mtom") ? new WebServiceFeature[] {new MTOMFeature(0)} : new WebServiceFeature[0];
        CounterService service = new CounterService(new URL(url + "?wsdl"));
        Counter counter = version.equals("1.1") ? service.getCounterSoap11(features) : service.getCounterSoap12(features);
        BindingProvider provider = (BindingProvider) counter;
        Map<String, Object> context = provider.getRequestContext();
        if (who.equals("basic")) {
            context.put(BindingProvider.USERNAME_PROPERTY, user);
            context.put(BindingProvider.PASSWORD_PROPERTY, secret);
        } else if (who.equals("key")) {
            context.put(MessageContext.HTTP_REQUEST_HEADERS, Map.of("X-Api-Key", List.of(secret)));
        } else {
            provider.getBinding().setHandlerChain(List.of(new Token(user, secret)));
        }
        return counter;
    }

    static String token(String text) {
        return text;
    }

    static String text(Wish wish) {
        return wish.value();
    }

    static String message(DossierFault fault) {
        return fault.getMessage();
    }

    static XMLGregorianCalendar moment(String text) throws Exception {
        return DatatypeFactory.newInstance().newXMLGregorianCalendar(text);
    }

    static long seconds(XMLGregorianCalendar moment) {
        return moment.toGregorianCalendar().getTimeInMillis() / 1000;
    }

    static DossierFault fault(Exception e) throws Exception {
        if (e instanceof DossierFaultMessage) {
            return ((DossierFaultMessage) e).getFaultInfo();
        }
        throw e;
    }

    static Papers papers(Paper... rows) {
        Papers papers = new Papers();
        papers.getPaper().addAll(Arrays.asList(rows));
        return papers;
    }

    static ReportedEvents events(ReportedEvent... rows) {
        ReportedEvents events = new ReportedEvents();
        events.getEvent().addAll(Arrays.asList(rows));
        return events;
    }

    static ScannedCodes codes(ScannedCode... rows) {
        ScannedCodes codes = new ScannedCodes();
        codes.getScan().addAll(Arrays.asList(rows));
        return codes;
    }

    static FoundCodes found(FoundCode... rows) {
        FoundCodes found = new FoundCodes();
        found.getScan().addAll(Arrays.asList(rows));
        return found;
    }

    static <T> List<T> list(List<T> rows) {
        return rows;
    }

    static List<FoundDossier> list(FoundDossiers rows) {
        return rows == null ? List.of() : rows.getDossier();
    }

    static List<EventResult> list(EventResults rows) {
        return rows.getResult();
    }

    static List<Parcel> list(Parcels rows) {
        return rows == null ? List.of() : rows.getParcel();
    }

    static List<ParcelEvent> list(ParcelEvents rows) {
        return rows.getEvent();
    }

    static List<HandoverItem> list(HandoverItems rows) {
        return rows == null ? List.of() : rows.getItem();
    }

    static List<Handover> list(Handovers rows) {
        return rows.getHandover();
    }

    static List<ScanResult> list(ScanResults rows) {
        return rows.getResult();
    }

    static List<CheckedItem> list(CheckedItems rows) {
        return rows.getItem();
    }

    static List<Warning> list(Warnings rows) {
        return rows.getWarning();
    }

    static List<DayFigures> list(ReportDays rows) {
        return rows.getDay();
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
