// KDSoap (Qt): submits, repeats, asks, and reads a typed fault, over classes that kdwsdl2cpp made of the WSDL.
// Arguments: see tests/interop/drive.py.
#include <QCoreApplication>
#include <QFile>
#include <QTextStream>
#include <QUuid>
#include <KDSoapAuthentication.h>
#include <KDSoapMessage.h>
#include "counter.h"

static QTextStream out(stdout);

static void tell(const char *name, const QString &value) {
    out << name << "=" << value << "\n";
}

static TNS__Person person(const char *name, const char *phone) {
    TNS__Person person;
    person.setName(QString::fromUtf8(name));
    person.setPhone(QString::fromUtf8(phone));
    return person;
}

static TNS__SubmitDossier dossier(const QString &requestId, const TNS__Person &owner) {
    TNS__SubmitDossier dossier;
    dossier.setRequestId(requestId);
    dossier.setProcedure("1.002809");
    dossier.setOwner(owner);
    return dossier;
}

static TNS__Papers papers(const QByteArray &content) {
    TNS__Attachment file;
    file.setFileName(QString::fromUtf8("ảnh.jpg"));
    file.setMediaType("image/jpeg");
    file.setContent(content);
    TNS__Paper paper;
    paper.setName(QString::fromUtf8("Giấy khám sức khỏe"));
    paper.setOriginals(1);
    paper.setAttachment(file);
    TNS__Papers papers;
    papers.setPaper({paper});
    return papers;
}

static KDSoapValue child(const KDSoapValue &value, const char *name) {
    return value.childValues().child(QString::fromLatin1(name));
}

// kdwsdl2cpp makes no class of a fault: its detail is walked by name.
static KDSoapValue faultOf(const KDSoapMessage &reply) {
    const KDSoapValue detail = child(reply, "detail");
    return child(detail.isNull() ? child(reply, "Detail") : detail, "DossierFault");
}

// The nonces that KDSoap makes repeat from one process to the next, so a digest needs one of ours for every call.
template <class Port>
static void identify(Port &counter, const QStringList &arguments) {
    KDSoapAuthentication who;
    who.setUser(arguments[5]);
    who.setPassword(arguments[6]);
    who.setUseWSUsernameToken(arguments[4] == "digest");
    who.setOverrideWSUsernameNonce(QUuid::createUuid().toRfc4122());
    if (arguments[4] == "key")
        counter.clientInterface()->setRawHTTPHeaders({{"X-Api-Key", arguments[6].toUtf8()}});
    else
        counter.clientInterface()->setAuthentication(who);
}

template <class Port>
static int drive(Port &counter, const QStringList &arguments) {
    counter.setEndPoint(arguments[1]);
    identify(counter, arguments);
    QFile photo(arguments[7]), paper(arguments[8]);
    photo.open(QIODevice::ReadOnly);
    const QString requestId = "kdsoap-" + QUuid::createUuid().toString(QUuid::WithoutBraces);
    TNS__SubmitDossier one = dossier(requestId, person("Đặng Thị Ngọc Ánh", "0912 345 678"));
    one.setPapers(papers(photo.readAll()));
    TNS__ReturnByPost byPost;
    byPost.setWish(TNS__Wish(TNS__Wish::No));
    one.setReturnByPost(byPost);
    const TNS__SubmitDossierResponse first = counter.submitDossier(one);
    if (!counter.lastError().isEmpty()) {
        QTextStream(stderr) << counter.lastError() << "\n";
        return 1;
    }
    identify(counter, arguments);
    const TNS__SubmitDossierResponse again = counter.submitDossier(one);
    tell("dossier_no", first.dossierNo());
    tell("repeat", first.repeat() ? "true" : "false");
    tell("again_no", again.dossierNo());
    tell("again_repeat", again.repeat() ? "true" : "false");

    TNS__GetDossier of;
    identify(counter, arguments);
    of.setCode(first.dossierNo());
    tell("state_text", counter.getDossier(of).stateText());
    TNS__GetReceipt paperOf;
    identify(counter, arguments);
    paperOf.setCode(first.dossierNo());
    const TNS__GetReceiptResponse receipt = counter.getReceipt(paperOf);
    paper.open(QIODevice::WriteOnly);
    paper.write(receipt.content());
    paper.close();
    tell("sha256", receipt.sha256());

    // The synchronous calls keep only the text of a fault; the signals bring its detail.
    QObject::connect(&counter, &Port::getDossierError, [&](const KDSoapMessage &reply) {
        tell("fault", child(faultOf(reply), "code").value().toString());
        identify(counter, arguments);
        counter.asyncSubmitDossier(dossier("other", person("", "12")));
    });
    QObject::connect(&counter, &Port::submitDossierError, [&](const KDSoapMessage &reply) {
        QStringList paths;
        for (const KDSoapValue &value : faultOf(reply).childValues())
            if (value.name() == "fieldError")
                paths << child(value, "path").value().toString();
        tell("fields", paths.join(' '));
        QCoreApplication::exit(0);
    });
    identify(counter, arguments);
    of.setCode("000.00.16.H01-211115-9999");
    counter.asyncGetDossier(of);
    return QCoreApplication::exec();
}

int main(int argc, char **argv) {
    QCoreApplication app(argc, argv);
    out.setCodec("UTF-8");
    CounterService::CounterSoap11 plain;
    CounterService::CounterSoap12 newer;
    const QStringList arguments = app.arguments();
    return arguments[2] == "1.1" ? drive(plain, arguments) : drive(newer, arguments);
}
