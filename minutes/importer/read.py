"""Files become records: documents through their text, the interchange format as it is."""

import glob
import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path

from minutes.importer.files.document import SUFFIXES, Unreadable, display_name
from minutes.importer.files.reader import read_document
from minutes.importer.files.text import decode
from minutes.importer.interchange import book_from_wire, meeting_to_wire
from minutes.importer.parse import parse
from minutes.importer.records import FORMAT, BadRecord, Book, ParsedMeeting, Problem

LARGEST = 50_000_000  # bytes of a file in the interchange format
BOOK = {".json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One meeting's minutes as they were found: `kind` is document, or book for the interchange format."""

    kind: str
    file: str
    sha256: str
    text: str
    meeting: ParsedMeeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one file holds: minutes, and for the interchange format perhaps a register."""

    sources: tuple[Source, ...]
    register: Book | None = None


def find_files(paths: list[Path]) -> list[Path]:
    """Return the readable files among the paths and under the folders, registers first, in order of name.

    A folder named samples holds made-up minutes for tests, and is passed over unless it is asked for.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            under = (f for f in sorted(path.rglob("*")) if "samples" not in f.relative_to(path).parts)
            files += [f for f in under if f.is_file() and f.suffix.lower() in SUFFIXES | BOOK]
        elif path.is_file():
            files.append(path)
        elif matches := [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]:
            files += find_files(matches)
        else:
            raise Unreadable(f"{display_name(path.name)}: finns inte. Skriv sökvägen till en fil eller mapp.")
    return sorted(files, key=lambda f: f.suffix.lower() not in BOOK or f.stem != "register")


def read_file(path: Path) -> Found:
    """Return what the file holds; raise Unreadable if it holds nothing that can be read."""
    if path.suffix.lower() in BOOK:
        return _read_book(path, _content(path))
    document = read_document(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    name = display_name(path.name)
    meeting = parse(document.text, file=name)
    notes = tuple(Problem(code="reading", message=note) for note in document.notes)
    source = Source(
        kind="document",
        file=name,
        sha256=digest,
        text=document.text,
        meeting=replace(meeting, problems=(*notes, *meeting.problems)),
    )
    return Found(sources=(source,))


def _content(path: Path) -> bytes:
    name = display_name(path.name)
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{name}: filen är större än {LARGEST // 1_000_000} MB. Dela den.")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"{name}: går inte att läsa ({error.strerror}). Kontrollera rättigheterna."
        ) from error


def _read_book(path: Path, content: bytes) -> Found:
    name = display_name(path.name)
    try:
        book = book_from_wire(json.loads(decode(content)[0]), name)
    except (ValueError, RecursionError) as error:
        if isinstance(error, BadRecord):
            raise Unreadable(str(error)) from error
        raise Unreadable(f"{name}: är inte JSON ({error}).") from error
    if book.format != FORMAT:
        raise Unreadable(f"{name}: formatet {book.format!r} är okänt. Det som läses är {FORMAT!r}.")
    sources = []
    for meeting in book.meetings:
        text = json.dumps(meeting_to_wire(meeting), ensure_ascii=False, indent=1, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        sources.append(Source(kind="book", file=name, sha256=digest, text=text, meeting=meeting))
    return Found(sources=tuple(sources), register=book)
