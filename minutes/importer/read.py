"""A file becomes text. Only text is read here; Word and PDF files are not."""

import glob
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from minutes.importer.parse import parse
from minutes.importer.records import FORMAT, BadRecord, Book, ParsedMeeting, from_json, to_json

LARGEST = 5_000_000  # bytes; a long protocol is 100 kB
TEXT, BOOK = {".txt", ".md"}, {".json"}


class Unreadable(Exception):
    """The file can't be read; the message says in Swedish which, why and what to do."""


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
            files += [f for f in under if f.is_file() and f.suffix.lower() in TEXT | BOOK]
        elif path.is_file():
            files.append(path)
        elif matches := [Path(name) for name in sorted(glob.glob(str(path), recursive=True))]:
            files += find_files(matches)
        else:
            raise Unreadable(f"{path}: finns inte. Skriv sökvägen till en fil eller mapp.")
    return sorted(files, key=lambda f: f.suffix.lower() not in BOOK or f.stem != "register")


def read_file(path: Path) -> Found:
    content = _content(path)
    if path.suffix.lower() in BOOK:
        return _read_book(path, content)
    if path.suffix.lower() not in TEXT:
        raise Unreadable(f"{path.name}: filtypen läses inte. Spara som text (.txt eller .md).")
    text = decode(content)
    digest = hashlib.sha256(content).hexdigest()
    source = Source(
        kind="document", file=path.name, sha256=digest, text=text, meeting=parse(text, file=path.name)
    )
    return Found(sources=(source,))


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise Unreadable(f"{path.name}: filen är större än {LARGEST // 1_000_000} MB. Dela den.")
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(
            f"{path.name}: går inte att läsa ({error.strerror}). Kontrollera rättigheterna."
        ) from error


def decode(content: bytes) -> str:
    """Return the text of UTF-8, UTF-16 (with its mark) or Windows-1252, with LF line ends."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_book(path: Path, content: bytes) -> Found:
    try:
        values = json.loads(decode(content))
        book = from_json(Book, values, path.name)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"{path.name}: är inte JSON ({error}).") from error
    except BadRecord as error:
        raise Unreadable(str(error)) from error
    if book.format != FORMAT:
        raise Unreadable(f"{path.name}: formatet {book.format!r} är okänt. Det som läses är {FORMAT!r}.")
    sources = []
    for meeting in book.meetings:
        text = json.dumps(to_json(meeting), ensure_ascii=False, indent=1, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        sources.append(Source(kind="book", file=path.name, sha256=digest, text=text, meeting=meeting))
    return Found(sources=tuple(sources), register=book)
