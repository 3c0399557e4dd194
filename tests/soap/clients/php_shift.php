<?php
// PHP ext-soap: a clerk's shift. Arguments: WSDL, user, password, SOAP version, and those of tests/soap/counter_shift.py.
[, $wsdl, $user, $password, $version, $file, $result, $listNo, $orderNo, $itemCode, $onlineNo] = $argv;
const DAY = '2021-11-15';
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

function tell(string $name, ...$values) {
    $texts = array_map(fn($each) => $each === null ? '-' : (is_bool($each) ? ($each ? 'true' : 'false') : $each), $values);
    echo $name, '=', implode(' ', $texts), PHP_EOL;
}

function id() {
    return 'php-' . bin2hex(random_bytes(16));
}

function fault_of(callable $call) {
    try {
        $call();
    } catch (SoapFault $e) {
        return $e->detail->DossierFault;
    }
    return null;
}

$opened = $client->OpenShift(['clerkName' => 'Phạm Thị Thu Thủy']);
$again = $client->OpenShift([]);
tell('shift_no', $opened->shiftNo);
tell('shift_clerk', $opened->clerkName);
tell('shift_repeat', $opened->repeat, $again->repeat);
tell('shift_cash', $opened->cashVnd);
tell('opened_at', strtotime($opened->openedAt));
$number = $client->SubmitDossier([
    'requestId' => id(),
    'procedure' => '1.002809',
    'owner' => ['name' => 'Đặng Thị Ngọc Ánh', 'phone' => '0912 345 678', 'address' => ['text' => 'Số 12, ấp Trung Bình']],
    'fee' => ['amountVnd' => 135000, 'place' => 'counter', 'method' => 'cash', 'voucher' => 'BL-0001'],
])->dossierNo;
tell('dossier_no', $number);

$wish = ['code' => $number, 'wish' => 'yes', 'receiver' => 'Lê Thị Yến', 'mayReceive' => 'authorised'];
$nobody = fault_of(fn() => $client->RegisterReturn(['requestId' => id()] + $wish));
$field = $nobody->fieldError;    // in a fault one is not a list, whatever the features say
tell('return_fault', $nobody->code, $field->path, $field->code, $field->message);
$deputy = ['name' => 'Trần Văn Hòa', 'idNumber' => '089080001234'];
$registered = $client->RegisterReturn(['requestId' => id(), 'deputy' => $deputy] + $wish);
tell('return_receiver', $registered->receiver);
tell('return_deputy', $registered->deputy->name);
tell('return_mode', $registered->serviceModeText);
tell('return_cod', $registered->codVnd);
$gone = $client->RegisterReturn(['requestId' => id(), 'code' => $number, 'wish' => 'no']);
tell('return_gone', $gone->wish, $gone->receiver ?? null, $gone->codVnd ?? null, $gone->warnings ?? null);
tell('searched', count($client->SearchDossiers(['phone' => '0296 3999 999'])->dossiers->dossier ?? []));

$content = file_get_contents($file);
$sending = ['fileType' => 'text/csv', 'content' => $content, 'sha256' => hash('sha256', $content), 'name' => 'ca-1'];
$sent = $client->SendShiftFile($sending);
$resent = $client->SendShiftFile($sending);
tell('file_total', $sent->total);
tell('file_repeat', $sent->repeat, $resent->repeat);
do {
    $done = $client->GetShiftFile(['fileNo' => $sent->fileNo]);
} while ($done->state !== 'done');
tell('file_text', $done->stateText);
tell('file_counts', $done->accepted, $done->repeats, $done->refused, $done->conflicts, $done->failed);
file_put_contents($result, $done->content);

$attempt = ['eventId' => '1', 'orderNo' => $orderNo, 'statusCode' => 'attempted', 'time' => DAY . 'T07:15:07+07:00'];
$attempt += ['reason' => 'receiver_away', 'postOffice' => '881600'];
$reported = $client->ReportEvents(['events' => ['event' => [$attempt, ['itemCode' => $itemCode, 'codeTable' => 'ngsp']]]]);
[$good, $bad] = $reported->results->result;
tell('event_counts', $reported->kept, $reported->repeats, $reported->refused);
tell('event_results', $good->result, $bad->result);
tell('event_text', $good->text);
tell('event_status', $good->status, $bad->status ?? null);
tell('event_fields', count($good->fieldError ?? []), count($bad->fieldError));
tell('event_field', $bad->fieldError[0]->path, $bad->fieldError[0]->code);
$none = $client->GetParcels(['code' => $number])->parcels->parcel ?? [];
$one = $client->GetParcels(['code' => $orderNo])->parcels->parcel;
tell('parcels', count($none), count($one));
tell('parcel_reason', $one[0]->events->event[0]->reasonText);

