// A second program that checks evidence bundles, written from minutes/evidence/FORMAT.md with node's own modules alone.
//
//     node verify.mjs BEVIS.zip [--checkpoint FILE] [--key HEX]        exit code 0, 1 or 2 as FORMAT.md says
//     node verify.mjs --many < LIST       one JSON object a line: {"bundle", "checkpoint", "key"}; a code a line out
import { createHash, createPublicKey, verify as verifySignature } from 'node:crypto';
import { readFileSync, existsSync } from 'node:fs';

class Wrong extends Error {}
const hex = (data) => createHash('sha256').update(data).digest('hex');
const must = (truth, why) => { if (!truth) throw new Wrong(why); };
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const isDigest = (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);
const tidy = (text) => { must(typeof text === 'string', 'not a text'); return text.normalize('NFC').trim(); };
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const decode = (bytes) => { try { return utf8.decode(bytes); } catch { throw new Wrong('not UTF-8'); } };

// Canonical JSON. JavaScript orders strings by UTF-16 units, and its own JSON.stringify of a text is RFC 8785's.
function written(value, depth = 0) {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') {
    must(Number.isSafeInteger(value) && !Object.is(value, -0), 'not a whole number');
    return String(value);
  }
  if (typeof value === 'string') {
    must(value.isWellFormed(), 'half a character');
    return JSON.stringify(value);
  }
  must(depth < 100, 'too deep');
  if (Array.isArray(value)) return `[${value.map((entry) => written(entry, depth + 1)).join(',')}]`;
  const keys = Object.keys(value).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${keys.map((key) => `${written(key)}:${written(value[key], depth + 1)}`).join(',')}}`;
}
// A key such as "__proto__" must stay an own key and not become a prototype.
const read = (bytes) => {
  const text = decode(bytes);
  let value;
  try { value = JSON.parse(text); } catch { throw new Wrong('not JSON'); }
  must(written(value) === text, 'not canonical');
  return value;
};
const equal = (a, b) => a !== undefined && b !== undefined && written(a) === written(b);

function readLines(bytes) {
  const rows = [];
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(10, start);
    must(end >= 0, 'cut line');
    const row = read(bytes.subarray(start, end));
    must(isObject(row), 'a line that is no object');
    rows.push(row);
    start = end + 1;
  }
  return rows;
}

function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (sum ^ 0xffffffff) >>> 0;
}
const numbers = (...pairs) => Buffer.concat(pairs.map(([size, value]) => {
  const out = Buffer.alloc(size);
  out.writeUIntLE(value, 0, size);
  return out;
}));
const ALLOWED = [
  /^(manifest|canonical)\.json$/, /^(approvals|ledger|checkpoints)\.jsonl$/, /^protocol\.pdf$/, /^LÄSMIG\.txt$/,
  /^FORMAT\.md$/, /^verify\.py$/, /^revisions\/[1-9][0-9]{0,8}\.json$/, /^attachments\/[0-9a-f]{64}$/,
  /^corrections\/[1-9][0-9]{0,8}\.(json|pdf)$/,
];

function open(zip) {
  must(zip.length <= 2_000_000_000, 'too large');
  const files = new Map();
  const directory = [];
  let at = 0;
  let before = null;
  while (zip.length >= at + 30 && zip.readUInt32LE(at) === 0x04034b50) {
    const size = zip.readUInt32LE(at + 22);
    const nameLength = zip.readUInt16LE(at + 26);
    const nameBytes = zip.subarray(at + 30, at + 30 + nameLength);
    const content = zip.subarray(at + 30 + nameLength, at + 30 + nameLength + size);
    must(content.length === size, 'cut');
    const name = decode(nameBytes);
    must(ALLOWED.some((form) => form.test(name)), `the name ${name}`);
    must(before === null || Buffer.compare(before, nameBytes) < 0, 'the order of files');
    before = nameBytes;
    const fields = numbers(
      [2, 20], [2, 0x0800], [2, 0], [2, 0], [2, 0x0021], [4, crc(content)], [4, size], [4, size], [2, nameLength], [2, 0],
    );
    must(zip.subarray(at + 4, at + 30).equals(fields), 'a local header');
    directory.push(numbers([4, 0x02014b50], [2, 20]), fields, numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, at]), nameBytes);
    files.set(name, content);
    must(files.size <= 10_000, 'too many');
    at += 30 + nameLength + size;
  }
  const list = Buffer.concat(directory);
  const count = files.size;
  const end = numbers([4, 0x06054b50], [2, 0], [2, 0], [2, count], [2, count], [4, list.length], [4, at], [2, 0]);
  must(zip.subarray(at).equals(Buffer.concat([list, end])), 'the directory');
  return files;
}

function microseconds(text) {
  const parts = /^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})\.([0-9]{6})Z$/.exec(text);
  must(parts, 'a time');
  const whole = new Date(`${parts[1]}Z`);
  must(!Number.isNaN(whole.getTime()) && whole.toISOString().startsWith(parts[1]), 'a time that is none');
  return BigInt(whole.getTime()) * 1000n + BigInt(parts[2]);
}
const SLACK = 2_000_000n;

function isSignedBy(key, text, signature) {
  if (!isDigest(key) || typeof signature !== 'string') return false;
  const raw = Buffer.from(signature, 'base64');
  if (raw.length !== 64 || raw.toString('base64') !== signature) return false;
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'hex')]);
  try {
    return verifySignature(null, Buffer.from(text), createPublicKey({ key: spki, format: 'der', type: 'spki' }), raw);
  } catch { return false; }
}
const HEAD = /^protokollboken\/kontrollpunkt\/1 ([0-9a-f]{32})\n([1-9][0-9]{0,15})\n([0-9a-f]{64}) ([^\s]+)\n$/;

function check(zip, letter, trustedKey) {
  const doubts = [];
  const files = open(zip);
  for (const name of ['canonical.json', 'protocol.pdf', 'approvals.jsonl', 'ledger.jsonl', 'checkpoints.jsonl', 'manifest.json'])
    must(files.has(name), `${name} is missing`);
  const manifest = read(files.get('manifest.json'));
  must(isObject(manifest) && manifest.format === 'protokollboken/bevis/1', 'the manifest');
  must(equal(Object.keys(manifest).sort(), ['book', 'files', 'format', 'meeting', 'revision', 'seal']), 'the manifest');
  const told = {};
  for (const [name, content] of files) if (name !== 'manifest.json') told[name] = { size: content.length, sha256: hex(content) };
  must(equal(manifest.files, told), 'files are not as the manifest says');

  // The text.
  const canonical = files.get('canonical.json');
  must(hex(canonical) === manifest.revision.sha256, 'the digest of the text');
  const protocol = read(canonical);
  if (protocol.format !== 'protokollboken/protokoll/1') return 2;
  const each = (value, visit) => {
    if (typeof value === 'string') visit(value);
    else if (Array.isArray(value)) value.forEach((entry) => each(entry, visit));
    else if (isObject(value)) for (const [key, entry] of Object.entries(value)) { visit(key); each(entry, visit); }
  };
  each(protocol, (text) => must(text.normalize('NFC') === text && !text.includes('\r'), 'NFC and line ends'));
  const { meeting } = protocol;
  for (const name of ['id', 'date', 'number']) must(equal(meeting[name], manifest.meeting[name]), 'another meeting');
  must(tidy(protocol.body.name) === tidy(manifest.meeting.body), 'another body');

  // The ledger.
  const chain = ['0'.repeat(64)];
  const entries = [];
  for (const row of readLines(files.get('ledger.jsonl'))) {
    const number = chain.length;
    const fields = Object.keys(row).filter((name) => name !== 'payload').sort();
    must(equal(fields, ['hash', 'number', 'payload_sha256', 'previous']), 'fields of an entry');
    must(row.number === number && row.previous === chain[number - 1] && isDigest(row.payload_sha256), `entry ${number}`);
    const link = Buffer.alloc(73);
    link[0] = 1;
    link.writeBigUInt64BE(BigInt(number), 1);
    link.write(row.previous + row.payload_sha256, 9, 'hex');
    must(row.hash === hex(link), `the hash of entry ${number}`);
    chain.push(row.hash);
    if ('payload' in row) {
      must(typeof row.payload === 'string' && hex(row.payload) === row.payload_sha256, `the payload of entry ${number}`);
      const said = read(Buffer.from(row.payload));
      must(isObject(said) && said.v === 1 && typeof said.kind === 'string', `entry ${number}`);
      entries.push({ ...said, '#': number, said });
    }
    if (number === 1) {
      must(entries.length === 1 && entries[0].kind === 'opened', 'the beginning');
      must(manifest.book === row.payload_sha256.slice(0, 32), 'another book');
    }
  }
  must(chain.length > 1, 'an empty ledger');
  const about = (kind) => entries.filter((entry) => entry.kind === kind && 'meeting' in entry.said);
  for (const entry of entries)
    if ('meeting' in entry.said) must(equal(entry.meeting.id, manifest.meeting.id), 'an entry of another meeting');
  entries.forEach((entry, index) => {
    const at = microseconds(entry.at);
    if (index === 0 || at >= microseconds(entries[index - 1].at) - SLACK) return;
    must(entries[index - 1]['#'] + 1 !== entry['#'] || 'clock_behind_seconds' in entry.said, 'the clock goes backwards');
    doubts.push('clock');
  });

  // Revisions and papers.
  const last = manifest.revision;
  must(!files.has(`revisions/${last.number}.json`), 'the last revision stands twice');
  const revisions = about('revision');
  must(revisions.length === last.number, 'revisions');
  revisions.forEach((entry, index) => {
    const text = index + 1 === last.number ? canonical : files.get(`revisions/${index + 1}.json`);
    must(text && entry.revision.number === index + 1, 'the number of a revision');
    must(entry.revision.sha256 === hex(text) && entry.size === text.length, 'the text of a revision');
  });
  must([...files.keys()].filter((name) => name.startsWith('revisions/')).length === last.number - 1, 'revisions too many');
  must(equal(revisions.at(-1).revision, last) && equal(revisions.at(-1).meeting, manifest.meeting), 'the last revision');
  const papers = [...meeting.attachments, ...meeting.items.flatMap((item) => item.attachments)].filter((row) => row.sha256);
  for (const paper of papers) {
    const content = files.get(`attachments/${paper.sha256}`);
    must(content && hex(content) === paper.sha256 && content.length === paper.size, 'a paper');
  }
  const stored = [...files.keys()].filter((name) => name.startsWith('attachments/'));
  must(stored.length === new Set(papers.map((paper) => paper.sha256)).size, 'papers too many');

  // Approvals: the way to the seal.
  let open_ = null;
  let yes = [];
  let seal = null;
  const undone = new Map();
  for (const entry of entries) {
    if (!('meeting' in entry.said)) continue;
    if (!['revision', 'sent_back', 'approval', 'withdrawal', 'seal'].includes(entry.kind)) continue;
    must(seal === null, 'something after the seal');
    if (entry.kind === 'revision') { open_ = entry.revision; yes = []; continue; }
    if (entry.kind === 'sent_back') { open_ = null; yes = []; continue; }
    must(open_ !== null && equal(entry.revision, open_), 'another revision');
    if (entry.kind === 'approval') {
      must(!yes.some((one) => equal(one.person.id, entry.person.id)), 'approved twice');
      yes.push(entry);
    } else if (entry.kind === 'withdrawal') {
      const left = yes.filter((one) => one['#'] !== entry.approval);
      must(left.length === yes.length - 1, 'nothing to take back');
      undone.set(entry.approval, entry['#']);
      yes = left;
    } else seal = entry;
  }
  must(seal && seal['#'] === manifest.seal && equal(open_, last), 'the seal');
  must(equal(seal.approvals, yes.map((entry) => entry['#'])), 'the approvals of the seal');
  const { rules } = protocol;
  must(typeof rules.chair_approves === 'boolean' && Number.isSafeInteger(rules.approvers_required), 'the rules');
  const count = (rows) => rows.reduce((sum, name) => sum.set(name, (sum.get(name) ?? 0) + 1), new Map());
  const named = count(meeting.approvers.map((row) => tidy(row.name)));
  const chairs = count(rules.chair_approves ? meeting.chairs.map((row) => tidy(row.name)) : []);
  must(meeting.approvers.length >= rules.approvers_required && (!rules.chair_approves || chairs.size > 0), 'the rules');
  const given = count(yes.map((entry) => tidy(entry.person.name)));
  for (const name of new Set([...named.keys(), ...chairs.keys(), ...given.keys()]))
    must((given.get(name) ?? 0) === Math.max(named.get(name) ?? 0, chairs.get(name) ?? 0), 'who approved');
  for (const entry of yes) {
    const name = tidy(entry.person.name);
    must(entry.role === (named.has(name) ? 'approver' : 'chair'), 'the role');
    const sentence = `Jag, ${name}, har läst ${meeting.document_name} från ${protocol.body.name} den ${meeting.date}, `
      + `utgåva ${last.number}, och godkänner texten som den står.`;
    must(tidy(entry.sentence) === tidy(sentence), 'the sentence');
  }
  const lines = about('approval').map((entry) => {
    const { v, kind, meeting: own, ...kept } = entry.said;
    return { ...kept, entry: entry['#'], withdrawn: undone.get(entry['#']) ?? null };
  });
  must(equal(readLines(files.get('approvals.jsonl')), lines), 'approvals.jsonl');

  // The PDF and the corrections.
  const isFile = (entry, name) => {
    const content = files.get(name);
    must(content && equal(entry.revision, last), name);
    must(entry.sha256 === hex(content) && entry.size === content.length, name);
  };
  const plain = about('file').filter((entry) => !('correction' in entry.said));
  must(plain.length === 1 && plain[0]['#'] > seal['#'], 'the PDF');
  isFile(plain[0], 'protocol.pdf');
  const corrected = new Set();
  for (const done of about('correction_seal')) {
    const { correction } = done;
    must(isObject(correction) && !corrected.has(correction.number), 'a correction twice');
    const proposed = about('correction').filter((entry) => equal(entry.said.correction, correction));
    const answers = about('correction_approval').filter((entry) => equal(entry.said.correction, correction));
    must(proposed.length === 1, 'a correction that nobody proposed');
    for (const entry of [...proposed, ...answers, done])
      must(entry['#'] > seal['#'] && entry['#'] <= done['#'] && equal(entry.revision, last), 'where a correction stands');
    const content = files.get(`corrections/${correction.number}.json`);
    must(content && hex(content) === correction.sha256, 'the text of a correction');
    const text = read(content);
    must(text.format === 'protokollboken/rattelse/1' && equal(text.revision, last), 'the correction');
    must(equal(text.number, correction.number), 'the number of the correction');
    const ids = (rows) => rows.map((id) => { must(Number.isSafeInteger(id), 'an id'); return id; }).sort((a, b) => a - b);
    must(equal(done.approvals, answers.map((entry) => entry['#'])), 'the approvals of the correction');
    must(equal(ids(text.approvers.map((row) => row.id)), ids(answers.map((entry) => entry.person.id))), 'who approved it');
    corrected.add(correction.number);
  }
  const printed = new Set();
  for (const entry of about('file').filter((one) => 'correction' in one.said)) {
    must(corrected.has(entry.correction) && !printed.has(entry.correction), 'the PDF of a correction');
    printed.add(entry.correction);
    isFile(entry, `corrections/${entry.correction}.pdf`);
  }
  must([...files.keys()].filter((name) => name.startsWith('corrections/')).length === corrected.size + printed.size, 'corrections');

  // Checkpoints.
  const inChain = (book, number, hash) => {
    must(book === manifest.book, 'the book of a checkpoint');
    must(number < chain.length, 'the ledger is cut');
    must(chain[number] === hash, 'the chain is another');
  };
  const heads = [];
  for (const row of readLines(files.get('checkpoints.jsonl'))) {
    must(equal(Object.keys(row).sort(), ['public_key', 'signature', 'text']), 'fields of a checkpoint');
    const parts = HEAD.exec(row.text);
    must(parts, 'a checkpoint');
    const number = Number(parts[2]);
    inChain(parts[1], number, parts[3]);
    const at = microseconds(parts[4]);
    const entry = entries.find((one) => one['#'] === number);
    must(!entry || at >= microseconds(entry.at) - SLACK, 'an early checkpoint');
    must(at <= BigInt(Date.now()) * 1000n + 86_400_000_000n, 'a checkpoint from the future');
    must(entries.some((one) => one.kind === 'key' && one.public_key === row.public_key && one['#'] <= number), 'the key');
    must(isSignedBy(row.public_key, row.text, row.signature), 'a signature');
    heads.push({ number, key: row.public_key });
  }
  for (const entry of about('file')) must(heads.some((head) => head.number === entry.checkpoint), 'a checkpoint is missing');

  // Outside the bundle.
  let covered = 0;
  const rows = letter.split(/\r\n|\r|\n/).map((row) => row.trim());
  let found = 0;
  for (let index = 0; index < rows.length; index++) {
    if (!rows[index].startsWith('protokollboken/kontrollpunkt/1 ')) continue;
    found += 1;
    const text = rows.slice(index, index + 3).map((row) => `${row}\n`).join('');
    const parts = HEAD.exec(text);
    if (!parts) return 2;
    const [, signature] = /^signatur (.*)$/.exec(rows[index + 3] ?? '') ?? [];
    const [, key] = /^nyckel (.*)$/.exec(rows[index + 4] ?? '') ?? [];
    if (signature !== undefined && !isSignedBy(key, text, signature)) return 2;
    inChain(parts[1], Number(parts[2]), parts[3]);
    covered = Math.max(covered, Number(parts[2]));
  }
  if (letter && !found) return 2;
  if (trustedKey) for (const head of heads) if (head.key === trustedKey.toLowerCase()) covered = Math.max(covered, head.number);
  if (!covered) return 2;
  const weighs = ['revision', 'approval', 'withdrawal', 'sent_back', 'seal', 'file', 'correction', 'correction_approval', 'correction_seal'];
  if (weighs.some((kind) => about(kind).some((entry) => entry['#'] > covered))) return 2;
  return doubts.length ? 2 : 0;
}

function run(path, letterPath, key) {
  if (!existsSync(path)) return 2;
  const letter = letterPath ? readFileSync(letterPath, 'utf8').replace(/^\ufeff/, '') || ' ' : '';
  try { return check(readFileSync(path), letter, key); } catch (error) {
    if (error instanceof Wrong || error instanceof TypeError || error instanceof RangeError) {
      if (process.env.WHY) process.stderr.write(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

const args = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : '');
if (args[0] === '--many') {
  for (const line of readFileSync(0, 'utf8').split('\n').filter(Boolean)) {
    const one = JSON.parse(line);
    process.stdout.write(`${run(one.bundle, one.checkpoint, one.key)}\n`);
  }
} else {
  const code = run(args[0], option('--checkpoint'), option('--key'));
  process.stdout.write(`${['OK', 'FEL', 'KAN INTE AVGÖRA'][code]}\n`);
  process.exitCode = code;
}
