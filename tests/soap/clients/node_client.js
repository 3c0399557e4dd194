// node soap: submits, repeats, asks, adds a paper, withdraws, reads a typed fault.
// Arguments: WSDL, user, password, SOAP version, file, and perhaps "mtom" and how to say who one is (text, digest, basic).
const crypto = require('crypto');
const fs = require('fs');
const soap = require('soap');

const [wsdl, user, password, version, file, way = 'plain', who = 'text'] = process.argv.slice(2);
const sha256 = (bytes) => crypto.createHash('sha256').update(bytes).digest('hex');
const SECURITY = {
  text: () => new soap.WSSecurity(user, password, {}),
  digest: () => new soap.WSSecurity(user, password, { passwordType: 'PasswordDigest' }),
  basic: () => new soap.BasicAuthSecurity(user, password),
};

async function main() {
  const content = fs.readFileSync(file);
  const client = await soap.createClientAsync(wsdl, { forceSoap12Headers: version === '1.2' });
  client.setSecurity(SECURITY[who]());
  const port = client.CounterService[version === '1.1' ? 'CounterSoap11' : 'CounterSoap12'];
  const call = (name, values, options = {}) =>
    new Promise((found, failed) => port[name](values, (error, answer) => (error ? failed(error) : found(answer)), options));
  const faultOf = (name, values) =>
    call(name, values).then(() => null, (error) => {
      const fault = error.root.Envelope.Body.Fault;
      return (fault.detail || fault.Detail).DossierFault;
    });

  const photo = { contentId: 'photo@counter', name: 'photo.jpg', mimetype: 'image/jpeg', body: content };
  const include = `<xop:Include xmlns:xop="http://www.w3.org/2004/08/xop/include" href="cid:${photo.contentId}"/>`;
  const dossier = {
    requestId: `node-${crypto.randomUUID()}`,
    procedure: '1.002809',
    owner: { name: 'Võ Thị Thùy Dương', birth: '20/10/1985', phone: '0912345678' },
    papers: { paper: [{
      name: 'Giấy khám sức khỏe',
      originals: 1,
      attachment: {
        fileName: 'gksk.jpg',
        mediaType: 'image/jpeg',
        content: way === 'mtom' ? { $xml: include } : content.toString('base64'),
        sha256: sha256(content),
      },
    }] },
    returnByPost: { wish: 'no' },
  };
  const parts = way === 'mtom' ? { attachments: [photo], forceMTOM: true } : {};
  const first = await call('SubmitDossier', dossier, parts);
  const again = await call('SubmitDossier', dossier, parts);
  const view = await call('GetDossier', { code: first.dossierNo });
  const receipt = await call('GetReceipt', { code: first.dossierNo });
  const later = { requestId: `node-${crypto.randomUUID()}`, code: first.dossierNo, papers: dossier.papers };
  const supplemented = await call('SupplementDossier', later, parts);
  const takingBack = { requestId: `node-${crypto.randomUUID()}`, code: first.dossierNo, reason: 'Công dân đề nghị' };
  const withdrawn = await call('WithdrawDossier', takingBack);
  const withdrawnAgain = await call('WithdrawDossier', takingBack);
  const missing = await faultOf('GetDossier', { code: '000.00.16.H01-211115-9999' });
  const invalid = await faultOf('SubmitDossier', { ...dossier, requestId: 'other', papers: null, owner: { name: '', phone: '12' } });
  const ping = await call('Ping', {});
  console.log(JSON.stringify({
    service: ping.service,
    dossier_no: first.dossierNo,
    first_repeat: first.repeat,
    again_no: again.dossierNo,
    again_repeat: again.repeat,
    state_text: view.stateText,
    receipt_sha256: receipt.sha256,
    received_sha256: sha256(Buffer.from(receipt.content, 'base64')),
    supplemented: supplemented.state,
    supplement_warning: supplemented.warnings.warning[0].code,
    withdrawn: withdrawn.state,
    withdrawn_text: withdrawn.stateText,
    withdrawn_again: withdrawnAgain.repeat,
    fault: missing.code,
    fields: invalid.fieldError.map((error) => error.path),
  }));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
