// gSOAP: submits, repeats, asks, and reads a typed fault, over a proxy that wsdl2h and soapcpp2 made of the WSDL.
// Arguments: see tests/interop/drive.py.
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include "CounterSoap11.nsmap"
#include "soapCounterSoap11Proxy.h"
#include "wsseapi.h"

using std::string;

static string way, who, user, secret, key_header;

// gSOAP forgets the credentials of a call with the call.
static void identify(struct soap *soap) {
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

static const _ns1__DossierFault &fault_of(struct soap *soap) {
    SOAP_ENV__Detail *detail = soap->fault ? (soap->fault->detail ? soap->fault->detail : soap->fault->SOAP_ENV__Detail) : nullptr;
    if (!detail || !detail->ns1__DossierFault) {
        soap_stream_fault(soap, std::cerr);
        exit(1);
    }
    return *detail->ns1__DossierFault;
}

static void must(int error, struct soap *soap) {
    if (error != SOAP_OK) {
        soap_stream_fault(soap, std::cerr);
        exit(1);
    }
}

int main(int, char **argv) {
    const string url = argv[1], version = argv[2], photo = argv[7], paper = argv[8];
    way = argv[3], who = argv[4], user = argv[5], secret = argv[6];
    key_header = "X-Api-Key: " + secret;
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE | (way == "mtom" ? SOAP_ENC_MTOM : 0));
    soap_register_plugin(soap, soap_wsse);
    CounterSoap11Proxy counter(soap, url.c_str());

    std::ifstream in(photo, std::ios::binary);
    string content((std::istreambuf_iterator<char>(in)), {}), copies;
    int one = 1;
    ns1__Attachment file;
    file.fileName = "ảnh.jpg", file.mediaType = "image/jpeg";
    file.content.__ptr = reinterpret_cast<unsigned char *>(&content[0]);
    file.content.__size = static_cast<int>(content.size());
    if (way == "mtom")
        file.content.id = const_cast<char *>("cid:photo@counter"), file.content.type = const_cast<char *>("image/jpeg");
    ns1__Paper row;
    row.name = "Giấy khám sức khỏe", row.originals = &one, row.attachment = &file;
    ns1__Papers papers;
    papers.paper.push_back(&row);
    string birth = "12/05/1980", phone = "0912 345 678", short_phone = "12";
    ns1__Person owner, nobody;
    owner.name = "Đặng Thị Ngọc Ánh", owner.birth = &birth, owner.phone = &phone;
    nobody.name = "", nobody.phone = &short_phone;
    ns1__ReturnByPost by_post;
    by_post.wish = ns1__Wish__no;
    time_t handed_in = 1636937700; // 2021-11-15T07:55+07:00
    _ns1__SubmitDossier dossier, faulty;
    dossier.requestId = "gsoap-" + string(soap_rand_uuid(soap, ""));
    dossier.procedure = "1.002809", dossier.owner = &owner, dossier.papers = &papers;
    dossier.returnByPost = &by_post, dossier.submittedAt = &handed_in;
    faulty.requestId = "other", faulty.procedure = "1.002809", faulty.owner = &nobody;

    _ns1__SubmitDossierResponse first, again;
    identify(soap), must(counter.SubmitDossier(&dossier, first), soap);
    identify(soap), must(counter.SubmitDossier(&dossier, again), soap);
    std::cout << std::boolalpha << "dossier_no=" << first.dossierNo << "\nrepeat=" << first.repeat
              << "\nagain_no=" << again.dossierNo << "\nagain_repeat=" << again.repeat << "\n";

    _ns1__GetDossier of;
    _ns1__GetDossierResponse view;
    of.code = first.dossierNo;
    identify(soap), must(counter.GetDossier(&of, view), soap);
    _ns1__GetReceipt paper_of;
    _ns1__GetReceiptResponse receipt;
    paper_of.code = first.dossierNo;
    identify(soap), must(counter.GetReceipt(&paper_of, receipt), soap);
    std::ofstream(paper, std::ios::binary).write(reinterpret_cast<char *>(receipt.content.__ptr), receipt.content.__size);
    std::cout << "state_text=" << view.stateText << "\nsha256=" << receipt.sha256 << "\n";

    of.code = "000.00.16.H01-211115-9999";
    identify(soap), counter.GetDossier(&of, view);
    std::cout << "fault=" << fault_of(soap).code;
    identify(soap), counter.SubmitDossier(&faulty, again);
    std::cout << "\nfields=";
    for (const ns1__FieldError *error : fault_of(soap).fieldError)
        std::cout << error->path << " ";
    std::cout << std::endl;
    return 0;
}
