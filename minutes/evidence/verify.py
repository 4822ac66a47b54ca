#!/usr/bin/env python3
"""Check an evidence bundle from Protokollboken, without the book and without a network.

    python3 verify.py BEVIS.zip [--checkpoint BREV.txt] [--key HEX]

Needs Python 3.8 or newer and nothing else. What is checked, and why, stands in FORMAT.md beside this file.
Exit code 0: intact; 1: something is wrong; 2: it can't be told.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import datetime as dt
import hashlib
import json
import re
import struct
import sys
import time
import unicodedata
import zlib
from collections import Counter
from typing import Any, Callable, NamedTuple, Tuple  # noqa: UP035

OK, WRONG, UNSURE = "OK", "FEL", "KAN INTE AVGÖRA"
TEXT = "Protokollets text"
BUNDLE, PROTOCOL = "protokollboken/bevis/1", "protokollboken/protokoll/1"
CHECKPOINT, CORRECTION = "protokollboken/kontrollpunkt/1", "protokollboken/rattelse/1"
MOST_FILES, MOST_BYTES, MOST_LEVELS = 10_000, 2_000_000_000, 100
SLACK, DAY = dt.timedelta(seconds=2), dt.timedelta(days=1)
NAME = re.compile(
    r"manifest\.json|LÄSMIG\.txt|FORMAT\.md|verify\.py|canonical\.json|revisions/[1-9][0-9]{0,8}\.json"
    r"|attachments/[0-9a-f]{64}|(approvals|ledger|checkpoints)\.jsonl|protocol\.pdf"
    r"|corrections/[1-9][0-9]{0,8}\.(json|pdf)"
)
ALWAYS = (
    "canonical.json",
    "protocol.pdf",
    "approvals.jsonl",
    "ledger.jsonl",
    "checkpoints.jsonl",
    "manifest.json",
)
# What the verdict rests on: each of these must be covered by something outside the bundle.
RESTS_ON = {
    *("revision", "approval", "withdrawal", "sent_back", "seal", "file"),
    *("correction", "correction_approval", "correction_seal"),
}
SHA = re.compile(r"[0-9a-f]{64}")
HEAD = re.compile(rf"{CHECKPOINT} ([0-9a-f]{{32}})\n([1-9][0-9]{{0,15}})\n([0-9a-f]{{64}}) (\S+)\n")


class Fault(Exception):
    """It is wrong; the message says what."""


class Doubt(Exception):
    """It can't be told; the message says why."""


def demand(is_so: Any, otherwise: str) -> None:
    if not is_so:
        raise Fault(otherwise)


# The package: a zip that is determined, byte for byte, by its names and contents.


def pack(files: list[tuple[str, bytes]]) -> bytes:
    body, index = [], []
    offset = 0
    for name, content in files:
        raw = name.encode()
        fields = struct.pack(
            "<HHHHHLLLHH",
            20,
            0x0800,
            0,
            0,
            0x0021,
            zlib.crc32(content),
            len(content),
            len(content),
            len(raw),
            0,
        )
        body += [b"PK\x03\x04", fields, raw, content]
        index += [
            b"PK\x01\x02",
            struct.pack("<H", 20),
            fields,
            struct.pack("<HHHLL", 0, 0, 0, 0, offset),
            raw,
        ]
        offset += 4 + len(fields) + len(raw) + len(content)
    size = sum(map(len, index))
    end = struct.pack("<HHHHLLH", 0, 0, len(files), len(files), size, offset, 0)
    return b"".join([*body, *index, b"PK\x05\x06", end])


