"""The ledger: append-only, each entry bound to the one before, with signed heads that leave the machine.

Anybody can check it with the standard library alone (`minutes/evidence/verify.py`); what is hashed and signed
stands there too. The bytes that are stored are the bytes that are checked: nothing is remade.
"""

import base64
import datetime as dt
import hashlib
import uuid
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.db import connection
from django.utils import timezone

from minutes.models import Checkpoint, LedgerEntry, Meeting

VERSION = 1
FIRST_HASH = "0" * 64
CHECKPOINT_FORMAT = "protokollboken/kontrollpunkt/1"
# A clock that steps back by more than this is told in the entry.
CLOCK_SLACK = dt.timedelta(seconds=2)
_LOCK = 0x5EA1

Kind = LedgerEntry.Kind


def entry_hash(number: int, previous: str, payload_sha256: str) -> str:
    """Return SHA-256, in hex, over 0x01, the number (8 bytes, big-endian), the hash before, the payload's."""
    content = b"\x01" + number.to_bytes(8, "big") + bytes.fromhex(previous) + bytes.fromhex(payload_sha256)
    return hashlib.sha256(content).hexdigest()


def append(kind: str, facts: dict[str, Any], meeting: Meeting | None = None) -> LedgerEntry:
    """Add an entry, in the transaction that does what it tells of; one at a time, so there are no gaps.

    `facts` are strings, whole numbers, lists and objects of them: canonical JSON knows no other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An entry belongs to the transaction that it tells of.")
    _one_at_a_time()
    last = LedgerEntry.objects.order_by("-number").only("number", "entry_hash", "at").first()
    if last is None:
        last = _add(1, FIRST_HASH, Kind.OPENED, {"book": uuid.uuid4().hex}, None, _now())
    now = _now()
    if now < last.at - CLOCK_SLACK:
        facts = {**facts, "clock_behind_seconds": round((last.at - now).total_seconds())}
    return _add(last.number + 1, last.entry_hash, kind, facts, meeting, now)


def _one_at_a_time() -> None:
    """Wait for whoever adds an entry now. On SQLite the transaction, being immediate, is alone already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _now() -> dt.datetime:
    """Return the database server's time: several machines then have one clock."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: dt.datetime = cursor.fetchone()[0]
    return now


def _add(
    number: int, previous: str, kind: str, facts: dict[str, Any], meeting: Meeting | None, at: dt.datetime
) -> LedgerEntry:
    said: dict[str, Any] = {
        "v": VERSION,
        "kind": str(kind),
        "at": utc(at),
        **({"meeting": about(meeting)} if meeting else {}),
    }
    payload = rfc8785.dumps({**facts, **said})
    digest = hashlib.sha256(payload).hexdigest()
    return LedgerEntry.objects.create(
        number=number,
        kind=kind,
        meeting=meeting,
        payload=payload,
        payload_sha256=digest,
        previous_hash=previous,
        entry_hash=entry_hash(number, previous, digest),
        at=at,
    )


def about(meeting: Meeting) -> dict[str, Any]:
    """Return what an entry says of the meeting that it is about."""
    return {
        "id": meeting.pk,
        "body": meeting.body.name,
        "date": meeting.date.isoformat(),
        "number": meeting.number,
    }


def utc(at: dt.datetime) -> str:
    """Return the time as 2026-11-30T20:15:13.123456Z."""
    return at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def book_id() -> str:
    """Return the book's own name: what tells its checkpoints from another book's."""
    opened = LedgerEntry.objects.filter(number=1).values_list("payload_sha256", flat=True).first()
    return opened[:32] if opened else ""


def checkpoint() -> Checkpoint:
    """Sign the head as it now is: three lines of text and an Ed25519 signature over them.

    The key is told in the ledger the first time that it signs, so that a changed one is seen.
    """
    key = _key()
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
    if not Checkpoint.objects.filter(public_key=public).exists():
        append(Kind.KEY, {"public_key": public})
    last = LedgerEntry.objects.order_by("-number").only("number", "entry_hash")[0]
    there = Checkpoint.objects.filter(number=last).first()
    if there:
        return there
    now = _now()
    text = checkpoint_text(book_id(), last.number, last.entry_hash, now)
    signature = base64.b64encode(key.sign(text.encode())).decode("ascii")
    return Checkpoint.objects.create(number=last, text=text, signature=signature, public_key=public, at=now)


def checkpoint_text(book: str, count: int, head: str, at: dt.datetime) -> str:
    """Return the three lines that are signed, each with its line feed."""
    return f"{CHECKPOINT_FORMAT} {book}\n{count}\n{head} {utc(at)}\n"


def _key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(settings.CHECKPOINT_KEY))
