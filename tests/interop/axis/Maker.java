import dossier.*;
import java.net.URL;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.Hashtable;
import java.util.List;
import javax.xml.soap.SOAPElement;
import org.apache.axis.message.SOAPHeaderElement;
import org.apache.axis.transport.http.HTTPConstants;
import org.apache.axis.types.Token;

/** Apache Axis 1.4: a list is an array, null where it is not there; a fault is the exception itself. */
class Maker {
    static final String WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";

    static Counter counter(String url, String version, String way, String who, String user, String secret) throws Exception {
        Counter counter = new CounterServiceLocator().getCounterSoap11(new URL(url));
        CounterSoap11Stub stub = (CounterSoap11Stub) counter;
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
        return counter;
    }

    static Token token(String text) {
        return new Token(text);
    }

    static String text(Wish wish) {
        return wish.toString();
    }

    /** Its getMessage is that of every Java exception; the element came to be message1. */
    static String message(DossierFault fault) {
        return fault.getMessage1();
    }

    static Calendar moment(String text) {
        return GregorianCalendar.from(java.time.OffsetDateTime.parse(text).toZonedDateTime());
    }

    static long seconds(Calendar moment) {
        return moment.getTimeInMillis() / 1000;
    }

    static DossierFault fault(Exception e) throws Exception {
        if (e instanceof DossierFault) {
            return (DossierFault) e;
        }
        throw e;
    }

    static Paper[] papers(Paper... rows) {
        return rows;
    }

    static ReportedEvent[] events(ReportedEvent... rows) {
        return rows;
    }

    static ScannedCode[] codes(ScannedCode... rows) {
        return rows;
    }

    static FoundCode[] found(FoundCode... rows) {
        return rows;
    }

    static <T> List<T> list(T[] rows) {
        return rows == null ? List.of() : List.of(rows);
    }
}