def unpack(data: bytes) -> dict[str, bytes]:
    demand(len(data) <= MOST_BYTES, "filen är större än ett bevispaket får vara")
    files: list[tuple[str, bytes]] = []
    offset = 0
    while data[offset : offset + 4] == b"PK\x03\x04":
        demand(len(files) < MOST_FILES and offset + 30 <= len(data), "för många filer, eller avkapad")
        size, length = struct.unpack_from("<LH", data, offset + 22)
        start = offset + 30 + length
        demand(start + size <= len(data), "paketet är avkapat")
        try:
            name = data[offset + 30 : start].decode()
        except UnicodeDecodeError:
            raise Fault("ett filnamn är inte UTF-8") from None
        demand(NAME.fullmatch(name), f"filen {name!r} hör inte till ett bevispaket")
        files.append((name, data[start : start + size]))
        offset = start + size
    names = [name for name, _ in files]
    demand(
        names and names == sorted(set(names), key=str.encode), "filerna är fel ordnade, dubbla eller saknas"
    )
    demand(pack(files) == data, "zip-filen är ändrad eller gjord av något annat än Protokollboken")
    return dict(files)


# Strict JSON: what is written anew must be the same bytes.


def canonical(value: Any) -> str:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        demand(abs(value) < 2**53, "ett tal är för stort")
    return json.dumps(value, ensure_ascii=False)


def nesting(raw: bytes) -> int:
    """Return how deep brackets stand in each other, those in texts left out."""
    depth = most = 0
    for byte in re.sub(rb'"(?:[^"\\]|\\.)*"', b"", raw):
        depth += (byte in b"[{") - (byte in b"]}")
        most = max(most, depth)
    return most


TRUE = ("true",)


def without_booleans(value: Any) -> Any:
    """Return the value with what is no number in place of true and false: to Python, true equals 1."""
    if isinstance(value, bool):
        return TRUE if value else ()
    if isinstance(value, list):
        return [without_booleans(entry) for entry in value]
    if isinstance(value, dict):
        return {key: without_booleans(entry) for key, entry in value.items()}
    return value


def parse(raw: bytes, what: str) -> Any:
    def no_float(text: str) -> Any:
        raise Fault(f"{what}: talet {text[:20]} är inte ett heltal")

    try:
        demand(nesting(raw) <= MOST_LEVELS, f"{what}: för många nivåer i varandra")
        value = json.loads(raw.decode(), parse_float=no_float, parse_constant=no_float)
        same = canonical(value).encode() == raw
    except (ValueError, RecursionError):  # also what isn't UTF-8, and numbers of thousands of digits
        raise Fault(f"{what} är inte JSON") from None
    demand(same, f"{what} är inte kanonisk JSON (RFC 8785)")
    return without_booleans(value)


