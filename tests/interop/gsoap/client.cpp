// gSOAP: submits, repeats, asks, and reads a typed fault.
#include "door.h"
#include "CounterSoap11.nsmap"

using std::string;
using Counter = CounterSoap11Proxy;

int main(int argc, char **argv) {
    Door door(argv);
    if (argc > 9) {
        work_a_shift(door, argv + 7);
        return 0;
    }
    string content = read_file(argv[7]);
    int one = 1;
    ns1__Attachment file;
    file.fileName = "ảnh.jpg", file.mediaType = "image/jpeg";
    door.attach(file.content, content, "image/jpeg");
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
    dossier.requestId = door.new_id();
    dossier.procedure = "1.002809", dossier.owner = &owner, dossier.papers = &papers;
    dossier.returnByPost = &by_post, dossier.submittedAt = &handed_in;
    faulty.requestId = "other", faulty.procedure = "1.002809", faulty.owner = &nobody;

    const auto first = door.ask(&Counter::SubmitDossier, dossier), again = door.ask(&Counter::SubmitDossier, dossier);
    std::cout << std::boolalpha << "dossier_no=" << first.dossierNo << "\nrepeat=" << first.repeat
              << "\nagain_no=" << again.dossierNo << "\nagain_repeat=" << again.repeat << "\n";

    _ns1__GetDossier of;
    of.code = first.dossierNo;
    std::cout << "state_text=" << door.ask(&Counter::GetDossier, of).stateText << "\n";
    _ns1__GetReceipt paper_of;
    paper_of.code = first.dossierNo;
    const auto receipt = door.ask(&Counter::GetReceipt, paper_of);
    write_file(argv[8], receipt.content);
    std::cout << "sha256=" << receipt.sha256 << "\n";

    of.code = "000.00.16.H01-211115-9999";
    std::cout << "fault=" << door.refused(&Counter::GetDossier, of).code << "\nfields=";
    for (const ns1__FieldError *error : door.refused(&Counter::SubmitDossier, faulty).fieldError)
        std::cout << error->path << " ";
    std::cout << std::endl;
    return 0;
}
