"""Check all that the book stores: the chain, what hangs on it, the files, and the text that people read."""

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from minutes import guards
from minutes.evidence import book_files, book_rows, book_texts
from minutes.evidence.findings import UNSURE, WRONG, Check, Finding, note, unsure, wrong
from minutes.evidence.verify import CHECKPOINT, HEAD
from minutes.ledger import CLOCK_SLACK, FIRST_HASH, entry_hash, utc
from minutes.models import Checkpoint, LedgerEntry

Kind = LedgerEntry.Kind
CHUNK = 2000


def check_book(letter: str = "") -> Iterator[tuple[str, list[Finding]]]:
    """Yield each step's name and what it found. Nothing is written, and little is held in memory."""
    chain = Chain()
    steps: list[tuple[str, Check]] = [
        ("Skydden i databasen", check_guards),
        ("Liggaren", chain.check),
        ("Kontrollpunkterna", chain.check_checkpoints),
        ("Utgåvorna", book_rows.check_revisions),
        ("Godkännandena", book_rows.check_approvals),
        ("Förseglingarna", book_rows.check_seals),
        ("PDF:erna", book_rows.check_files),
        ("Rättelserna", book_rows.check_corrections),
        ("Underlagen", book_files.check_papers),
        ("Texten på sidorna", book_texts.check_texts),
        ("Utanför boken", lambda: chain.compare(letter)),
    ]
    for name, step in steps:
        yield name, list(step())


def exit_code(found: list[Finding]) -> int:
    results = {finding.result for finding in found}
    return 1 if WRONG in results else 2 if UNSURE in results else 0


def check_guards() -> Iterator[Finding]:
    there = guards.installed(connection)
    for (trigger, table), text in sorted(guards.wanted(connection).items()):
        if there.get((trigger, table)) != text:
            yield wrong(f"{table}: triggern {trigger} saknas eller är ändrad. Kör `manage.py migrate`.")


class Chain:
    """The ledger, read once from the beginning; the other checks look up what was found on the way."""

    def __init__(self) -> None:
        self.book = ""
        self.count = 0
        self.keys: dict[str, int] = {}
        self.hashes: dict[int, str] = {}

    def check(self) -> Iterator[Finding]:
        columns = (
            "number",
            "kind",
            "meeting_id",
            "payload",
            "payload_sha256",
            "previous_hash",
            "entry_hash",
            "at",
        )
        rows = LedgerEntry.objects.order_by("number").values_list(*columns)
        previous: tuple[str, dt.datetime | None] = (FIRST_HASH, None)
        for number, kind, meeting, payload, digest, before, own, at in rows.iterator(chunk_size=CHUNK):
            self.count += 1
            if number != self.count:
                yield wrong(f"post {self.count} saknas; nästa är {number}")
                self.count = number
            raw = bytes(payload)
            found = hashlib.sha256(raw).hexdigest()
            if found != digest:
                yield wrong(f"innehållet i post {number} är ändrat")
            if before != previous[0] or own != entry_hash(number, before, digest):
                yield wrong(f"kedjan är bruten vid post {number}")
            yield from self._said(number, kind, meeting, raw, at, previous[1])
            previous = own, at
            self.hashes[number] = own
        yield note(f"{self.count} poster")

    def _said(
        self,
        number: int,
        kind: str,
        meeting: int | None,
        raw: bytes,
        at: dt.datetime,
        before: dt.datetime | None,
    ) -> Iterator[Finding]:
        try:
            said: dict[str, Any] = json.loads(raw)
            same = (said["kind"], said["at"], said.get("meeting", {}).get("id")) == (kind, utc(at), meeting)
        except (ValueError, KeyError, TypeError, AttributeError):
            yield wrong(f"innehållet i post {number} går inte att läsa")
            return
        if not same:
            yield wrong(f"post {number} säger i databasens kolumner något annat än i sitt innehåll")
        if before and at < before - CLOCK_SLACK:
            told = "clock_behind_seconds" in said
            words = f"klockan gick bakåt vid post {number}"
            yield unsure(f"{words}; posten säger det själv") if told else wrong(words)
        if number == 1:
            self.book = hashlib.sha256(raw).hexdigest()[:32]
            if kind != Kind.OPENED:
                yield wrong("liggaren börjar inte med att boken öppnas")
        if kind == Kind.KEY:
            self.keys.setdefault(said.get("public_key", ""), number)

    def check_checkpoints(self) -> Iterator[Finding]:
        for row in Checkpoint.objects.order_by("number").iterator(chunk_size=CHUNK):
            number = row.number_id
            match = HEAD.fullmatch(row.text)
            if match is None or int(match[2]) != number or utc(row.at) != match[4]:
                yield wrong(f"kontrollpunkt {number} går inte att läsa, eller säger något annat än sin rad")
                continue
            yield from self._in_the_chain(match[1], number, match[3])
            if self.keys.get(row.public_key, number + 1) > number:
                yield wrong(f"kontrollpunkt {number} är signerad med en nyckel som liggaren inte känner")
            if not is_signed(row.text, row.signature, row.public_key):
                yield wrong(f"kontrollpunkt {number} har fel signatur")

    def _in_the_chain(self, book: str, number: int, head: str) -> Iterator[Finding]:
        if book != self.book:
            yield wrong(f"kontrollpunkt {number} är från en annan bok")
        elif number > self.count:
            yield wrong(f"kontrollpunkten säger {number} poster, liggaren har {self.count}: slutet är borta")
        elif self.hashes.get(number) != head:
            yield wrong(f"kedjan till post {number} är en annan än den kontrollpunkten säger: den är ombyggd")

    def compare(self, letter: str) -> Iterator[Finding]:
        """Compare with a head that somebody has kept outside the book: a receipt, or a PDF's footer."""
        lines = [line.strip() for line in letter.splitlines()]
        starts = [n for n, line in enumerate(lines) if line.startswith(CHECKPOINT + " ")]
        if not starts:
            missing = "filen har ingen kontrollpunkt" if letter else "om hela boken har byggts om"
            yield unsure(f"{missing}. Jämför med en kontrollpunkt ur ett kvitto: --checkpoint FIL")
            return
        for start in starts:
            text = "".join(line + "\n" for line in lines[start : start + 3])
            match = HEAD.fullmatch(text)
            if match is None:
                yield unsure("kontrollpunkten i filen går inte att läsa")
                continue
            faults = list(self._in_the_chain(match[1], int(match[2]), match[3]))
            yield from faults or [note(f"allt till och med post {match[2]} av {self.count} är bekräftat")]


def is_signed(text: str, signature: str, key: str) -> bool:
    """Return what verify.py's `has_signature` does, by way of OpenSSL: some hundred times as fast."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
            base64.b64decode(signature, validate=True), text.encode()
        )
    except (ValueError, InvalidSignature):
        return False
    return True