def parse_lines(raw: bytes, what: str) -> list[Any]:
    demand(not raw or raw.endswith(b"\n"), f"{what} slutar mitt i en rad")
    rows = [parse(line, f"{what} rad {n}") for n, line in enumerate(raw.split(b"\n")[:-1], 1)]
    demand(all(isinstance(row, dict) for row in rows), f"{what} har en rad som inte är ett objekt")
    return rows


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def moment(text: str) -> dt.datetime:
    demand(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", text), f"{text!r} är ingen tid")
    return dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")


# Ed25519 (RFC 8032), for checking alone.

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = Tuple[int, int, int, int]  # noqa: UP006


def add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def times(n: int, point: Point) -> Point:
    total = (0, 1, 1, 0)
    while n:
        if n & 1:
            total = add(total, point)
        point, n = add(point, point), n >> 1
    return total


def point_of(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def is_signed(key: bytes, text: bytes, signature: bytes) -> bool:
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or BASE is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    x, y = times(s, BASE), add(r, times(k, a))
    return (x[0] * y[2] - y[0] * x[2]) % P == 0 and (x[1] * y[2] - y[1] * x[2]) % P == 0


def has_signature(text: str, signature: str, key: str) -> bool:
    try:
        raw = base64.b64decode(signature, validate=True)
        return base64.b64encode(raw).decode() == signature and is_signed(
            bytes.fromhex(key), text.encode(), raw
        )
    except (ValueError, binascii.Error):
        return False


class Entry(NamedTuple):
    number: int
    hash: str
    said: dict[str, Any]


class Bundle:
    """The checks, in order; each one raises, or returns what it found in words."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def package(self) -> str:
        self.files = unpack(self.data)
        missing = [name for name in ALWAYS if name not in self.files]
        demand(not missing, f"{', '.join(missing)} saknas")
        self.manifest = parse(self.files["manifest.json"], "manifest.json")
        demand(self.manifest["format"] == BUNDLE, "manifestet har ett okänt format")
        demand(
            set(self.manifest) == {"format", "book", "meeting", "revision", "seal", "files"},
            "manifestets fält",
        )
        listed = self.manifest["files"]
        there = {
            name: {"size": len(content), "sha256": sha256(content)}
            for name, content in self.files.items()
            if name != "manifest.json"
        }
        wrong = sorted(name for name in {*listed, *there} if listed.get(name) != there.get(name))
        demand(not wrong, f"stämmer inte med manifestet: {', '.join(wrong)}")
        return f"{len(self.files)} filer, alla med rätt kontrollsumma"

    def text(self) -> str:
        raw, about, revision = (
            self.files["canonical.json"],
            self.manifest["meeting"],
            self.manifest["revision"],
        )
        demand(sha256(raw) == revision["sha256"], "texten har en annan kontrollsumma än manifestet säger")
        self.protocol = parse(raw, "canonical.json")
        if self.protocol["format"] != PROTOCOL:
            raise Doubt(f"texten har formatet {self.protocol['format']!r}, som programmet inte känner")
        demand(unicodedata.normalize("NFC", raw.decode()) == raw.decode(), "texten är inte i Unicode NFC")
        demand(b"\\r" not in raw.replace(b"\\\\", b""), "texten har vagnretur")
        meeting = self.protocol["meeting"]
        same = all(meeting[name] == about[name] for name in ("id", "date", "number"))
        demand(
            same and plain(self.protocol["body"]["name"]) == plain(about["body"]),
            "texten är från ett annat möte",
        )
        return f"{about['body']} {about['date']}, utgåva {revision['number']}, {revision['sha256']}"

    def ledger(self) -> str:
        self.entries: dict[int, Entry] = {}
        self.hashes = ["0" * 64]
        rows = parse_lines(self.files["ledger.jsonl"], "ledger.jsonl")
        demand(rows, "liggaren är tom")
        for number, row in enumerate(rows, 1):
            fields = {"number", "previous", "payload_sha256", "hash"}
            demand(
                set(row) - {"payload"} == fields and row["number"] == number,
                f"post {number} saknas eller är fel",
            )
            demand(row["previous"] == self.hashes[-1], f"post {number} hänger inte ihop med den förra")
            demand(SHA.fullmatch(row["payload_sha256"]), f"post {number} har ingen kontrollsumma")
            content = (
                b"\x01" + struct.pack(">Q", number) + bytes.fromhex(row["previous"] + row["payload_sha256"])
            )
            demand(row["hash"] == sha256(content), f"post {number} har fel kontrollsumma")
            self.hashes.append(row["hash"])
            if "payload" in row:
                raw = row["payload"].encode()
                demand(sha256(raw) == row["payload_sha256"], f"innehållet i post {number} är ändrat")
                said = parse(raw, f"innehållet i post {number}")
                demand(said["v"] == 1 and isinstance(said["kind"], str), f"post {number} är okänd")
                self.entries[number] = Entry(number, row["hash"], said)
        demand(
            1 in self.entries and self.entries[1].said["kind"] == "opened", "liggaren börjar inte med boken"
        )
        return f"{len(rows)} poster utan luckor"

    def origin(self) -> str:
        book = parse(self.files["ledger.jsonl"].split(b"\n")[0], "ledger.jsonl")["payload_sha256"][:32]
        demand(self.manifest["book"] == book, "paketet är från en annan bok")
        own = self.manifest["meeting"]["id"]
        for entry in self.entries.values():
            foreign = "meeting" in entry.said and entry.said["meeting"]["id"] != own
            demand(not foreign, f"post {entry.number} gäller ett annat möte")
        return f"boken {book}"

    def clock(self) -> str:
        before: Entry | None = None
        doubts = []
        for entry in self.entries.values():
            at = moment(entry.said["at"])
            if before is not None and at < moment(before.said["at"]) - SLACK:
                is_sure = entry.number == before.number + 1 and "clock_behind_seconds" not in entry.said
                demand(not is_sure, f"tiden går bakåt i post {entry.number}")
                doubts.append(str(entry.number))
            before = entry
        if doubts:
            raise Doubt(f"klockan gick bakåt vid post {', '.join(doubts)}; när det hände är osäkert")
        return "tiderna följer på varandra"

    def of_kind(self, *kinds: str) -> list[Entry]:
        return [
            entry
            for entry in self.entries.values()
            if entry.said["kind"] in kinds and "meeting" in entry.said
        ]

    def revisions(self) -> str:
        last, found = self.manifest["revision"], self.of_kind("revision")
        texts = {
            int(name[10:-5]): content for name, content in self.files.items() if name.startswith("revisions/")
        }
        demand(last["number"] not in texts, "den justerade utgåvan finns två gånger")
        texts[last["number"]] = self.files["canonical.json"]
        numbers = [entry.said["revision"]["number"] for entry in found]
        demand(
            numbers == list(range(1, last["number"] + 1)) == sorted(texts),
            "en utgåva saknas eller är tillagd",
        )
        for entry in found:
            content, told = texts[entry.said["revision"]["number"]], entry.said["revision"]
            same = told["sha256"] == sha256(content) and entry.said["size"] == len(content)
            demand(same, f"utgåva {told['number']} är inte den text som liggaren säger")
        demand(found[-1].said["meeting"] == self.manifest["meeting"], "utgåvan är från ett annat möte")
        demand(found[-1].said["revision"] == last, "utgåvan är inte den som manifestet säger")
        return f"{len(found)} i liggaren"

    def papers(self) -> str:
        meeting = self.protocol["meeting"]
        named = [
            *meeting["attachments"],
            *(paper for item in meeting["items"] for paper in item["attachments"]),
        ]
        wanted = {(paper["sha256"], paper["size"]) for paper in named if paper["sha256"]}
        papers = [(name, content) for name, content in self.files.items() if name.startswith("attachments/")]
        for name, content in papers:
            demand(sha256(content) == name[12:], f"underlaget {name[12:]} är utbytt")
        there = {(name[12:], len(content)) for name, content in papers}
        demand(wanted == there, "ett underlag saknas, är tillagt eller har en annan storlek")
        return f"{len(there)} filer"

    def approvals(self) -> str:
        standing: dict[int, Entry] = {}
        withdrawn: dict[int, int] = {}
        seals: list[Entry] = []
        current: Any = None
        for entry in self.of_kind("revision", "sent_back", "approval", "withdrawal", "seal"):
            said, kind = entry.said, entry.said["kind"]
            demand(not seals, f"post {entry.number} ändrar det som redan är förseglat")
            demand(
                kind in ("revision", "sent_back") or said["revision"] == current,
                f"post {entry.number}: utgåvan",
            )
            if kind in ("revision", "sent_back"):
                current, standing = (said["revision"] if kind == "revision" else None), {}
            elif kind == "approval":
                same = [one for one in standing.values() if one.said["person"]["id"] == said["person"]["id"]]
                demand(not same, f"post {entry.number} godkänner en andra gång")
                standing[entry.number] = entry
            elif kind == "withdrawal":
                demand(
                    standing.pop(said["approval"], None),
                    f"post {entry.number} tar tillbaka något som inte finns",
                )
                withdrawn[said["approval"]] = entry.number
            else:
                seals.append(entry)
        demand(len(seals) == 1, "protokollet är inte förseglat precis en gång")
        self.seal = seals[0]
        demand(self.seal.number == self.manifest["seal"], "förseglingen är inte den som manifestet säger")
        demand(current == self.manifest["revision"], "en annan utgåva är förseglad")
        demand(self.seal.said["approvals"] == sorted(standing), "förseglingen räknar upp andra godkännanden")
        self._who([entry.said for entry in standing.values()])
        listed = [
            {
                **{key: value for key, value in entry.said.items() if key not in ("v", "kind", "meeting")},
                "entry": entry.number,
                "withdrawn": withdrawn.get(entry.number),
            }
            for entry in self.of_kind("approval")
        ]
        demand(
            parse_lines(self.files["approvals.jsonl"], "approvals.jsonl") == listed,
            "approvals.jsonl är ändrad",
        )
        if not standing:
            return "gruppens regler kräver ingen justerare"
        return "; ".join(f"{one.said['person']['name']} {one.said['at'][:10]}" for one in standing.values())

    def _who(self, answers: list[dict[str, Any]]) -> None:
        meeting, rules = self.protocol["meeting"], self.protocol["rules"]
        demand(rules["chair_approves"] in ((), TRUE), "reglerna går inte att läsa")
        approvers = Counter(plain(row["name"]) for row in meeting["approvers"])
        chairs = Counter(plain(row["name"]) for row in meeting["chairs"] if rules["chair_approves"])
        enough = sum(approvers.values()) >= rules["approvers_required"] and (
            chairs or not rules["chair_approves"]
        )
        demand(enough, "texten nämner inte dem som gruppens regler kräver")
        given = Counter(plain(said["person"]["name"]) for said in answers)
        demand(given == approvers | chairs, "de som har godkänt är inte de som texten nämner")
        for said in answers:
            name = plain(said["person"]["name"])
            role = "approver" if name in approvers else "chair"
            sentence = (
                f"Jag, {name}, har läst {meeting['document_name']} från {self.protocol['body']['name']} "
                f"den {meeting['date']}, utgåva {self.manifest['revision']['number']}, "
                "och godkänner texten som den står."
            )
            demand(said["role"] == role, f"{name} har godkänt i en annan roll")
            demand(plain(said["sentence"]) == plain(sentence), f"{name} har godkänt en annan mening")

    def protocol_file(self) -> str:
        found = [entry for entry in self.of_kind("file") if "correction" not in entry.said]
        demand(len(found) == 1 and found[0].number > self.seal.number, "PDF:en finns inte precis en gång")
        self._is_file(found[0], "protocol.pdf")
        return f"protocol.pdf, {found[0].said['sha256']}"

    def _is_file(self, entry: Entry, name: str) -> None:
        content, said = self.files.get(name, b""), entry.said
        demand(said["revision"] == self.manifest["revision"], f"post {entry.number} är om en annan utgåva")
        demand(
            said["sha256"] == sha256(content) and said["size"] == len(content),
            f"{name} är inte den som sparades",
        )

    def corrections(self) -> str:
        revision, done = self.manifest["revision"], set()
        for seal in self.of_kind("correction_seal"):
            told = seal.said["correction"]
            earlier = [entry for entry in self.of_kind("correction") if entry.said["correction"] == told]
            answers = [
                entry for entry in self.of_kind("correction_approval") if entry.said["correction"] == told
            ]
            whole = [*earlier, *answers, seal]
            in_order = all(self.seal.number < entry.number <= seal.number for entry in whole)
            same = all(entry.said["revision"] == revision for entry in whole)
            demand(
                len(earlier) == 1 and in_order and same,
                f"rättelse {told['number']} hör inte till protokollet",
            )
            content = self.files.get(f"corrections/{told['number']}.json", b"")
            demand(sha256(content) == told["sha256"], f"rättelse {told['number']} är ändrad")
            text = parse(content, f"rättelse {told['number']}")
            is_this = (text["format"], text["revision"], text["number"]) == (
                CORRECTION,
                revision,
                told["number"],
            )
            demand(is_this, f"rättelse {told['number']} är en annan än liggaren säger")
            by_all = seal.said["approvals"] == [entry.number for entry in answers]
            people = sorted(entry.said["person"]["id"] for entry in answers)
            named = sorted(row["id"] for row in text["approvers"])
            demand(by_all and people == named, f"rättelse {told['number']} är inte godkänd av dem som ska")
            demand(told["number"] not in done, "en rättelse är godkänd två gånger")
            done.add(told["number"])
        files = {}
        for entry in self.of_kind("file"):
            if "correction" in entry.said:
                number = entry.said["correction"]
                demand(number in done and number not in files, f"post {entry.number} är om en okänd rättelse")
                files[number] = entry
                self._is_file(entry, f"corrections/{number}.pdf")
        there = {name for name in self.files if name.startswith("corrections/")}
        wanted = {f"corrections/{number}.json" for number in done} | {
            f"corrections/{number}.pdf" for number in files
        }
        demand(there == wanted, "en rättelse saknas eller är tillagd")
        return f"{len(done)} godkända" if done else "inga"

    def checkpoints(self) -> str:
        self.heads: list[tuple[int, str]] = []
        keys = {
            entry.said["public_key"]: number
            for number, entry in reversed(list(self.entries.items()))
            if entry.said["kind"] == "key"
        }
        for row in parse_lines(self.files["checkpoints.jsonl"], "checkpoints.jsonl"):
            demand(set(row) == {"text", "signature", "public_key"}, "en kontrollpunkt har andra fält")
            match = HEAD.fullmatch(row["text"])
            demand(match, "en kontrollpunkt är inte läsbar")
            assert match is not None
            number = int(match[2])
            self._in_the_chain(match[1], number, match[3])
            at = moment(match[4])
            entry = self.entries.get(number)
            demand(
                entry is None or at >= moment(entry.said["at"]) - SLACK,
                f"kontrollpunkt {number} är för gammal",
            )
            now = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=time.time())
            demand(at <= now + DAY, f"kontrollpunkt {number} är från framtiden")
            demand(SHA.fullmatch(row["public_key"]), f"kontrollpunkt {number} har ingen nyckel")
            known = keys.get(row["public_key"])
            demand(known and known <= number, f"kontrollpunkt {number} är signerad med en okänd nyckel")
            signed = has_signature(row["text"], row["signature"], row["public_key"])
            demand(signed, f"kontrollpunkt {number} har fel signatur")
            self.heads.append((number, row["public_key"]))
        for entry in self.of_kind("file"):
            named = entry.said["checkpoint"]
            demand(named in [number for number, _ in self.heads], f"kontrollpunkt {named} saknas")
        return f"{len(self.heads)} signerade"

    def _in_the_chain(self, book: str, number: int, head: str) -> None:
        demand(book == self.manifest["book"], f"kontrollpunkt {number} är från en annan bok")
        last = len(self.hashes) - 1
        demand(
            number <= last, f"kontrollpunkten säger {number} poster, liggaren har {last}: slutet är borttaget"
        )
        demand(
            self.hashes[number] == head, f"kedjan till post {number} är en annan än den kontrollpunkten säger"
        )


def outside(bundle: Bundle, letter: str, key: str) -> str:
    """Compare with what has been outside the book: a letter's checkpoint, or a key that the reader trusts."""
    covered = 0
    lines = [line.strip() for line in re.split("\r\n|\r|\n", letter)]
    starts = [n for n, line in enumerate(lines) if line.startswith(CHECKPOINT + " ")]
    if letter and not starts:
        raise Doubt("brevet har ingen kontrollpunkt")
    for start in starts:
        text = "".join(line + "\n" for line in lines[start : start + 3])
        match = HEAD.fullmatch(text)
        if match is None:
            raise Doubt("kontrollpunkten i brevet är inte läsbar")
        after = [line.split(" ", 1) for line in lines[start + 3 : start + 5]]
        if after and after[0][0] == "signatur":
            named = after[1][1] if len(after) > 1 and len(after[1]) > 1 and after[1][0] == "nyckel" else ""
            if not has_signature(text, after[0][-1], named):
                raise Doubt("kontrollpunkten i brevet är inte rätt avskriven: signaturen stämmer inte")
        bundle._in_the_chain(match[1], int(match[2]), match[3])
        covered = max(covered, int(match[2]))
    if key:
        trusted = [number for number, signer in bundle.heads if signer == key.lower()]
        if not trusted and not covered:
            raise Doubt("ingen kontrollpunkt i paketet är signerad med den nyckeln")
        covered = max([covered, *trusted])
    if not covered:
        raise Doubt(
            "om hela kedjan har byggts om. Jämför med en kontrollpunkt ur ett kvitto (--checkpoint) "
            "eller med bokens öppna nyckel (--key)"
        )
    newer = [str(entry.number) for entry in bundle.of_kind(*RESTS_ON) if entry.number > covered]
    if newer:
        raise Doubt(
            f"kontrollpunkten är äldre än post {', '.join(newer)}; det som står där är inte bekräftat"
        )
    return f"allt till och med post {covered} är som när kontrollpunkten gjordes"


def run(data: bytes, letter: str = "", key: str = "") -> tuple[int, list[str]]:
    """Return the exit code, and the report line by line."""
    bundle = Bundle(data)
    steps: list[tuple[str, Callable[[], str]]] = [
        ("Paketet", bundle.package),
        (TEXT, bundle.text),
        ("Liggaren", bundle.ledger),
        ("Ursprunget", bundle.origin),
        ("Tiden", bundle.clock),
        ("Utgåvorna", bundle.revisions),
        ("Underlagen", bundle.papers),
        ("Godkännandena", bundle.approvals),
        ("PDF:en", bundle.protocol_file),
        ("Rättelserna", bundle.corrections),
        ("Kontrollpunkterna", bundle.checkpoints),
        ("Utanför paketet", lambda: outside(bundle, letter, key)),
    ]
    said, results = [], []
    for name, step in steps:
        try:
            result, words = OK, step()
        except Doubt as doubt:
            result, words = UNSURE, str(doubt)
        except Fault as fault:
            result, words = WRONG, str(fault)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
            result, words = WRONG, "innehållet har inte den form som det ska"
        results.append(result)
        said.append(f"{name + ':':<19}{result}: {words}")
        if result == WRONG or (result == UNSURE and name == TEXT):  # what follows builds on it
            break
    code = 1 if WRONG in results else 2 if UNSURE in results else 0
    verdict = {
        0: "RESULTAT: OK. Protokollet är oförändrat sedan det förseglades.",
        1: "RESULTAT: FEL. Paketet är ändrat, eller har aldrig kommit ur boken så.",
        2: "RESULTAT: KAN INTE AVGÖRA. Inget fel är funnet, men allt är inte bevisat.",
    }
    return code, [*said, verdict[code]]


def main() -> int:
    parser = argparse.ArgumentParser(description="Kontrollera ett bevispaket ur Protokollboken.")
    parser.add_argument("bundle", help="bevispaketet, en zip-fil")
    parser.add_argument(
        "--checkpoint", default="", help="textfil med kontrollpunkten, som den står i kvittot"
    )
    parser.add_argument("--key", default="", help="öppen nyckel som du litar på, 64 hexadecimala siffror")
    given = parser.parse_args()
    try:
        with open(given.bundle, "rb") as file:
            data = file.read(MOST_BYTES + 1)
        letter = ""
        if given.checkpoint:
            with open(given.checkpoint, encoding="utf-8-sig") as text:
                letter = text.read() or " "
    except (OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"Filen kan inte läsas: {error}\n")
        return 2
    code, said = run(data, letter, given.key)
    sys.stdout.write("\n".join(said) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
