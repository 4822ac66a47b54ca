"""Altered bundles. None of them may pass; each is a function from what a forger has to a zip file."""

import datetime as dt
import json
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import rfc8785

from minutes.evidence import verify
from tests.minutes.forging import (
    OWN_KEY,
    SERVER_KEY,
    Files,
    Payload,
    Row,
    chained,
    lines,
    listed_approvals,
    manifest,
    payloads,
    rebuilt,
    retold,
    rows_of,
    say,
    sha256,
    signed,
    zipped,
)


@dataclass(frozen=True)
class Material:
    """A bundle, what somebody keeps outside it, and other bundles of real minutes."""

    bundle: bytes
    receipt: str
    key: str
    same_body: bytes
    other_body: bytes
    # The receipt of who approved first, before the seal.
    early_receipt: str = ""

    @property
    def files(self) -> Files:
        return verify.unpack(self.bundle)


Forgery = Callable[[Material], bytes]
FORGERIES: dict[str, Forgery] = {}


def forgery(function: Forgery) -> Forgery:
    FORGERIES[function.__name__] = function
    return function


def flipped(data: bytes, at: int, bit: int = 0) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


# One bit in each kind of file: alone, and with a manifest that says so.

NAMES = [
    "canonical.json",
    "protocol.pdf",
    "approvals.jsonl",
    "ledger.jsonl",
    "checkpoints.jsonl",
    "revisions/1.json",
]


