// KDSoap (Qt): submits, repeats, asks, and reads a typed fault.
#include <QCoreApplication>
#include "door.h"
#include "shift.h"

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

template <class Port>
static void hand_in(Door<Port> &door, const QString &photo, const QString &paper) {
    TNS__SubmitDossier one = dossier(new_id(), person("Đặng Thị Ngọc Ánh", "0912 345 678"));
    one.setPapers(papers(read_file(photo)));
    TNS__ReturnByPost byPost;
    byPost.setWish(TNS__Wish(TNS__Wish::No));
    one.setReturnByPost(byPost);
    const TNS__SubmitDossierResponse first = door.ask(&Port::submitDossier, one), again = door.ask(&Port::submitDossier, one);
    tell("dossier_no", first.dossierNo());
    tell("repeat", text(first.repeat()));
    tell("again_no", again.dossierNo());
    tell("again_repeat", text(again.repeat()));

    TNS__GetDossier of;
    of.setCode(first.dossierNo());
    tell("state_text", door.ask(&Port::getDossier, of).stateText());
    TNS__GetReceipt paperOf;
    paperOf.setCode(first.dossierNo());
    const TNS__GetReceiptResponse receipt = door.ask(&Port::getReceipt, paperOf);
    write_file(paper, receipt.content());
    tell("sha256", receipt.sha256());

    of.setCode("000.00.16.H01-211115-9999");
    tell("fault", in(door.refused(&Port::asyncGetDossier, &Port::getDossierError, of), "code"));
    const TNS__SubmitDossier faulty = dossier("other", person("", "12"));
    QStringList paths;
    for (const KDSoapValue &value : door.refused(&Port::asyncSubmitDossier, &Port::submitDossierError, faulty).childValues())
        if (value.name() == "fieldError")
            paths << in(value, "path");
    tell("fields", paths);
}

template <class Port>
static int drive(const QStringList &arguments) {
    Door<Port> door(arguments);
    if (arguments.size() > 9)
        Shift<Port>(door).work(arguments.mid(7));
    else
        hand_in(door, arguments[7], arguments[8]);
    return 0;
}

int main(int argc, char **argv) {
    QCoreApplication app(argc, argv);
    const QStringList arguments = app.arguments();
    return arguments[2] == "1.1" ? drive<CounterService::CounterSoap11>(arguments) : drive<CounterService::CounterSoap12>(arguments);
}
