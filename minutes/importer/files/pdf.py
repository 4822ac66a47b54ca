"""A PDF as lines of words, through PDFium; pages that are pictures go through Tesseract where it is there."""

import ctypes
import subprocess
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import suppress

import pypdfium2
from pypdfium2 import raw

from minutes.importer.files.document import TOO_MUCH_TEXT, Document, Limits, Refused
from minutes.importer.files.layout import lay_out
from minutes.importer.files.ocr import INTERPRETED, NOTHING, recognise
from minutes.importer.files.package import PASSWORD
from minutes.importer.files.page import Page, Word, to_lines

_DAMAGED = "är skadad eller ofullständig; öppna den och skriv ut den till en ny PDF."
_EMPTY = "innehåller inga sidor med text; kontrollera att det är rätt fil."
_TOO_MANY = "har {} inskannade sidor, och högst {} läses åt gången; dela dokumentet."
_NO_TIME = "tog för lång tid att tolka; skanna det på nytt med lägre upplösning, eller klistra in texten."
_NOT_READ = (
    "Tiden räckte inte till alla inskannade sidor. Dessa är lästa: {}. Dessa är inte med: {}. "
    "Läs in dem för sig, eller klistra in deras text."
)
_FIRST = 3  # pictures that may take long
_FEW = 100  # characters: a page with fewer may be a picture with a stamp on it
_COVERS = 0.5  # of the page
_DPI, _MOST_PIXELS = 250, 12_000_000
_HYPHENS = {0x02, 0xFFFE}  # PDFium's signs for a hyphen at the end of a line
_GAP = 0.2  # of the letters' height
_BOLD = 600


def read(data: bytes, limits: Limits, tesseract: str) -> Document:
    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise Refused(PASSWORD if "password" in str(error).lower() else _DAMAGED) from error
    pages: list[Page] = []
    pictures: list[int] = []
    left = limits.characters
    for number in range(count):
        page, is_picture = _read_page(document, number, left)
        left -= sum(len(word.text) for line in page for word in line.words)
        pages.append(page)
        if is_picture:
            pictures.append(number)
    left_out = _recognise_pages(document, pages, pictures, limits, tesseract) if tesseract else []
    text, notes = lay_out(pages)
    if not pictures and not text:
        raise Refused(_EMPTY)
    if left_out and not text:
        raise Refused(_NO_TIME)
    if left_out:
        done = [number for number in pictures if number not in left_out]
        notes = [_NOT_READ.format(_numbers(done) or "ingen", _numbers(left_out)), *notes]
    return _document(text, notes, pictures, bool(tesseract))


def _document(text: str, notes: list[str], pictures: list[int], recognised: bool) -> Document:
    if not pictures:
        return Document(text, "pdf", tuple(notes))
    if recognised and not text:
        raise Refused(NOTHING)
    unread = f"Dessa sidor är bilder och är inte med: {_numbers(pictures[:20])}."
    return Document(text, "scan", (INTERPRETED if recognised else unread, *notes))


def _numbers(pages: list[int]) -> str:
    return ", ".join(str(number + 1) for number in pages)


def _read_page(document: pypdfium2.PdfDocument, number: int, most: int) -> tuple[Page, bool]:
    """Return the lines of a page, and whether it is a picture of text."""
    try:
        page = document[number]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return [], False
    if text_page.count_chars() > most:
        raise Refused(TOO_MUCH_TEXT)
    words = list(_words(text_page.raw, _upright(page)))
    text_page.close()
    few = sum(len(word.text) for word in words) < _FEW
    is_picture = few and (_is_covered(page) if words else raw.FPDFPage_CountObjects(page.raw) > 0)
    page.close()
    return to_lines(words), is_picture


def _is_covered(page: pypdfium2.PdfPage) -> bool:
    width, height = page.get_size()
    for picture in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > _COVERS * width * height:
            return True
    return False


def _upright(page: pypdfium2.PdfPage) -> Callable[[float, float], tuple[float, float]]:
    """Return how a place in the file becomes one on the page as it is shown, with y downwards."""
    width, height = page.get_size()
    turned = page.get_rotation()
    if turned == 90:
        return lambda x, y: (y, x)
    if turned == 180:
        return lambda x, y: (width - x, y)
    if turned == 270:
        return lambda x, y: (width - y, height - x)
    return lambda x, y: (x, height - y)


def _words(text_page: object, place: Callable[[float, float], tuple[float, float]]) -> Iterator[Word]:
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    letters: list[str] = []
    left = right = base = size = 0.0
    bold = False
    for at in range(raw.FPDFText_CountChars(text_page)):
        letter = _letter(raw.FPDFText_GetUnicode(text_page, at))
        if not letter:
            if letters:
                yield Word(left, right, base, size, _joined(letters), bold)
            letters = []
            continue
        raw.FPDFText_GetLooseCharBox(text_page, at, box)
        raw.FPDFText_GetCharOrigin(text_page, at, x, y)
        (start, top), (end, bottom) = sorted((place(box.left, box.top), place(box.right, box.bottom)))
        baseline = place(x.value, y.value)[1]
        apart = abs(baseline - base) > 0.3 * size or start - right > _GAP * size or start < left - 0.1 * size
        if letters and apart:
            yield Word(left, right, base, size, _joined(letters), bold)
            letters = []
        if not letters:
            left, base, size = start, baseline, max(abs(bottom - top), 1.0)
            bold = raw.FPDFText_GetFontWeight(text_page, at) >= _BOLD
        letters.append(letter)
        right = end
    if letters:
        yield Word(left, right, base, size, _joined(letters), bold)


def _letter(code: int) -> str:
    if code in _HYPHENS:
        return "-"
    letter = chr(code) if code < 0x110000 else ""
    return "" if letter.isspace() or unicodedata.category(letter or " ") in {"Cc", "Cf"} else letter


def _joined(letters: list[str]) -> str:
    """PDFium gives characters beyond the first plane as two halves."""
    return "".join(letters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _recognise_pages(
    document: pypdfium2.PdfDocument, pages: list[Page], pictures: list[int], limits: Limits, tesseract: str
) -> list[int]:
    """Read the pages that are pictures; return those for which there was no time."""
    if len(pictures) > limits.ocr_pages:
        raise Refused(_TOO_MANY.format(len(pictures), limits.ocr_pages))
    left_out: list[int] = []
    end = time.monotonic() + limits.ocr_seconds
    for done, number in enumerate(pictures):
        most = limits.page_seconds if done < _FIRST else limits.page_seconds / 3
        seconds = min(most, end - time.monotonic())
        if seconds <= 0:
            return left_out + pictures[done:]
        left_out.append(number)
        sys.stderr.write(
            f"{done} {len(pictures)}\n"
        )  # for who waits; the parent reads no more of it than this
        sys.stderr.flush()
        with suppress(subprocess.TimeoutExpired):
            pages[number] = recognise(_picture(document, number), tesseract, seconds)
            left_out.pop()
    return left_out


def _picture(document: pypdfium2.PdfDocument, number: int) -> bytes:
    """Return the page as a grey picture."""
    page = document[number]
    width, height = page.get_size()
    scale = min(_DPI / 72, (_MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bytes(bitmap.buffer)
    if bitmap.stride != bitmap.width:
        starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        rows = b"".join(rows[start : start + bitmap.width] for start in starts)
    head = b"P5 %d %d 255\n" % (bitmap.width, bitmap.height)
    bitmap.close()
    page.close()
    return head + rows
