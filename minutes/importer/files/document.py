"""What reading a file gives, what it may cost, and how a file is named in a message."""

import re
import unicodedata
from dataclasses import dataclass

_LONGEST_NAME = 100
_SYSTEM_NAMES = {"", ".", ".."}


class Unreadable(Exception):
    """The file can't be read; the message is one Swedish sentence: which file, why and what to do."""


class Refused(Exception):
    """The reason why a file is not read: the rest of the sentence that begins with the file's name."""


class TookLong(Refused):
    """The file took more time than it was given."""


@dataclass(frozen=True, slots=True)
class Document:
    """The text of a file; `kind` is txt, docx, odt, pdf, scan or image, as the content says."""

    text: str
    kind: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost. The wall clock stays under 25 s so that starting and ending fit in them."""

    file_bytes: int = 50_000_000
    text_bytes: int = 5_000_000  # of a plain text file, which the calling process decodes itself
    characters: int = 3_000_000  # of text out of any other file
    answer_bytes: int = 20_000_000
    seconds: float = 22
    cpu_seconds: int = 20
    ocr_seconds: float = 120  # for the pictures of a PDF: what they have no time for is left out, with a note
    page_seconds: float = 30  # for each of the first pictures, and a third of it for each of the rest
    ocr_pages: int = 40
    memory: int = 768 << 20
    open_files: int = 64
    members: int = 5_000  # of a zip container
    unpacked_bytes: int = 200_000_000
    ratio: int = 200


DEFAULT = Limits()
TOO_MUCH_TEXT = "innehåller mer text än vad ett protokoll kan ha; dela dokumentet."

# Each kind of document: what people call it, and how its files usually end.
KINDS = {
    "txt": ("en textfil", {".txt", ".md", ".markdown", ".text"}),
    "docx": ("ett Word-dokument", {".docx", ".docm", ".dotx"}),
    "odt": ("ett OpenDocument-dokument", {".odt", ".ott"}),
    "pdf": ("en PDF", {".pdf"}),
    "scan": ("en PDF", {".pdf"}),
    "image": ("en bild", {".png", ".jpg", ".jpeg", ".tif", ".tiff"}),
}
SUFFIXES = frozenset(suffix for _, suffixes in KINDS.values() for suffix in suffixes)


def display_name(file_name: str) -> str:
    """Return the last part of a file's name, without what could hide or turn the text around it."""
    last = re.split(r"[/\\]", file_name[-1000:])[-1]
    visible = "".join(c for c in unicodedata.normalize("NFC", last) if unicodedata.category(c)[0] != "C")
    name = " ".join(visible.split())
    if name in _SYSTEM_NAMES:
        return "filen utan namn"
    return name if len(name) <= _LONGEST_NAME else f"{name[:80]}…{name[-15:]}"
