// One port of the classes that kdwsdl2cpp made of the WSDL, and who calls it.
#pragma once
#include <QEventLoop>
#include <QFile>
#include <QTextStream>
#include <QUuid>
#include <KDSoapAuthentication.h>
#include <KDSoapMessage.h>
#include "counter.h"

inline KDSoapValue child(const KDSoapValue &value, const char *name) {
    return value.childValues().child(QString::fromLatin1(name));
}

// What stands in a fault; kdwsdl2cpp makes no class of it, its detail is walked by name.
inline QString in(const KDSoapValue &fault, const char *name) {
    return child(fault, name).value().toString();
}

inline void tell(const char *name, const QStringList &values) {
    static QTextStream out(stdout);
    out.setCodec("UTF-8");
    out << name << "=" << values.join(' ') << "\n";
    out.flush();
}

inline void tell(const char *name, const QString &value) {
    tell(name, QStringList{value});
}

inline QString text(bool value) {
    return value ? "true" : "false";
}

inline QString new_id() {
    return "kdsoap-" + QUuid::createUuid().toString(QUuid::WithoutBraces);
}

inline QByteArray read_file(const QString &path) {
    QFile file(path);
    file.open(QIODevice::ReadOnly);
    return file.readAll();
}

inline void write_file(const QString &path, const QByteArray &content) {
    QFile file(path);
    file.open(QIODevice::WriteOnly);
    file.write(content);
}

template <class Port>
class Door {
public:
    // Arguments: see tests/interop/drive.py.
    explicit Door(const QStringList &arguments) : arguments(arguments) { port.setEndPoint(arguments[1]); }

    // The answer of a call that is to be carried out.
    template <class Out, class In>
    Out ask(Out (Port::*call)(const In &), const In &in) {
        identify();
        const Out out = (port.*call)(in);
        if (!port.lastError().isEmpty()) {
            QTextStream(stderr) << port.lastError() << "\n";
            exit(1);
        }
        return out;
    }

    // The fault of a call that is to be refused: the synchronous calls keep only its text, the signals bring its detail.
    template <class In>
    KDSoapValue refused(void (Port::*send)(const In &), void (Port::*failed)(const KDSoapMessage &), const In &in) {
        QEventLoop loop;
        KDSoapValue detail;
        const auto connection = QObject::connect(&port, failed, [&](const KDSoapMessage &reply) {
            const KDSoapValue plain = child(reply, "detail");
            detail = child(plain.isNull() ? child(reply, "Detail") : plain, "DossierFault");
            loop.quit();
        });
        identify();
        (port.*send)(in);
        loop.exec();
        QObject::disconnect(connection);
        return detail;
    }

private:
    Port port;
    const QStringList arguments;

    // The nonces that KDSoap makes repeat from one process to the next, so a digest needs one of ours for every call.
    void identify() {
        KDSoapAuthentication who;
        who.setUser(arguments[5]);
        who.setPassword(arguments[6]);
        who.setUseWSUsernameToken(arguments[4] == "digest");
        who.setOverrideWSUsernameNonce(QUuid::createUuid().toRfc4122());
        if (arguments[4] == "key")
            port.clientInterface()->setRawHTTPHeaders({{"X-Api-Key", arguments[6].toUtf8()}});
        else
            port.clientInterface()->setAuthentication(who);
    }
};
