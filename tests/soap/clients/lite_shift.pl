# SOAP::Lite: a clerk's shift. Arguments: WSDL, user, password, SOAP version, and those of tests/soap/counter_shift.py.
# Without the WSDL it knows no lists: valueof in list context has them all, in scalar context the first.
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256_hex);
use MIME::Base64;
use SOAP::Lite;
use Time::Piece;

my ($wsdl, $user, $password, $version, $file, $result, $list_no, $order_no, $item_code, $online_no) = @ARGV;
my $day = '2021-11-15';
my $ns = 'urn:dossier-post:counter:v1';
my $wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
(my $url = $wsdl) =~ s/\?wsdl$//;
binmode STDOUT, ':encoding(UTF-8)';

SOAP::Lite->soapversion($version);    # for the whole process, before anything is built
my $soap = SOAP::Lite->proxy($url)->default_ns($ns)->on_action(sub { "$ns/$_[1]" })->on_fault(sub { $_[1] });

sub leaf { my ($name, $value) = @_; SOAP::Data->name($name)->type(string => $value) }
sub group { my ($name, @parts) = @_; SOAP::Data->name($name => \SOAP::Data->value(@parts)) }
sub content { SOAP::Data->name('content')->type(base64Binary => $_[0]) }

my $security = SOAP::Header->name('wsse:Security' => \SOAP::Data->value(
    SOAP::Data->name('wsse:UsernameToken' => \SOAP::Data->value(
        SOAP::Data->name('wsse:Username')->type(string => $user),
        SOAP::Data->name('wsse:Password')->type(string => $password)))))->attr({'xmlns:wsse' => $wsse});

