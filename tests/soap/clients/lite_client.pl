# SOAP::Lite: submits, repeats, asks, adds a paper, withdraws, reads a typed fault. Arguments: WSDL, user, password, SOAP version, file.
# It builds messages by hand and names the type of every leaf (xsi:type="xsd:string").
use strict;
use warnings;
use utf8;
use Digest::SHA qw(sha256_hex);
use JSON::PP;
use MIME::Base64;
use SOAP::Lite;

my ($wsdl, $user, $password, $version, $file) = @ARGV;
my $ns = 'urn:dossier-post:counter:v1';
my $wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
(my $url = $wsdl) =~ s/\?wsdl$//;
utf8::decode($user);

my $fault;
SOAP::Lite->soapversion($version);    # for the whole process, before anything is built
my $soap = SOAP::Lite->proxy($url)->default_ns($ns)
    ->on_action(sub { "$ns/$_[1]" })->on_fault(sub { $fault = $_[1]; $_[1] });

sub leaf { my ($name, $value) = @_; SOAP::Data->name($name)->type(string => $value) }
sub group { my ($name, @parts) = @_; SOAP::Data->name($name => \SOAP::Data->value(@parts)) }

my $security = SOAP::Header->name('wsse:Security' => \SOAP::Data->value(
    SOAP::Data->name('wsse:UsernameToken' => \SOAP::Data->value(
        SOAP::Data->name('wsse:Username')->type(string => $user),
        SOAP::Data->name('wsse:Password')->type(string => $password)))))->attr({'xmlns:wsse' => $wsse});

sub call { my ($name, @parts) = @_; $fault = undef; $soap->call($name, @parts, $security)->valueof("//${name}Response") }

open(my $in, '<:raw', $file) or die $!;
my $content = do { local $/; <$in> };
my @rest = (
    group('papers', group('paper', leaf(name => 'Bản sao giấy tờ tùy thân'), leaf(copies => 1), group('attachment',
        leaf(fileName => 'cccd.jpg'), leaf(mediaType => 'image/jpeg'),
        SOAP::Data->name('content')->type(base64Binary => $content)))),
);
my $id = 'lite-' . join('', map { sprintf '%04x', rand 65536 } 1 .. 8);
my @dossier = (leaf(requestId => $id), leaf(procedure => '1.002809'),
    group('owner', leaf(name => 'Phạm Thị Út'), leaf(birth => '1969')), @rest);

my $first = call('SubmitDossier', @dossier);
my $again = call('SubmitDossier', @dossier);
my $view = call('GetDossier', leaf(code => $first->{dossierNo}));
my $receipt = call('GetReceipt', leaf(code => $first->{dossierNo}));
my $supplemented = call('SupplementDossier', leaf(requestId => "$id-bs"), leaf(code => $first->{dossierNo}), @rest);
my @taking_back = (leaf(requestId => "$id-rut"), leaf(code => $first->{dossierNo}), leaf(reason => 'Công dân đề nghị'));
my $withdrawn = call('WithdrawDossier', @taking_back);
my $withdrawn_again = call('WithdrawDossier', @taking_back);
my $ping = call('Ping');
call('GetDossier', leaf(code => '000.00.16.H01-211115-9999'));
my $code = $fault->valueof('//DossierFault/code');
call('SubmitDossier', leaf(requestId => 'other'), leaf(procedure => '1.002809'),
    group('owner', leaf(name => ''), leaf(phone => '12')));
my @fields = $fault->valueof('//DossierFault/fieldError/path');
print JSON::PP->new->utf8->encode({
    service => $ping->{service},
    dossier_no => $first->{dossierNo},
    first_repeat => $first->{repeat} eq 'true' ? JSON::PP::true : JSON::PP::false,
    again_no => $again->{dossierNo},
    again_repeat => $again->{repeat} eq 'true' ? JSON::PP::true : JSON::PP::false,
    state_text => $view->{stateText},
    receipt_sha256 => $receipt->{sha256},
    received_sha256 => sha256_hex(decode_base64($receipt->{content})),
    supplemented => $supplemented->{state},
    supplement_warning => $supplemented->{warnings}{warning}{code},
    withdrawn => $withdrawn->{state},
    withdrawn_text => $withdrawn->{stateText},
    withdrawn_again => $withdrawn_again->{repeat} eq 'true' ? JSON::PP::true : JSON::PP::false,
    fault => $code,
    fields => \@fields,
});
