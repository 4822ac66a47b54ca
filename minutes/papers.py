"""Supporting documents: taken in by their content, stored under its digest, handed out as downloads."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from lzma import LZMAError
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from minutes.approval import Refused, lock
from minutes.importer.files.document import display_name
from minutes.importer.files.sniff import HEAD, TEXT, sniff
from minutes.models import AgendaItem, AgendaProposal, Attachment, Meeting, ProposalPaper, next_place
from minutes.paper_text import read_later
from participants.access import MemberRequest

LARGEST = 20_000_000  # bytes of a file
MOST = 10  # files of a proposal
ALLOWED = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods), PNG, JPEG och text"
)
FOLDER = "underlag"
LONGEST_TITLE = 300
LOCKED = (
    "Mötet väntar på justering eller är justerat, och underlagen ligger fast. Filen är inte sparad. "
    "Ska den med måste protokollet först bli ett utkast igen."
)
logger = logging.getLogger(__name__)


class PaperType(models.TextChoices):
    """What a supporting document may be, and what people call it."""

    PDF = "application/pdf", "PDF"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"
    PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation", "PowerPoint"
    ODT = "application/vnd.oasis.opendocument.text", "OpenDocument-text"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument-kalkyl"
    PNG = "image/png", "PNG-bild"
    JPEG = "image/jpeg", "JPEG-bild"
    TEXT = "text/plain", "text"
    MARKDOWN = "text/markdown", "Markdown"


# How a name may end; the first of a type is the one that a download gets.
ENDINGS = {
    ".pdf": PaperType.PDF,
    ".docx": PaperType.DOCX,
    ".xlsx": PaperType.XLSX,
    ".pptx": PaperType.PPTX,
    ".odt": PaperType.ODT,
    ".ods": PaperType.ODS,
    ".png": PaperType.PNG,
    ".jpg": PaperType.JPEG,
    ".jpeg": PaperType.JPEG,
    ".txt": PaperType.TEXT,
    ".md": PaperType.MARKDOWN,
}
_BEGINNINGS = {b"%PDF-": PaperType.PDF, b"\x89PNG\r\n\x1a\n": PaperType.PNG, b"\xff\xd8\xff": PaperType.JPEG}
_OFFICE = {
    b"wordprocessingml.document.main+xml": PaperType.DOCX,
    b"spreadsheetml.sheet.main+xml": PaperType.XLSX,
    b"presentationml.presentation.main+xml": PaperType.PPTX,
}
_PACKAGE, _MEMBER = b"PK\x03\x04", b"PK\x01\x02"
_MOST_MEMBERS, _MOST_READ = 10_000, 1_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, ValueError, RuntimeError, OSError, KeyError)
_UNSAFE = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True)
class Paper:
    """A file that has been looked at and may be stored."""

    file: UploadedFile
    title: str
    media_type: PaperType


def look_at(upload: UploadedFile, title: str = "") -> Paper:
    """Say what a file is, by its content; refuse what is no supporting document. The browser is not asked."""
    name = display_name(upload.name or "")
    size = upload.size or 0
    if not size:
        raise Refused(f"{name} är tom. Spara filen på nytt i sitt program och välj den igen.")
    if size > LARGEST:
        raise Refused(
            f"{name} är {-(-size // 1_000_000)} MB. En fil får vara högst {LARGEST // 1_000_000} MB. "
            "Gör bilderna mindre eller dela dokumentet."
        )
    ending = PurePath(name).suffix
    claimed = ENDINGS.get(ending.lower())
    if claimed is None:
        raise Refused(f"{name} kan inte vara underlag. Det går med {ALLOWED}. Spara om filen som PDF.")
    found = _type_of(_content(upload))
    if found != (PaperType.TEXT if claimed == PaperType.MARKDOWN else claimed):
        inside = f"innehållet är {found.label}" if found else "innehållet är något annat eller skadat"
        bare = " utan makron och lösenord" if claimed in _OFFICE.values() else ""
        raise Refused(
            f"{name} slutar på {ending}, men {inside}. Öppna filen i sitt program, spara den på nytt{bare} "
            "och välj den igen."
        )
    given = one_line(title) or name.removesuffix(ending)
    return Paper(upload, given[:LONGEST_TITLE], claimed)


def _content(upload: UploadedFile) -> bytes:
    upload.seek(0)
    content: bytes = upload.read(LARGEST + 1)
    return content


def _type_of(content: bytes) -> PaperType | None:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, kind in _BEGINNINGS.items():
        if head.startswith(mark):
            return kind
    if content.startswith(_PACKAGE):
        return _type_in(content)
    return PaperType.TEXT if sniff(content[:HEAD]) == TEXT else None


def _type_in(content: bytes) -> PaperType | None:
    """Return what a zip container holds, by what it says of itself; one with macros is none of ours."""
    if content.count(_MEMBER) > _MOST_MEMBERS:  # before the list of members is built
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = set(package.namelist())
            if "mimetype" in names:
                with package.open("mimetype") as member:
                    kind = member.read(100).decode("ascii").strip()
                return PaperType(kind) if kind in (PaperType.ODT, PaperType.ODS) else None
            with package.open("[Content_Types].xml") as member:
                types = member.read(_MOST_READ)
    except _BROKEN:
        return None
    if any(name.endswith("vbaProject.bin") for name in names):
        return None
    return next((kind for mark, kind in _OFFICE.items() if mark in types), None)


def stored(paper: Paper) -> dict[str, Any]:
    """Put the file where its digest says, once however often it is sent; return the columns of its row."""
    content = _content(paper.file)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{FOLDER}/{digest[:2]}/{digest}"
    if _held(name) != digest:  # new, or cut short when it was written
        name = default_storage.save(name, ContentFile(content))
    return {
        "title": paper.title,
        "file": name,
        "sha256": digest,
        "size": len(content),
        "media_type": paper.media_type.value,
    }


def _held(name: str) -> str:
    """Return the digest of what is stored under the name; "" for nothing."""
    try:
        with default_storage.open(name) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


@transaction.atomic
def add_paper(meeting: Meeting, item: AgendaItem | None, upload: UploadedFile, title: str = "") -> Attachment:
    """Add a file to a meeting, or to an item of it; the same file sent twice to one place is there once."""
    paper = look_at(upload, title)
    if lock(meeting).is_locked:
        raise Refused(LOCKED)
    if item is not None and not meeting.items.filter(pk=item.pk).exists():
        raise Refused("Ärendet finns inte längre i mötet. Filen är inte sparad. Läs in sidan på nytt.")
    columns = stored(paper)
    rows = meeting.attachments.filter(item=item)
    read_later()
    same = rows.filter(sha256=columns["sha256"], title=columns["title"]).first()
    return same or rows.create(meeting=meeting, item=item, position=next_place(rows), **columns)


@require_safe
def attachment_file(request: MemberRequest, pk: int) -> HttpResponse:
    rows = Attachment.objects.visible_to(request.user).exclude(file="")
    return paper_answer(get_object_or_404(rows, pk=pk))


@require_safe
def proposal_paper(request: MemberRequest, pk: int, paper: int) -> HttpResponse:
    proposals = AgendaProposal.objects.visible_to(request.user).filter(pk=pk)
    return paper_answer(get_object_or_404(ProposalPaper, proposal__in=proposals, pk=paper))


def paper_answer(row: Attachment | ProposalPaper) -> HttpResponse:
    """Hand a file out to be saved, never for the browser itself to open, if it still is what was stored."""
    try:
        with row.file.open() as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != row.sha256:
        logger.error("The file %s of %s %s is missing or damaged.", row.file.name, row._meta.label, row.pk)
        raise Http404
    known = row.media_type in PaperType.values
    return HttpResponse(
        content,
        content_type=row.media_type if known else "application/octet-stream",
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": content_disposition_header(True, download_name(row)) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def download_name(row: Attachment | ProposalPaper) -> str:
    """Return the paper's title as a file name that ends as its content demands."""
    name = _UNSAFE.sub("_", one_line(row.title)).strip(" .")[:150] or "underlag"
    ending = next((end for end, kind in ENDINGS.items() if kind == row.media_type), ".bin")
    own = ENDINGS.get(PurePath(name).suffix.lower())
    return name if own is not None and own == row.media_type else f"{name}{ending}"


def one_line(text: str) -> str:
    """Return the text on one line, without what could hide or turn the letters around it."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    return " ".join("".join(c for c in line if unicodedata.category(c)[0] != "C").split())
