// The proxy that wsdl2h and soapcpp2 made of the WSDL, and who calls it.
#pragma once
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include "soapCounterSoap11Proxy.h"
#include "wsseapi.h"

class Door {
public:
    struct soap *const soap;

    // Arguments: see tests/interop/drive.py.
    explicit Door(char **argv)
        : soap(soap_new1(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE | (std::string(argv[3]) == "mtom" ? SOAP_ENC_MTOM : 0))),
          url(argv[1]), way(argv[3]), who(argv[4]), user(argv[5]), secret(argv[6]), key_header("X-Api-Key: " + secret),
          counter(soap, url.c_str()) {
        soap_register_plugin(soap, soap_wsse);
    }

    // The answer of a call that is to be carried out.
    template <class In, class Out>
    Out ask(int (CounterSoap11Proxy::*call)(In *, Out &), In &in) {
        Out out;
        identify();
        if ((counter.*call)(&in, out) != SOAP_OK)
            stop();
        return out;
    }

    // The fault of a call that is to be refused.
    template <class In, class Out>
    _ns1__DossierFault refused(int (CounterSoap11Proxy::*call)(In *, Out &), In &in) {
        Out out;
        identify();
        (counter.*call)(&in, out);
        SOAP_ENV__Detail *detail = soap->fault ? (soap->fault->detail ? soap->fault->detail : soap->fault->SOAP_ENV__Detail) : nullptr;
        if (!detail || !detail->ns1__DossierFault)
            stop();
        return *detail->ns1__DossierFault;
    }

    // A file as it is sent; as a part beside the envelope it needs an id.
    void attach(xsd__base64Binary &content, std::string &bytes, const char *type) const {
        content.__ptr = reinterpret_cast<unsigned char *>(&bytes[0]);
        content.__size = static_cast<int>(bytes.size());
        if (way == "mtom")
            content.id = const_cast<char *>("cid:file@counter"), content.type = const_cast<char *>(type);
    }

    std::string new_id() const { return "gsoap-" + std::string(soap_rand_uuid(soap, "")); }

private:
    const std::string url, way, who, user, secret, key_header;
    CounterSoap11Proxy counter;

    // gSOAP forgets the credentials of a call with the call.
    void identify() {
        soap_wsse_delete_Security(soap);
        soap->userid = soap->passwd = soap->http_extra_header = nullptr;
        if (who == "basic") {
            soap->userid = user.c_str();
            soap->passwd = secret.c_str();
        } else if (who == "token") {
            soap_wsse_add_UsernameTokenText(soap, nullptr, user.c_str(), secret.c_str());
        } else if (who == "digest") {
            soap_wsse_add_UsernameTokenDigest(soap, nullptr, user.c_str(), secret.c_str());
        } else {
            soap->http_extra_header = key_header.c_str();
        }
    }

    [[noreturn]] void stop() {
        soap_stream_fault(soap, std::cerr);
        exit(1);
    }
};

inline std::string read_file(const char *path) {
    std::ifstream in(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), {});
}

inline void write_file(const char *path, const xsd__base64Binary &content) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<char *>(content.__ptr), content.__size);
}

void work_a_shift(Door &door, char **argv);