my $count = 0;
my $id = 'lite-' . join('', map { sprintf '%04x', rand 65536 } 1 .. 8);
sub new_id { leaf(requestId => "$id-" . ++$count) }
sub call { my ($name, @parts) = @_; $soap->call($name, @parts, $security) }
sub tell_all { my ($name, @values) = @_; print "$name=", join(' ', map { $_ // '-' } @values), "\n" }
sub seconds { my ($at) = @_; $at =~ s/:(\d\d)$/$1/; Time::Piece->strptime($at, '%Y-%m-%dT%H:%M:%S%z')->epoch }

sub of { my ($answer, @names) = @_; map { scalar $answer->valueof("//Body/[1]/$_") } @names }

my ($opened, $again) = (call('OpenShift', leaf(clerkName => 'Phạm Thị Thu Thủy')), call('OpenShift'));
tell_all(shift_no => of($opened, 'shiftNo'));
tell_all(shift_clerk => of($opened, 'clerkName'));
tell_all(shift_repeat => of($opened, 'repeat'), of($again, 'repeat'));
tell_all(shift_cash => of($opened, 'cashVnd'));
tell_all(opened_at => seconds(of($opened, 'openedAt')));
my ($number) = of(call('SubmitDossier', new_id(), leaf(procedure => '1.002809'),
    group('owner', leaf(name => 'Đặng Thị Ngọc Ánh'), leaf(phone => '0912 345 678'),
        group('address', leaf(text => 'Số 12, ấp Trung Bình'))),
    group('fee', leaf(amountVnd => 135000), leaf(place => 'counter'), leaf(method => 'cash'), leaf(voucher => 'BL-0001'))),
    'dossierNo');
tell_all(dossier_no => $number);

my @wish = (leaf(code => $number), leaf(wish => 'yes'), leaf(receiver => 'Lê Thị Yến'), leaf(mayReceive => 'authorised'));
my $nobody = call('RegisterReturn', new_id(), @wish);
tell_all(return_fault => map { scalar $nobody->valueof("//DossierFault/$_") }
    'code', 'fieldError/path', 'fieldError/code', 'fieldError/message');
my $registered = call('RegisterReturn', new_id(), @wish,
    group('deputy', leaf(name => 'Trần Văn Hòa'), leaf(idNumber => '089080001234')));
tell_all(return_receiver => of($registered, 'receiver'));
tell_all(return_deputy => of($registered, 'deputy/name'));
tell_all(return_mode => of($registered, 'serviceModeText'));
tell_all(return_cod => of($registered, 'codVnd'));
my $gone = call('RegisterReturn', new_id(), leaf(code => $number), leaf(wish => 'no'));
tell_all(return_gone => of($gone, 'wish', 'receiver', 'codVnd', 'warnings'));
my @searched = call('SearchDossiers', leaf(phone => '0296 3999 999'))->valueof('//dossier');
tell_all(searched => scalar @searched);

open(my $in, '<:raw', $file) or die $!;
my $bytes = do { local $/; <$in> };
my @sending = (leaf(fileType => 'text/csv'), content($bytes), leaf(sha256 => sha256_hex($bytes)), leaf(name => 'ca-1'));
my ($sent, $resent) = (call('SendShiftFile', @sending), call('SendShiftFile', @sending));
tell_all(file_total => of($sent, 'total'));
tell_all(file_repeat => of($sent, 'repeat'), of($resent, 'repeat'));
my $done;
do { $done = call('GetShiftFile', leaf(fileNo => of($sent, 'fileNo'))) } until (of($done, 'state'))[0] eq 'done';
tell_all(file_text => of($done, 'stateText'));
tell_all(file_counts => of($done, 'accepted', 'repeats', 'refused', 'conflicts', 'failed'));
open(my $out, '>:raw', $result) or die $!;
print $out decode_base64((of($done, 'content'))[0]);
close $out;

my $reported = call('ReportEvents', group('events',
    group('event', leaf(eventId => '1'), leaf(orderNo => $order_no), leaf(statusCode => 'attempted'),
        leaf(time => "${day}T07:15:07+07:00"), leaf(reason => 'receiver_away'), leaf(postOffice => '881600')),
    group('event', leaf(itemCode => $item_code), leaf(codeTable => 'ngsp'))));
my ($good, $bad) = $reported->valueof('//results/result');
tell_all(event_counts => of($reported, 'kept', 'repeats', 'refused'));
tell_all(event_results => $good->{result}, $bad->{result});
tell_all(event_text => $good->{text});
tell_all(event_status => $good->{status}, $bad->{status});
tell_all(event_fields => map { my @errors = $reported->valueof("//results/[$_]/fieldError"); scalar @errors } 1, 2);
tell_all(event_field => $bad->{fieldError}{path}, $bad->{fieldError}{code});
my ($none, $one) = map { call('GetParcels', leaf(code => $_)) } $number, $order_no;
tell_all(parcels => map { my @parcels = $_->valueof('//parcels/parcel'); scalar @parcels } $none, $one);
tell_all(parcel_reason => scalar $one->valueof('//events/event/reasonText'));

my $opening = call('OpenHandover', new_id(), leaf(direction => 'to_desk'));
my ($own_list) = of($opening, 'handover/listNo');
tell_all(list_state => of($opening, 'handover/stateText'));
my $empty = call('GetHandover', leaf(listNo => $own_list));
my @items = $empty->valueof('//items/item');
tell_all(list_empty => scalar @items, of($empty, 'fileName', 'content'));
my @scanned = call('ScanHandover', leaf(listNo => $own_list),
    group('codes', group('scan', leaf(code => $number)), group('scan', leaf(code => '?'))))->valueof('//results/result');
tell_all(scan => map { $_->{outcome} } @scanned);
tell_all(scan_why => map { $_->{why} } @scanned);
my $filled = call('GetHandover', leaf(listNo => $own_list), leaf(withPaper => 'true'));
tell_all(list_items => $filled->valueof('//items/item/dossierNo'));
tell_all(list_paper => substr decode_base64((of($filled, 'content'))[0]), 0, 5);
my @lists = grep { $_->{listNo} eq $own_list } call('GetHandovers')->valueof('//handovers/handover');
tell_all(lists => map { $_->{stateText} } @lists);
my $bag = call('ConfirmHandover', new_id(), leaf(listNo => $list_no), leaf(name => 'Phạm Thị Thu Thủy'),
    group('found', group('scan', leaf(code => $item_code))), leaf(sealNo => 'NP 0045121'), leaf(role => 'Giao dịch viên'));
tell_all(bag_state => of($bag, 'stateText'));
tell_all(bag_counts => of($bag, 'found', 'missing', 'wrongKind', 'surplus'));
tell_all(bag_items => $bag->valueof('//items/item/outcome'));
tell_all(bag_texts => $bag->valueof('//items/item/text'));
tell_all(bag_signed => of($bag, 'signedAt'));

my $corrected = call('CorrectDossier', new_id(), leaf(code => $number), group('owner', leaf(phone => '0912 345 679')),
    leaf(reason => 'Khai nhầm'));
tell_all(corrected => of($corrected, 'stateText', 'repeat'));
my $supplemented = call('SupplementDossier', new_id(), leaf(code => $number),
    group('papers', group('paper', leaf(name => 'Giấy khám sức khỏe'), leaf(originals => 1))));
tell_all(supplemented => of($supplemented, 'stateText'), $supplemented->valueof('//warnings/warning/code'));
my $slip = call('GetPaper', leaf(code => $number), leaf(kind => 'posted_slip'), leaf(format => 'a5'));
tell_all(slip => of($slip, 'fileName'), substr decode_base64((of($slip, 'content'))[0]), 0, 5);
my $fetched = call('RegisterCollection', new_id(), leaf(code => $online_no), leaf(wish => 'yes'), leaf(sender => 'Lê Văn Tám'));
tell_all(collection => of($fetched, 'sender', 'serviceModeText', 'codVnd'));
my $withdrawn = call('WithdrawDossier', new_id(), leaf(code => $online_no), leaf(reason => 'Công dân đề nghị'));
tell_all(withdrawn => of($withdrawn, 'state', 'stateText'));
tell_all(service => of(call('Ping'), 'service'));
my $report = call('GetClerkReport', leaf(fromDay => $day), leaf(toDay => $day));
tell_all(report => of($report, 'received', 'registered', 'returned', 'total', 'feeVnd', 'officeId'));
tell_all(report_days => $report->valueof('//days/day/day'));

my $differs = call('CloseShift', new_id(), leaf(countedVnd => 130000));
tell_all(close_fault => scalar $differs->valueof('//DossierFault/code'));
tell_all(close_message => scalar $differs->valueof('//DossierFault/message'));
tell_all(shift_till => of(call('OpenShift'), 'cashVnd'));
my $closed = call('CloseShift', new_id(), leaf(countedVnd => 130000), leaf(note => 'Trả nhầm tiền thừa'));
tell_all(close_sums => of($closed, 'expectedVnd', 'countedVnd', 'differenceVnd'));
tell_all(close_note => of($closed, 'note'));
tell_all(closed_no => of($closed, 'shiftNo'));
tell_all(closed_at => seconds(of($closed, 'closedAt')));
