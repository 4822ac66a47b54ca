"""Words out of a picture through Tesseract, which Debian packages and which need not be there."""

import shutil
import subprocess
from contextlib import suppress

from minutes.importer.files.document import Document, Limits, Refused
from minutes.importer.files.layout import lay_out
from minutes.importer.files.page import Page, Word, to_lines

LANGUAGE = "swe"
MISSING = (
    "är inskannad, och servern saknar Tesseract med svenska; "
    "installera Debianpaketen tesseract-ocr och tesseract-ocr-swe, eller klistra in texten."
)
NOTHING = "är en bild utan läsbar text; skanna den på nytt med högre upplösning, eller klistra in texten."
INTERPRETED = "Texten är tolkad ur en bild (OCR); kontrollera namn och siffror."
_SURE = 10  # per cent: below this Tesseract has read a stain
_ONE_COLUMN = "4"  # keep a table's row on one line, where the default may read column by column


def find() -> str:
    """Return the path of a Tesseract that knows Swedish, or an empty text."""
    path = shutil.which("tesseract")
    if path:
        with suppress(OSError, subprocess.TimeoutExpired):
            listed = subprocess.run([path, "--list-langs"], capture_output=True, timeout=10, check=False)
            if LANGUAGE in listed.stdout.decode(errors="replace").split():
                return path
    return ""


def recognise(image: bytes, tesseract: str, seconds: float | None = None) -> Page:
    """Return the lines of a picture; the limits of this process hold for Tesseract too.

    Raises subprocess.TimeoutExpired after the seconds.
    """
    done = subprocess.run(
        [tesseract, "stdin", "stdout", "-l", LANGUAGE, "--psm", _ONE_COLUMN, "tsv"],
        input=image,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1"},
        check=False,
        timeout=seconds,
    )
    if done.returncode:
        raise Refused("är en bild som inte kan tolkas; spara den på nytt som PNG, högst A3 i 300 dpi.")
    return _lines(done.stdout.decode(errors="replace"))


def _lines(table: str) -> Page:
    """Return the lines that Tesseract found; a word's own box is only as high as its letters."""
    found: dict[tuple[str, ...], list[Word]] = {}
    for row in table.split("\n")[1:]:
        cells = row.split("\t", 11)
        if len(cells) == 12 and cells[0] == "5" and float(cells[10]) >= _SURE and cells[11].strip():
            left, top, width, height = map(int, cells[6:10])
            word = Word(left, left + width, top + height, height, cells[11].strip())
            found.setdefault(tuple(cells[1:5]), []).append(word)
    heights = sorted(word.size for line in found.values() for word in line)
    size = heights[len(heights) // 2] * 1.3 if heights else 0
    bases = {key: sorted(word.base for word in line)[len(line) // 2] for key, line in found.items()}
    return to_lines([w._replace(base=bases[key], size=size) for key, line in found.items() for w in line])


def read(data: bytes, limits: Limits, tesseract: str) -> Document:
    page = recognise(data, tesseract)
    if not page:
        raise Refused(NOTHING)
    text, notes = lay_out([page])
    return Document(text, "image", (INTERPRETED, *notes))