def bit(material: Material, name: str, listed: bool) -> bytes:
    files = material.files
    content = files[name]
    return zipped(files | {name: flipped(content, len(content) // 2)}, listed)


for _name in NAMES:
    for _listed in (False, True):
        FORGERIES[f"bit in {_name}{', listed' if _listed else ''}"] = partial(bit, name=_name, listed=_listed)
for _name in ["manifest.json", "LÄSMIG.txt", "FORMAT.md", "verify.py"]:
    FORGERIES[f"bit in {_name}"] = partial(bit, name=_name, listed=False)


def paper(files: Files, number: int = 0) -> str:
    return sorted(name for name in files if name.startswith("attachments/"))[number]


@forgery
def bit_in_a_paper(material: Material) -> bytes:
    return bit(material, paper(material.files), True)


@forgery
def papers_swapped(material: Material) -> bytes:
    files = material.files
    first, second = paper(files, 0), paper(files, 1)
    return zipped(files | {first: files[second], second: files[first]})


@forgery
def paper_replaced_under_its_own_name(material: Material) -> bytes:
    files = material.files
    other = b"En annan plan."
    files.pop(paper(files))
    return zipped(files | {f"attachments/{sha256(other)}": other})


@forgery
def paper_removed(material: Material) -> bytes:
    files = material.files
    del files[paper(files)]
    return zipped(files)


@forgery
def paper_added(material: Material) -> bytes:
    return zipped(material.files | {f"attachments/{sha256(b'mer')}": b"mer"})


# The package itself.


def raw_zip(files: list[tuple[str, bytes]]) -> bytes:
    return verify.pack(files)


@forgery
def bytes_after_the_end(material: Material) -> bytes:
    return material.bundle + b"\0"


@forgery
def bytes_before_the_beginning(material: Material) -> bytes:
    return b"\0" + material.bundle


@forgery
def cut_in_the_directory(material: Material) -> bytes:
    return material.bundle[:-30]


@forgery
def cut_in_the_middle(material: Material) -> bytes:
    return material.bundle[: len(material.bundle) // 2]


@forgery
def nothing_at_all(material: Material) -> bytes:
    return b""


@forgery
def file_twice(material: Material) -> bytes:
    files = sorted(material.files.items(), key=lambda file: file[0].encode())
    at = next(n for n, (name, _) in enumerate(files) if name == "canonical.json")
    return raw_zip([*files[:at], ("canonical.json", b"{}"), *files[at:]])


@forgery
def files_in_another_order(material: Material) -> bytes:
    return raw_zip(sorted(material.files.items(), reverse=True))


@forgery
def name_that_climbs(material: Material) -> bytes:
    return zipped(material.files | {"../../canonical.json": b"{}"})


@forgery
def file_that_nobody_knows(material: Material) -> bytes:
    return zipped(material.files | {"extra.txt": b"Godkant"})


@forgery
def renamed_file(material: Material) -> bytes:
    files = material.files
    files["revisions/3.json"] = files.pop("revisions/1.json")
    return zipped(files)


@forgery
def readme_in_decomposed_unicode(material: Material) -> bytes:
    files = material.files
    files[unicodedata.normalize("NFD", "LÄSMIG.txt")] = files.pop("LÄSMIG.txt")
    return zipped(files)


@forgery
def another_time_in_a_header(material: Material) -> bytes:
    return flipped(material.bundle, 10)


@forgery
def a_bomb_in_place_of_a_file(material: Material) -> bytes:
    """Say of a file that it is deflated, and 4 GB: nothing is ever inflated."""
    packed = zlib.compress(bytes(1_000_000))[2:-4]
    head = struct.pack("<HHHHHLLLHH", 20, 0x0800, 8, 0, 0x21, 0, len(packed), 2**32 - 1, 14, 0)
    return b"PK\x03\x04" + head + b"canonical.json" + packed + material.bundle


for _missing in [
    "canonical.json",
    "protocol.pdf",
    "approvals.jsonl",
    "ledger.jsonl",
    "checkpoints.jsonl",
    "revisions/1.json",
]:
    FORGERIES[f"{_missing} removed"] = lambda material, name=_missing: zipped(  # type: ignore[misc]
        {other: content for other, content in material.files.items() if other != name}
    )


# JSON that says the same, or seems to.


def canonical_as(material: Material, change: Callable[[bytes], bytes], key: Any = SERVER_KEY) -> bytes:
    """Put other bytes in as the text, with digest, approvals, seal and chain to match."""
    files = material.files
    content = change(files["canonical.json"])
    assert content != files["canonical.json"]
    last = {"number": 2, "sha256": sha256(content)}

    def everywhere(rows: list[Row]) -> None:
        for row in rows:
            said = json.loads(row.get("payload", "{}"))
            if said.get("revision", {}).get("number") == 2:
                said["revision"] = last
                if said["kind"] == "revision":
                    said["size"] = len(content)
                say(row, said)

    files = manifest(files | {"canonical.json": content}, revision=last)
    return zipped(rebuilt(files, everywhere, key))


AS = {
    "text with a key twice": lambda raw: raw[:1] + b'"body":{"name":"X"},' + raw[1:],
    "text with blanks": lambda raw: raw.replace(b'":', b'": ', 1),
    "text in decomposed unicode": lambda raw: unicodedata.normalize("NFD", raw.decode()).encode(),
    "text with escapes for letters": lambda raw: raw.replace("å".encode(), b"\\u00e5", 1),
    "text with a line feed after it": lambda raw: raw + b"\n",
    "text with CRLF inside": lambda raw: raw.replace(b"svarat.", b"svarat.\\r\\n", 1),
    "text with a byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "text with a fraction": lambda raw: raw.replace(
        b'"approvers_required":1', b'"approvers_required":1.0', 1
    ),
    "text with keys out of order": lambda raw: (
        rfc8785.dumps(dict(reversed(json.loads(raw).items())))[:-1] + b" }"
    ),
    "text that is not UTF-8": lambda raw: raw.replace("å".encode(), b"\xe5", 1),
    "text with half a character": lambda raw: raw.replace(b"svarat.", b"svarat.\\ud800", 1),
    "text nested without end": lambda raw: raw[:-1] + b',"z":' + b"[" * 200 + b"]" * 200 + b"}",
}
for _name, _change in AS.items():
    FORGERIES[_name] = partial(canonical_as, change=_change)


@forgery
def manifest_with_a_key_twice(material: Material) -> bytes:
    files = material.files
    raw = files["manifest.json"]
    files["manifest.json"] = raw[:-1] + b',"seal":1}'
    return zipped(files, listed=False)


@forgery
def manifest_with_a_field_more(material: Material) -> bytes:
    return zipped(manifest(material.files, status="justerat"))


@forgery
def manifest_of_another_format(material: Material) -> bytes:
    return zipped(manifest(material.files, format="protokollboken/bevis/2"))


@forgery
def truth_for_the_number_one(material: Material) -> bytes:
    files = material.files
    first, rest = files["ledger.jsonl"].split(b"\n", 1)
    return zipped(files | {"ledger.jsonl": first.replace(b'"number":1,', b'"number":true,') + b"\n" + rest})


@forgery
def ledger_with_carriage_returns(material: Material) -> bytes:
    files = material.files
    return zipped(files | {"ledger.jsonl": files["ledger.jsonl"].replace(b"\n", b"\r\n")})


@forgery
def ledger_without_its_last_line_feed(material: Material) -> bytes:
    files = material.files
    return zipped(files | {"ledger.jsonl": files["ledger.jsonl"][:-1]})


# The ledger.


def ledger(material: Material, change: Callable[[list[Row]], Any]) -> bytes:
    """Change the ledger's lines and nothing else."""
    rows = rows_of(material.files, "ledger.jsonl")
    changed = change(rows)
    return zipped(material.files | {"ledger.jsonl": lines(rows if changed is None else changed)})


LEDGER: dict[str, Callable[[list[Row]], Any]] = {
    "two entries swapped": lambda rows: rows[:3] + [rows[4], rows[3]] + rows[5:],
    "an entry left out": lambda rows: rows[:4] + rows[5:],
    "an entry twice": lambda rows: rows[:4] + [rows[3]] + rows[4:],
    "a gap in the numbers": lambda rows: rows[-1].update(number=rows[-1]["number"] + 1),
    "numbers from zero": lambda rows: [row | {"number": row["number"] - 1} for row in rows],
    "the tail cut": lambda rows: rows[:-3],
    "the head cut": lambda rows: rows[1:],
    "an empty ledger": lambda rows: [],
    "another hash": lambda rows: rows[5].update(hash="0" * 64),
    "a payload left out of the seal": lambda rows: payloads(rows, "seal")[0][0].pop("payload") and None,
    "a payload left out of an approval": lambda rows: (
        payloads(rows, "approval")[-1][0].pop("payload") and None
    ),
    "a payload left out of the beginning": lambda rows: rows[0].pop("payload") and None,
}
for _name, _rows in LEDGER.items():
    FORGERIES[_name] = partial(ledger, change=_rows)


def of_kind(of: str, which: int, **changes: Any) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        row, said = payloads(rows, of)[which]
        say(row, said | changes)

    return change


def other_person(rows: list[Row]) -> None:
    row, said = payloads(rows, "approval")[-1]
    say(row, said | {"person": {"id": 99999, "name": "Vem Somhelst"}})


def one_person_for_both(rows: list[Row]) -> None:
    (_, first), (row, second) = payloads(rows, "approval")[-2:]
    say(row, second | {"person": first["person"], "sentence": first["sentence"]})


def same_name_on_both(rows: list[Row]) -> None:
    (_, first), (row, second) = payloads(rows, "approval")[-2:]
    person = first["person"] | {"id": 99999}
    say(row, second | {"person": person, "sentence": first["sentence"]})


def approval_removed(rows: list[Row]) -> list[Row]:
    gone, _ = payloads(rows, "approval")[-1]
    left = [row for row in rows if row is not gone]
    row, said = payloads(left, "seal")[0]
    say(row, said | {"approvals": said["approvals"][:-1]})
    for row, said in payloads(left, "file"):
        say(row, said | {"checkpoint": said["checkpoint"] - 1})
    return left


def approval_from_nowhere(rows: list[Row]) -> list[Row]:
    at, _ = payloads(rows, "seal")[0]
    _, last = payloads(rows, "approval")[-1]
    new: Row = {}
    say(new, last | {"person": {"id": 4711, "name": "Extra Justerare"}})
    index = rows.index(at)
    row, said = payloads(rows, "seal")[0]
    say(row, said | {"approvals": [*said["approvals"], index + 1]})
    for row, said in payloads(rows, "file"):
        say(row, said | {"checkpoint": said["checkpoint"] + 1})
    return [*rows[:index], new, *rows[index:]]


def withdrawal_forgotten(rows: list[Row]) -> list[Row]:
    gone, said = payloads(rows, "withdrawal")[0]
    return [row for row in rows if row is not gone]


def clock_backwards(rows: list[Row]) -> None:
    at = payloads(rows, "seal")[0][1]["at"]
    row, said = payloads(rows, "seal")[0]
    earlier = dt.datetime.strptime(at, "%Y-%m-%dT%H:%M:%S.%fZ") - dt.timedelta(hours=1)
    say(row, said | {"at": earlier.strftime("%Y-%m-%dT%H:%M:%S.%fZ")})


def sent_back_after_the_seal(rows: list[Row]) -> list[Row]:
    _, said = payloads(rows, "sent_back")[0]
    _, seal = payloads(rows, "seal")[0]
    new: Row = {}
    say(new, said | {"at": rows and payloads(rows, "file")[0][1]["at"], "revision": seal["revision"]})
    return [*rows, new]


def sealed_twice(rows: list[Row]) -> list[Row]:
    _, said = payloads(rows, "seal")[0]
    new: Row = {}
    say(new, said | {"at": payloads(rows, "file")[0][1]["at"]})
    return [*rows, new]


REBUILT: dict[str, Callable[[list[Row]], Any]] = {
    "another opening": of_kind("opened", 0, kind="begun"),
    "another version of an entry": of_kind("seal", 0, v=2),
    "another person": other_person,
    "one person for two": one_person_for_both,
    "a namesake for another": same_name_on_both,
    "another sentence": of_kind("approval", -1, sentence="Jag har inte läst texten."),
    "another role": of_kind("approval", -1, role="chair"),
    "approval of another text": of_kind("approval", -1, revision={"number": 2, "sha256": "0" * 64}),
    "approval of an earlier revision": of_kind("approval", -1, revision={"number": 1, "sha256": "0" * 64}),
    "approval in another meeting": of_kind("approval", -1, meeting={"id": 4711}),
    "approval removed": approval_removed,
    "approval added": approval_from_nowhere,
    "withdrawal forgotten": withdrawal_forgotten,
    "seal that counts others": of_kind("seal", 0, approvals=[1, 2]),
    "seal without approvals": of_kind("seal", 0, approvals=[]),
    "seal of another text": of_kind("seal", 0, revision={"number": 2, "sha256": "1" * 64}),
    "sealed twice": sealed_twice,
    "sent back after the seal": sent_back_after_the_seal,
    "file with another digest": of_kind("file", 0, sha256="0" * 64),
    "file with another size": of_kind("file", 0, size=1),
    "file for a correction that is not there": of_kind("file", 0, correction=1),
    "checkpoint of the file missing": of_kind("file", 0, checkpoint=1),
    "revision with another size": of_kind("revision", -1, size=1),
    "revision of another day": of_kind(
        "revision", -1, meeting={"id": 1, "body": "X", "date": "2020-01-01", "number": ""}
    ),
    "clock backwards": clock_backwards,
    "time that is none": of_kind("seal", 0, at="i går"),
    "time with a day too many": of_kind("seal", 0, at="2024-02-31T10:00:00.000000Z"),
}
for _name, _rows in REBUILT.items():
    FORGERIES[f"{_name}, chain rebuilt"] = lambda material, change=_rows: zipped(  # type: ignore[misc]
        rebuilt(material.files, change, SERVER_KEY)
    )


# The checkpoints.


def heads(material: Material, change: Callable[[Row], Any]) -> bytes:
    rows = rows_of(material.files, "checkpoints.jsonl")
    change(rows[-1])
    return zipped(material.files | {"checkpoints.jsonl": lines(rows)})


HEADS: dict[str, Callable[[Row], Any]] = {
    "signature of another text": lambda row: row.update(text=row["text"].replace("Z\n", "1Z\n")),
    "signature with a bit more": lambda row: row.update(
        signature=("B" if row["signature"].startswith("A") else "A") + row["signature"][1:]
    ),
    "signature that is none": lambda row: row.update(signature=""),
    "key that the ledger does not know": lambda row: row.update(public_key="0" * 64),
    "checkpoint with a field more": lambda row: row.update(number=1),
    "checkpoint without its last line feed": lambda row: row.update(text=row["text"][:-1]),
}
for _name, _head in HEADS.items():
    FORGERIES[_name] = partial(heads, change=_head)


@forgery
def checkpoint_from_the_future(material: Material) -> bytes:
    return zipped(signed(material.files, SERVER_KEY, dt.datetime(2999, 1, 1, tzinfo=dt.UTC)))


@forgery
def checkpoint_older_than_its_entry(material: Material) -> bytes:
    return zipped(signed(material.files, SERVER_KEY, dt.datetime(2001, 1, 1, tzinfo=dt.UTC)))


@forgery
def checkpoints_signed_with_another_key(material: Material) -> bytes:
    return zipped(signed(material.files, OWN_KEY))


@forgery
def checkpoint_beyond_the_ledger(material: Material) -> bytes:
    rows = rows_of(material.files, "ledger.jsonl")[:-1]
    return zipped(material.files | {"ledger.jsonl": lines(rows)})


# Another text, and everything after it made to match.


def decided_otherwise(protocol: Payload) -> None:
    protocol["meeting"]["items"][0]["decisions"][0]["text"] = "Gruppen avslår cykelplanen."


def approver_otherwise(protocol: Payload) -> None:
    protocol["meeting"]["approvers"][0]["name"] = "Någon Annan"


def rules_otherwise(protocol: Payload) -> None:
    protocol["rules"]["approvers_required"] = 3


def without_justerare(protocol: Payload) -> None:
    protocol["meeting"]["approvers"] = []


def another_day(protocol: Payload) -> None:
    protocol["meeting"]["date"] = "2024-05-04"


def another_body(protocol: Payload) -> None:
    protocol["body"]["name"] = "Annangruppen"


def a_chair_who_must_approve(protocol: Payload) -> None:
    protocol["rules"]["chair_approves"] = True


RETOLD = [
    approver_otherwise,
    rules_otherwise,
    without_justerare,
    another_day,
    another_body,
    a_chair_who_must_approve,
]
for _retold in RETOLD:
    FORGERIES[f"{_retold.__name__}, chain rebuilt"] = lambda material, change=_retold: zipped(  # type: ignore[misc]
        retold(material.files, change, SERVER_KEY)
    )


@forgery
def another_decision_and_the_old_digest(material: Material) -> bytes:
    files = material.files
    protocol = json.loads(files["canonical.json"])
    decided_otherwise(protocol)
    return zipped(files | {"canonical.json": rfc8785.dumps(protocol)})


@forgery
def another_decision_with_the_old_chain(material: Material) -> bytes:
    files = material.files
    protocol = json.loads(files["canonical.json"])
    decided_otherwise(protocol)
    content = rfc8785.dumps(protocol)
    return zipped(
        manifest(files | {"canonical.json": content}, revision={"number": 2, "sha256": sha256(content)})
    )


# Something true from somewhere else.


def borrowed(name: str, source: str) -> Forgery:
    def make(material: Material) -> bytes:
        other = verify.unpack(getattr(material, source))
        return zipped(material.files | {name: other[name]})

    return make


for _source in ["same_body", "other_body"]:
    for _name in ["canonical.json", "approvals.jsonl", "ledger.jsonl", "protocol.pdf"]:
        FORGERIES[f"{_name} from {_source}"] = borrowed(_name, _source)


@forgery
def everything_but_the_ledger_from_another_meeting(material: Material) -> bytes:
    other = verify.unpack(material.same_body)
    return zipped(other | {"ledger.jsonl": material.files["ledger.jsonl"]})


@forgery
def payloads_of_another_meeting_shown(material: Material) -> bytes:
    """Show a true entry of another meeting of the same book among this one's."""
    rows = rows_of(material.files, "ledger.jsonl")
    for row in rows_of(verify.unpack(material.same_body), "ledger.jsonl"):
        if "payload" in row:
            rows[row["number"] - 1]["payload"] = row["payload"]
    return zipped(listed_approvals(material.files | {"ledger.jsonl": lines(rows)}))


def masked(material: Material) -> bytes:
    """Pass a copy in which a text is blacked out for the original."""
    files = material.files
    return zipped(files | {"canonical.json": files["canonical.json"].replace(b"svarat", b"xxxxxx", 1)})


FORGERIES["masked copy for the original"] = masked


# What holds together, and can only be told by something outside the bundle. Each names the signing key.


def total(key: Any) -> Forgery:
    return lambda material: zipped(retold(material.files, decided_otherwise, key))


CONSISTENT: dict[str, Forgery] = {
    "all rebuilt with the forger's key": total(OWN_KEY),
    "all rebuilt with the server's key": total(SERVER_KEY),
    "another book, rebuilt with the server's key": lambda material: zipped(
        rebuilt(material.files, of_kind("opened", 0, book="0" * 32), SERVER_KEY)
    ),
}


def everything(material: Material) -> Iterator[tuple[str, bytes]]:
    for name, make in (FORGERIES | CONSISTENT).items():
        yield name, make(material)


__all__ = ["CONSISTENT", "FORGERIES", "Material", "chained", "everything"]
