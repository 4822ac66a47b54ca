"""Any file becomes text: `read_document` for a path, `read_bytes` for an upload or pasted text.

Plain text is decoded here; every other format is read by a child process (sandbox.py).
"""

import os
import stat
import tempfile
from dataclasses import replace
from pathlib import Path

from minutes.importer.files import ocr, sandbox, sniff
from minutes.importer.files.document import (
    DEFAULT,
    KINDS,
    Document,
    Limits,
    Refused,
    TookLong,
    Unreadable,
    display_name,
)
from minutes.importer.files.sandbox import Progress, no_progress
from minutes.importer.files.text import clean, decode

_EMPTY = "är tom; kontrollera att rätt fil valdes."
_TEXTLESS = "innehåller ingen text; kontrollera att rätt fil valdes."


def read_document(path: Path, *, limits: Limits = DEFAULT) -> Document:
    """Return the text of a file, whatever it calls itself, or raise Unreadable."""
    name = display_name(path.name)
    try:
        # Not to wait for somebody to write to a named pipe.
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise Unreadable(
            f"{name}: går inte att öppna ({error.strerror}); kontrollera rättigheterna."
        ) from error
    try:
        return _named(_read(file, limits), path.name)
    except Refused as reason:
        raise Unreadable(f"{name}: {reason}") from reason
    except OSError as error:
        raise Unreadable(f"{name}: går inte att läsa ({error.strerror}); försök igen.") from error
    finally:
        os.close(file)


class TakesLong(Exception):
    """The file takes longer to read than somebody should wait: pictures of text, or much of anything."""


def read_bytes(
    content: bytes,
    file_name: str,
    *,
    limits: Limits = DEFAULT,
    may_wait: bool = True,
    progress: Progress = no_progress,
) -> Document:
    """Return the text of an upload or of pasted text, or raise Unreadable.

    Raises TakesLong before anything that takes long, if it may not wait; `progress` hears of the pages of it.
    """
    try:
        with tempfile.TemporaryFile() as file:
            file.write(content[: limits.file_bytes + 1])
            file.flush()
            return _named(_read(file.fileno(), limits, progress if may_wait else _refuse_to_wait), file_name)
    except TookLong as reason:
        if not may_wait:
            raise TakesLong from reason
        raise Unreadable(f"{display_name(file_name)}: {reason}") from reason
    except Refused as reason:
        raise Unreadable(f"{display_name(file_name)}: {reason}") from reason


def _refuse_to_wait(done: int, total: int) -> None:
    raise TakesLong


def _read(file: int, limits: Limits, progress: Progress = no_progress) -> Document:
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        raise Refused("är ingen vanlig fil; välj ett dokument.")
    if not status.st_size:
        raise Refused(_EMPTY)
    if status.st_size > limits.file_bytes:
        raise Refused(f"är större än {limits.file_bytes // 1_000_000} MB; dela dokumentet.")
    kind = sniff.sniff(os.pread(file, sniff.HEAD, 0))
    if kind == sniff.TEXT:
        return _read_text(file, status.st_size, limits)
    if kind == sniff.PDF:
        return _read_pdf(file, limits, progress)
    if kind == sniff.IMAGE:
        tesseract = _tesseract()
        progress(0, 1)
        return _cleaned(sandbox.extract(file, "ocr", limits, tesseract=tesseract))
    if kind == sniff.OFFICE:
        return _cleaned(sandbox.extract(file, "office", limits))
    raise Refused(kind)


def _read_text(file: int, size: int, limits: Limits) -> Document:
    if size > limits.text_bytes:
        raise Refused(f"är text på mer än {limits.text_bytes // 1_000_000} MB; dela den.")
    text, notes = decode(os.pread(file, size, 0))
    return _cleaned(Document(text, "txt", tuple(notes)))


def _read_pdf(file: int, limits: Limits, progress: Progress) -> Document:
    document = sandbox.extract(file, "pdf", limits)
    if document.kind == "scan":
        tesseract = ocr.find()
        if tesseract:
            progress(0, 0)
            seconds = limits.ocr_seconds + limits.seconds  # the child ends the first of them itself
            document = sandbox.extract(
                file, "pdf", limits, tesseract=tesseract, seconds=seconds, progress=progress
            )
        elif not document.text.strip():
            raise Refused(ocr.MISSING)
    return _cleaned(document)


def _tesseract() -> str:
    path = ocr.find()
    if not path:
        raise Refused(ocr.MISSING)
    return path


def _cleaned(document: Document) -> Document:
    text, notes = clean(document.text)
    if not text.strip():
        raise Refused(
            _EMPTY if document.kind == "txt" else "innehåller ingen text; kontrollera att det är rätt fil."
        )
    return replace(document, text=text, notes=(*document.notes, *notes))


def _named(document: Document, file_name: str) -> Document:
    suffix = Path(display_name(file_name)).suffix.lower()
    words, suffixes = KINDS[document.kind]
    if not suffix or suffix in suffixes:
        return document
    return replace(
        document, notes=(f"Filen heter {suffix} men är {words} och lästes som det.", *document.notes)
    )
