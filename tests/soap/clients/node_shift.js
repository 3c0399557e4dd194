// node soap: a clerk's shift. Arguments: WSDL, user, password, SOAP version, and those of tests/soap/counter_shift.py.
const crypto = require('crypto');
const fs = require('fs');
const soap = require('soap');

const [wsdl, user, password, version, file, result, list, orderNo, itemCode, onlineNo] = process.argv.slice(2);
const DAY = '2021-11-15';
const newId = () => `node-${crypto.randomUUID()}`;
const tell = (name, ...values) => console.log(`${name}=${values.map((each) => each ?? '-').join(' ')}`);
const seconds = (moment) => Math.floor(new Date(moment).getTime() / 1000);

async function main() {
  const client = await soap.createClientAsync(wsdl, { forceSoap12Headers: version === '1.2' });
  client.setSecurity(new soap.WSSecurity(user, password, {}));
  const port = client.CounterService[version === '1.1' ? 'CounterSoap11' : 'CounterSoap12'];
  const call = (name, values) =>
    new Promise((found, failed) => port[name](values, (error, answer) => (error ? failed(error) : found(answer))));
  const faultOf = (name, values) =>
    call(name, values).then(() => null, (error) => {
      const fault = error.root.Envelope.Body.Fault;
      return (fault.detail || fault.Detail).DossierFault;
    });

  const opened = await call('OpenShift', { clerkName: 'Phạm Thị Thu Thủy' });
  const again = await call('OpenShift', {});
  tell('shift_no', opened.shiftNo);
  tell('shift_clerk', opened.clerkName);
  tell('shift_repeat', opened.repeat, again.repeat);
  tell('shift_cash', opened.cashVnd);
  tell('opened_at', seconds(opened.openedAt));
  const { dossierNo } = await call('SubmitDossier', {
    requestId: newId(),
    procedure: '1.002809',
    owner: { name: 'Đặng Thị Ngọc Ánh', phone: '0912 345 678', address: { text: 'Số 12, ấp Trung Bình' } },
    fee: { amountVnd: 135000, place: 'counter', method: 'cash', voucher: 'BL-0001' },
  });
  tell('dossier_no', dossierNo);

  const wish = { code: dossierNo, wish: 'yes', receiver: 'Lê Thị Yến', mayReceive: 'authorised' };
  const nobody = await faultOf('RegisterReturn', { requestId: newId(), ...wish });
  const [field] = [nobody.fieldError].flat();
  tell('return_fault', nobody.code, field.path, field.code, field.message);
  const deputy = { name: 'Trần Văn Hòa', idNumber: '089080001234' };
  const registered = await call('RegisterReturn', { requestId: newId(), ...wish, deputy });
  tell('return_receiver', registered.receiver);
  tell('return_deputy', registered.deputy.name);
  tell('return_mode', registered.serviceModeText);
  tell('return_cod', registered.codVnd);
  const gone = await call('RegisterReturn', { requestId: newId(), code: dossierNo, wish: 'no' });
  tell('return_gone', gone.wish, gone.receiver, gone.codVnd, gone.warnings);
  const searched = await call('SearchDossiers', { phone: '0296 3999 999' });
  tell('searched', searched?.dossiers?.dossier.length ?? 0);

  const content = fs.readFileSync(file);
  const sha256 = crypto.createHash('sha256').update(content).digest('hex');
  const sending = { fileType: 'text/csv', content: content.toString('base64'), sha256, name: 'ca-1' };
  const sent = await call('SendShiftFile', sending);
  const resent = await call('SendShiftFile', sending);
  tell('file_total', sent.total);
  tell('file_repeat', sent.repeat, resent.repeat);
  let done;
  do {
    done = await call('GetShiftFile', { fileNo: sent.fileNo });
  } while (done.state !== 'done');
  tell('file_text', done.stateText);
  tell('file_counts', done.accepted, done.repeats, done.refused, done.conflicts, done.failed);
  fs.writeFileSync(result, Buffer.from(done.content, 'base64'));

  const attempt = { eventId: '1', orderNo, statusCode: 'attempted', time: `${DAY}T07:15:07+07:00` };
  Object.assign(attempt, { reason: 'receiver_away', postOffice: '881600' });
  const reported = await call('ReportEvents', { events: { event: [attempt, { itemCode, codeTable: 'ngsp' }] } });
  const [good, bad] = reported.results.result;
  tell('event_counts', reported.kept, reported.repeats, reported.refused);
  tell('event_results', good.result, bad.result);
  tell('event_text', good.text);
  tell('event_status', good.status, bad.status);
  tell('event_fields', good.fieldError?.length ?? 0, bad.fieldError.length);
  tell('event_field', bad.fieldError[0].path, bad.fieldError[0].code);
  const none = (await call('GetParcels', { code: dossierNo })).parcels;
  const one = (await call('GetParcels', { code: orderNo })).parcels;
  tell('parcels', none?.parcel.length ?? 0, one.parcel.length);
  tell('parcel_reason', one.parcel[0].events.event[0].reasonText);

  const opening = (await call('OpenHandover', { requestId: newId(), direction: 'to_desk' })).handover;
  tell('list_state', opening.stateText);
  const { listNo } = opening;
  const empty = await call('GetHandover', { listNo });
  tell('list_empty', empty.items?.item.length ?? 0, empty.fileName, empty.content);
  const scanned = await call('ScanHandover', { listNo, codes: { scan: [{ code: dossierNo }, { code: '?' }] } });
  tell('scan', ...scanned.results.result.map((each) => each.outcome));
  tell('scan_why', ...scanned.results.result.map((each) => each.why));
  const filled = await call('GetHandover', { listNo, withPaper: true });
  tell('list_items', ...filled.items.item.map((each) => each.dossierNo));
  tell('list_paper', Buffer.from(filled.content, 'base64').toString('latin1', 0, 5));
  const lists = (await call('GetHandovers', {})).handovers.handover.filter((each) => each.listNo === listNo);
  tell('lists', ...lists.map((each) => each.stateText));
  const bag = await call('ConfirmHandover', {
    requestId: newId(),
    listNo: list,
    name: 'Phạm Thị Thu Thủy',
    found: { scan: [{ code: itemCode }] },
    sealNo: 'NP 0045121',
    role: 'Giao dịch viên',
  });
  tell('bag_state', bag.stateText);
  tell('bag_counts', bag.found, bag.missing, bag.wrongKind, bag.surplus);
  tell('bag_items', ...bag.items.item.map((each) => each.outcome));
  tell('bag_texts', ...bag.items.item.map((each) => each.text));
  tell('bag_signed', bag.signedAt);

  const change = { requestId: newId(), code: dossierNo, owner: { phone: '0912 345 679' }, reason: 'Khai nhầm' };
  const corrected = await call('CorrectDossier', change);
  tell('corrected', corrected.stateText, corrected.repeat);
  const papers = { paper: [{ name: 'Giấy khám sức khỏe', originals: 1 }] };
  const supplemented = await call('SupplementDossier', { requestId: newId(), code: dossierNo, papers });
  tell('supplemented', supplemented.stateText, ...supplemented.warnings.warning.map((each) => each.code));
  const slip = await call('GetPaper', { code: dossierNo, kind: 'posted_slip', format: 'a5' });
  tell('slip', slip.fileName, Buffer.from(slip.content, 'base64').toString('latin1', 0, 5));
  const fetching = { requestId: newId(), code: onlineNo, wish: 'yes', sender: 'Lê Văn Tám' };
  const fetched = await call('RegisterCollection', fetching);
  tell('collection', fetched.sender, fetched.serviceModeText, fetched.codVnd);
  const takingBack = { requestId: newId(), code: onlineNo, reason: 'Công dân đề nghị' };
  const withdrawn = await call('WithdrawDossier', takingBack);
  tell('withdrawn', withdrawn.state, withdrawn.stateText);
  tell('service', (await call('Ping', {})).service);
  const report = await call('GetClerkReport', { fromDay: DAY, toDay: DAY });
  tell('report', report.received, report.registered, report.returned, report.total, report.feeVnd, report.officeId);
  tell('report_days', ...report.days.day.map((each) => each.day));

  const differs = await faultOf('CloseShift', { requestId: newId(), countedVnd: 130000 });
  tell('close_fault', differs.code);
  tell('close_message', differs.message);
  tell('shift_till', (await call('OpenShift', {})).cashVnd);
  const closed = await call('CloseShift', { requestId: newId(), countedVnd: 130000, note: 'Trả nhầm tiền thừa' });
  tell('close_sums', closed.expectedVnd, closed.countedVnd, closed.differenceVnd);
  tell('close_note', closed.note);
  tell('closed_no', closed.shiftNo);
  tell('closed_at', seconds(closed.closedAt));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
