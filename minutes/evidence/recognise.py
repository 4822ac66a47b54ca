"""Whether a file is one that the book has sealed, by its digest; a changed PDF is known by what is attached.

Nothing is stored, and nothing is said of meetings that the asker may not see.
"""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Literal

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from minutes.models import Correction, Meeting, ProtocolFile, Revision
from participants.models import User

LARGEST = 20_000_000  # bytes of a file
# Of a PDF: as many of its streams are opened, and as much of each is read.
MOST_STREAMS, LARGEST_STREAM = 2_000, 5_000_000
MOST_READ = 50_000_000  # bytes unpacked in all
_STREAM = re.compile(rb"(?<!end)stream\r?\n")

Verdict = Literal["same", "changed", "unknown"]


class HashedUpload(FileUploadHandler):
    """Keep a file in memory alone and hash it as it comes in; one that is too large is not read on."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.digest, self.content = hashlib.sha256(), BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST:
            self.is_too_large = True
            raise StopUpload(connection_reset=False)
        self.digest.update(raw_data)
        self.content.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile | None:
        if not file_size:
            return None
        file = UploadedFile(self.content, self.file_name, self.content_type, file_size)
        file.sha256 = self.digest.hexdigest()  # type: ignore[attr-defined]
        return file


@dataclass(frozen=True)
class Answer:
    """What the page says. Without a revision the book knows nothing of the file that the asker may hear."""

    verdict: Verdict
    sha256: str
    revision: Revision | None = None
    file: ProtocolFile | None = None
    # The newest correction that holds, when the file is older than it.
    newer: Correction | None = None

    @property
    def meeting(self) -> Meeting | None:
        return self.revision.meeting if self.revision else None

    @property
    def seal_number(self) -> int | None:
        seal = getattr(self.revision, "seal", None) if self.revision else None
        return seal.entry_id if seal else None


def recognise(upload: UploadedFile, user: User) -> Answer:
    """Compare with the stored PDFs and texts; else look in a PDF for a text that the book knows."""
    sha256: str = upload.sha256  # type: ignore[attr-defined]
    readable = Meeting.objects.minutes_visible_to(user)
    files = ProtocolFile.objects.filter(revision__meeting__in=readable, revision__seal__isnull=False)
    file = (
        files.filter(sha256=sha256)
        .select_related("revision__meeting__body", "revision__seal", "correction")
        .defer("content")
        .first()
    )
    if file:
        return Answer("same", sha256, file.revision, file, _newer(file))
    revisions = (
        Revision.objects.filter(meeting__in=readable)
        .select_related("meeting__body", "seal")
        .order_by("seal", "-number")
        .defer("content")
    )
    text = revisions.filter(sha256=sha256).first()
    if text:
        return Answer("same" if hasattr(text, "seal") else "changed", sha256, text)
    upload.seek(0)
    attached = list(attached_digests(upload.read()))
    known = revisions.filter(sha256__in=attached).first() if attached else None
    return Answer("changed", sha256, known) if known else Answer("unknown", sha256)


def _newer(file: ProtocolFile) -> Correction | None:
    rows = Correction.objects.approved().filter(revision=file.revision).defer("content")
    newest = rows.order_by("-number").first()
    return newest if newest and newest != file.correction else None


def attached_digests(content: bytes) -> Iterator[str]:
    """Yield the digest of each stream in a PDF, unpacked: the attached text of the minutes is one of them.

    No PDF is interpreted, so that a hostile one can do nothing but be long.
    """
    if not content.lstrip().startswith(b"%PDF-"):
        return
    left = MOST_READ
    for count, match in enumerate(_STREAM.finditer(content)):
        if count >= MOST_STREAMS or left <= 0:
            return
        opened, spent = _inflated(content, match.end())
        left -= spent
        if opened is not None:
            yield hashlib.sha256(opened).hexdigest()
        elif not spent:  # not packed: it ends where the PDF says, after a line break or none
            end = content.find(b"endstream", match.end(), match.end() + LARGEST_STREAM)
            raw = content[match.end() : max(end, match.end())]
            left -= 3 * len(raw)
            yield from (hashlib.sha256(raw[: len(raw) - cut]).hexdigest() for cut in (0, 1, 2))


def _inflated(content: bytes, start: int) -> tuple[bytes | None, int]:
    """Return what a stream unpacks to, if it ends in time, and how much was unpacked."""
    opened = zlib.decompressobj()
    try:
        inflated = opened.decompress(memoryview(content)[start:], LARGEST_STREAM)
    except zlib.error:
        return None, 0
    return (inflated if opened.eof else None), len(inflated)