$opening = $client->OpenHandover(['requestId' => id(), 'direction' => 'to_desk'])->handover;
tell('list_state', $opening->stateText);
$empty = $client->GetHandover(['listNo' => $opening->listNo]);
tell('list_empty', count($empty->items->item ?? []), $empty->fileName ?? null, $empty->content ?? null);
$codes = ['scan' => [['code' => $number], ['code' => '?']]];
$scanned = $client->ScanHandover(['listNo' => $opening->listNo, 'codes' => $codes])->results->result;
tell('scan', ...array_map(fn($each) => $each->outcome, $scanned));
tell('scan_why', ...array_map(fn($each) => $each->why ?? null, $scanned));
$filled = $client->GetHandover(['listNo' => $opening->listNo, 'withPaper' => true]);
tell('list_items', ...array_map(fn($each) => $each->dossierNo, $filled->items->item));
tell('list_paper', substr($filled->content, 0, 5));
$own = array_filter($client->GetHandovers()->handovers->handover, fn($each) => $each->listNo === $opening->listNo);
tell('lists', ...array_map(fn($each) => $each->stateText, array_values($own)));
$bag = $client->ConfirmHandover([
    'requestId' => id(),
    'listNo' => $listNo,
    'name' => 'Phạm Thị Thu Thủy',
    'found' => ['scan' => [['code' => $itemCode]]],
    'sealNo' => 'NP 0045121',
    'role' => 'Giao dịch viên',
]);
tell('bag_state', $bag->stateText);
tell('bag_counts', $bag->found, $bag->missing, $bag->wrongKind, $bag->surplus);
tell('bag_items', ...array_map(fn($each) => $each->outcome, $bag->items->item));
tell('bag_texts', ...array_map(fn($each) => $each->text, $bag->items->item));
tell('bag_signed', $bag->signedAt ?? null);

$change = ['requestId' => id(), 'code' => $number, 'owner' => ['phone' => '0912 345 679'], 'reason' => 'Khai nhầm'];
$corrected = $client->CorrectDossier($change);
tell('corrected', $corrected->stateText, $corrected->repeat);
$papers = ['paper' => [['name' => 'Giấy khám sức khỏe', 'originals' => 1]]];
$supplemented = $client->SupplementDossier(['requestId' => id(), 'code' => $number, 'papers' => $papers]);
tell('supplemented', $supplemented->stateText, ...array_map(fn($each) => $each->code, $supplemented->warnings->warning));
$slip = $client->GetPaper(['code' => $number, 'kind' => 'posted_slip', 'format' => 'a5']);
tell('slip', $slip->fileName, substr($slip->content, 0, 5));
$fetching = ['requestId' => id(), 'code' => $onlineNo, 'wish' => 'yes', 'sender' => 'Lê Văn Tám'];
$fetched = $client->RegisterCollection($fetching);
tell('collection', $fetched->sender, $fetched->serviceModeText, $fetched->codVnd);
$takingBack = ['requestId' => id(), 'code' => $onlineNo, 'reason' => 'Công dân đề nghị'];
$withdrawn = $client->WithdrawDossier($takingBack);
tell('withdrawn', $withdrawn->state, $withdrawn->stateText);
tell('service', $client->Ping()->service);
$day = $client->GetClerkReport(['fromDay' => DAY, 'toDay' => DAY]);
tell('report', $day->received, $day->registered, $day->returned, $day->total, $day->feeVnd, $day->officeId);
tell('report_days', ...array_map(fn($each) => $each->day, $day->days->day));

$differs = fault_of(fn() => $client->CloseShift(['requestId' => id(), 'countedVnd' => 130000]));
tell('close_fault', $differs->code);
tell('close_message', $differs->message);
tell('shift_till', $client->OpenShift([])->cashVnd);
$closed = $client->CloseShift(['requestId' => id(), 'countedVnd' => 130000, 'note' => 'Trả nhầm tiền thừa']);
tell('close_sums', $closed->expectedVnd, $closed->countedVnd, $closed->differenceVnd);
tell('close_note', $closed->note);
tell('closed_no', $closed->shiftNo);
tell('closed_at', strtotime($closed->closedAt));
