"""The evidence of one sealed meeting as a zip: all that somebody needs to check it without the book.

The form is FORMAT.md's: the same meeting and ledger are the same bytes.
"""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import rfc8785
from django.db.models import F, Max

from minutes import ledger
from minutes.evidence.verify import BUNDLE, RESTS_ON, pack, parse
from minutes.models import Attachment, Checkpoint, Correction, LedgerEntry, Meeting, ProtocolFile, Seal
from minutes.status import Refused

Kind = LedgerEntry.Kind
HELP = {"LÄSMIG.txt": "LÄSMIG.txt", "FORMAT.md": "FORMAT.md", "verify.py": "verify.py"}
HERE = Path(__file__).parent
# What is about a correction is shown when the correction holds.
OF_CORRECTION = {Kind.CORRECTION, Kind.CORRECTION_APPROVAL, Kind.CORRECTION_SEAL}


def evidence_bundle(meeting: Meeting) -> bytes:
    """Return the zip. It shows contents of this meeting's entries alone; of all others, their digests."""
    seal = Seal.objects.filter(revision__meeting=meeting).select_related("revision__entry").first()
    if seal is None:
        raise Refused("Protokollet är inte justerat i Protokollboken, så det finns inget bevis att hämta.")
    files = {name: (HERE / source).read_bytes() for name, source in HELP.items()}
    files |= _texts(meeting, seal) | _papers(meeting) | _corrections(seal)
    entries = _entries(meeting, seal)
    files["ledger.jsonl"] = b"".join(_chain(set(entries)))
    files["approvals.jsonl"] = b"".join(_line(row) for row in _approvals(entries))
    files["checkpoints.jsonl"] = b"".join(_line(row) for row in _checkpoints(entries))
    files["manifest.json"] = rfc8785.dumps(_manifest(seal, files))
    return pack(sorted(files.items(), key=lambda file: file[0].encode()))


def bundle_name(meeting: Meeting) -> str:
    return f"bevis-{meeting.body.slug}-{meeting.date:%Y-%m-%d}.zip"


def _texts(meeting: Meeting, seal: Seal) -> dict[str, bytes]:
    files = {"canonical.json": bytes(seal.revision.content)}
    for revision in meeting.revisions.exclude(pk=seal.revision_id):
        files[f"revisions/{revision.number}.json"] = bytes(revision.content)
    sealed = ProtocolFile.objects.filter(revision=seal.revision, correction=None).first()
    if sealed is None:
        raise Refused(
            "Protokollet justerades innan boken sparade PDF:er, så ett bevispaket går inte att göra."
        )
    return files | {"protocol.pdf": bytes(sealed.content)}


def _papers(meeting: Meeting) -> dict[str, bytes]:
    files = {}
    for row in Attachment.objects.filter(meeting=meeting).exclude(sha256=""):
        try:
            with row.file.open() as file:
                files[f"attachments/{row.sha256}"] = file.read()
        except FileNotFoundError:
            raise Refused(
                f"Filen till underlaget ”{row.title}” saknas. Kör `manage.py verify_book`, och läs tillbaka "
                "filen ur en säkerhetskopia."
            ) from None
    return files


def _corrections(seal: Seal) -> dict[str, bytes]:
    files = {}
    for row in Correction.objects.approved().filter(revision=seal.revision).select_related("file"):
        files[f"corrections/{row.number}.json"] = bytes(row.content)
    for file in ProtocolFile.objects.filter(revision=seal.revision, correction__isnull=False):
        assert file.correction is not None
        files[f"corrections/{file.correction.number}.pdf"] = bytes(file.content)
    return files


def _entries(meeting: Meeting, seal: Seal) -> dict[int, dict[str, Any]]:
    """Return what may be shown, by number: the book's own, and what the verdict on this meeting rests on."""
    own = LedgerEntry.objects.filter(meeting=meeting, kind__in=RESTS_ON)
    books = LedgerEntry.objects.filter(meeting=None, kind__in=[Kind.OPENED, Kind.KEY])
    approved = set(
        Correction.objects.approved().filter(revision=seal.revision).values_list("number", flat=True)
    )
    found = {}
    for entry in sorted([*own, *books], key=lambda entry: entry.number):
        said = parse(bytes(entry.payload), f"post {entry.number}")
        if entry.kind not in OF_CORRECTION or said["correction"]["number"] in approved:
            found[entry.number] = said
    return found


def _chain(shown: set[int]) -> Iterator[bytes]:
    rows = LedgerEntry.objects.order_by("number").annotate(previous=F("previous_hash"), hash=F("entry_hash"))
    payloads = dict(LedgerEntry.objects.filter(number__in=shown).values_list("number", "payload"))
    for row in rows.values("number", "payload_sha256", "previous", "hash").iterator(chunk_size=5000):
        if row["number"] in shown:
            row["payload"] = bytes(payloads[row["number"]]).decode()
        yield _line(row)


def _approvals(entries: dict[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Return the approvals as the ledger tells them, each with its number and what took it back."""
    withdrawn = {
        said["approval"]: number for number, said in entries.items() if said["kind"] == Kind.WITHDRAWAL
    }
    for number, said in entries.items():
        if said["kind"] == Kind.APPROVAL:
            kept = {key: value for key, value in said.items() if key not in {"v", "kind", "meeting"}}
            yield {**kept, "entry": number, "withdrawn": withdrawn.get(number)}


def _checkpoints(entries: dict[int, dict[str, Any]]) -> Iterable[Any]:
    """Return the heads that the stored files name, and the newest one."""
    named = {said["checkpoint"] for said in entries.values() if said["kind"] == Kind.FILE}
    newest = Checkpoint.objects.aggregate(newest=Max("number"))["newest"]
    rows = Checkpoint.objects.filter(number__in={*named, newest}).order_by("number")
    return rows.values("text", "signature", "public_key")


def _manifest(seal: Seal, files: dict[str, bytes]) -> dict[str, Any]:
    revision = seal.revision
    return {
        "format": BUNDLE,
        "book": ledger.book_id(),
        # As the ledger says: the group may have another name today.
        "meeting": parse(bytes(revision.entry.payload), "utgåvans post")["meeting"],
        "revision": {"number": revision.number, "sha256": revision.sha256},
        "seal": seal.entry_id,
        "files": {
            name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
            for name, content in files.items()
        },
    }


def _line(row: dict[str, Any]) -> bytes:
    return rfc8785.dumps(row) + b"\n"
