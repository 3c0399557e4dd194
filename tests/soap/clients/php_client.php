<?php
// PHP ext-soap: submits, repeats, asks, adds a paper, withdraws, reads a typed fault. Arguments: WSDL, user, password, SOAP version, file.
[, $wsdl, $user, $password, $version, $file] = $argv;
const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';

$client = new SoapClient($wsdl, [
    'soap_version' => $version === '1.1' ? SOAP_1_1 : SOAP_1_2,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'connection_timeout' => 10,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$token = '<wsse:Security xmlns:wsse="' . WSSE . '"><wsse:UsernameToken><wsse:Username>' . htmlspecialchars($user)
    . '</wsse:Username><wsse:Password>' . htmlspecialchars($password) . '</wsse:Password></wsse:UsernameToken></wsse:Security>';
$client->__setSoapHeaders(new SoapHeader(WSSE, 'Security', new SoapVar($token, XSD_ANYXML), true));

$content = file_get_contents($file);
$dossier = [
    'requestId' => 'php-' . bin2hex(random_bytes(16)),
    'procedure' => '1.002809',
    'owner' => ['name' => 'Lê Thị Bích Đào', 'birth' => '12/05/1980', 'phone' => '0912.345.678', 'email' => null],
    'papers' => ['paper' => [[
        'name' => 'Giấy khám sức khỏe',
        'originals' => 1,
        'attachment' => [
            'fileName' => 'gksk.jpg',
            'mediaType' => 'image/jpeg',
            'content' => $content,
            'sha256' => hash('sha256', $content),
        ],
    ]]],
    'returnByPost' => ['wish' => 'no', 'receiver' => null],
    'submittedAt' => '2021-11-15T07:55:00+07:00',
];
$first = $client->SubmitDossier($dossier);
$again = $client->SubmitDossier($dossier);
$view = $client->GetDossier(['code' => $first->dossierNo]);
$receipt = $client->GetReceipt(['code' => $first->dossierNo]);
$supplemented = $client->SupplementDossier([
    'requestId' => 'php-' . bin2hex(random_bytes(16)),
    'code' => $first->dossierNo,
    'papers' => $dossier['papers'],
    'reason' => 'Nộp thêm',
]);
$takingBack = ['requestId' => 'php-' . bin2hex(random_bytes(16)), 'code' => $first->dossierNo];
$withdrawn = $client->WithdrawDossier($takingBack);

function fault_of(callable $call) {
    try {
        $call();
    } catch (SoapFault $e) {
        return $e->detail->DossierFault;
    }
    return null;
}
$notFound = fault_of(fn() => $client->GetDossier(['code' => '000.00.16.H01-211115-9999']));
$invalid = fault_of(fn() => $client->SubmitDossier(
    ['requestId' => 'other', 'owner' => ['name' => '', 'phone' => '12']] + $dossier));
echo json_encode([
    'service' => $client->Ping()->service,
    'dossier_no' => $first->dossierNo,
    'first_repeat' => $first->repeat,
    'again_no' => $again->dossierNo,
    'again_repeat' => $again->repeat,
    'state_text' => $view->stateText,
    'receipt_sha256' => $receipt->sha256,
    'received_sha256' => hash('sha256', $receipt->content),
    'supplemented' => $supplemented->state,
    'supplement_warning' => $supplemented->warnings->warning[0]->code,
    'withdrawn' => $withdrawn->state,
    'withdrawn_text' => $withdrawn->stateText,
    'withdrawn_again' => $client->WithdrawDossier($takingBack)->repeat,
    'fault' => $notFound->code,
    'fields' => array_map(fn($error) => $error->path, $invalid->fieldError),
]);
