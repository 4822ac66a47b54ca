"""A PDF of made-up minutes, as many pages as wanted, written by PDFium itself."""

import ctypes
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from tests.made_minutes import make_minutes

WIDTH, HEIGHT = 595, 842  # A4 in points
MARGIN, SIZE, LEADING = 60, 10, 14
LINES = (HEIGHT - 2 * MARGIN) // LEADING


def write_pdf(path: Path, pages: int) -> None:
    """Write full pages of text: one long protocol."""
    _, text = make_minutes(1, items=6 * pages)
    lines = text.split("\n")
    assert len(lines) >= LINES * pages
    document = pypdfium2.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document.raw, b"Helvetica")
    for number in range(pages):
        page = document.new_page(WIDTH, HEIGHT)
        for at, line in enumerate(lines[number * LINES : (number + 1) * LINES]):
            _write_line(document, page, font, line, HEIGHT - MARGIN - at * LEADING)
        page.gen_content()
        page.close()
    raw.FPDFFont_Close(font)
    document.save(path)
    document.close()


def _write_line(
    document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage, font: object, line: str, height: float
) -> None:
    if not line:
        return
    text = raw.FPDFPageObj_CreateTextObj(document.raw, font, SIZE)
    letters = (line + "\0").encode("utf-16-le")
    buffer = ctypes.cast(ctypes.create_string_buffer(letters), ctypes.POINTER(ctypes.c_ushort))
    assert raw.FPDFText_SetText(text, buffer)
    raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, MARGIN, height)
    raw.FPDFPage_InsertObject(page.raw, text)
