"""What a file is, from its first bytes; the name is only a claim."""

import re

TEXT, OFFICE, PDF, IMAGE = "text", "office", "pdf", "image"
HEAD = 8192  # bytes that are looked at

_READ = [
    (OFFICE, rb"PK(?:\x03\x04|\x05\x06)"),
    (PDF, rb"(?s:.{0,1024}?)%PDF-"),
    # Only what Tesseract itself knows by the same marks: it takes unknown input as a list of files to open.
    (IMAGE, rb"\x89PNG\r\n\x1a\n|\xff\xd8\xff|II\*\x00|MM\x00\*"),
]
_TO_WORD = "öppna den i sitt program och spara som .docx eller PDF"
_REFUSED = [
    (
        rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "är en äldre Word- eller Office-fil (.doc) eller skyddad med lösenord och läses inte; "
        "öppna den i Word, ta bort lösenordet och spara som .docx eller PDF.",
    ),
    (rb"\s*\{\\rtf", f"är en RTF-fil, som inte läses; {_TO_WORD}."),
    (
        rb"MZ[\x00-\x08\x80-\xff]|\x7fELF|\xca\xfe\xba\xbe|\xcf\xfa\xed\xfe|#!",
        "är ett program och inte ett dokument; ladda upp protokollet som .docx, .odt, PDF eller text.",
    ),
    (
        rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]1AY|\xfd7zXZ\x00",
        "är ett packat arkiv, som inte läses; packa upp det och ladda upp dokumenten ett och ett.",
    ),
    (
        rb"GIF8|BM.{4}\x00\x00|RIFF.{4}WEBP|.{4}ftyp",
        "är en bild i ett format som inte läses; spara den som PNG, JPEG eller PDF.",
    ),
    (
        rb"(?i:(?:\xef\xbb\xbf)?\s*(?:<!doctype html|<html|<\?xml))",
        f"är en webbsida eller XML-fil, som inte läses; {_TO_WORD}, eller klistra in texten.",
    ),
]
BINARY = "innehåller inte text som går att tolka; spara dokumentet som .docx, .odt, PDF eller text."
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def sniff(head: bytes) -> str:
    """Return how the file is to be read, or the reason why not (a sentence, which ends with a full stop)."""
    for kind, mark in _READ:
        if re.match(mark, head):
            return kind
    if is_utf16(head):
        return TEXT
    for mark, reason in _REFUSED:
        if re.match(mark, head, re.DOTALL):
            return reason
    return BINARY if len(_CONTROL.findall(head)) > 0.1 * len(head) else TEXT


def is_utf16(head: bytes) -> str:
    """Return the codec of UTF-16 or UTF-32, by its mark or by where the zero bytes stand; "" for neither."""
    if head.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return "utf-32"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0::2], head[1::2]
    many, few = 0.4 * len(odd), 0.1 * len(odd)
    if len(odd) >= 2 and odd.count(0) > many and even.count(0) <= few:
        return "utf-16-le"
    if len(odd) >= 2 and even.count(0) > many and odd.count(0) <= few:
        return "utf-16-be"
    return ""
