"""The kallelse as a PDF that can be kept and be read aloud (PDF/A-3a and PDF/UA-1), made by typst.

The same text on the same day is the same bytes: the digest of what was sent can be computed again. Only
typst's own fonts are used, so that it does not depend on what a server has installed.
"""

import datetime as dt
import json
import re
import unicodedata
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst
from django.utils import formats

from minutes.notice import NoticeText

TEMPLATE = Path(__file__).parent / "typst" / "notice.typ"
STANDARDS: list[Any] = ["a-3a", "ua-1"]
REPLACED = "Tecken som inte kan visas i utskriften är ersatta med frågetecken."
# What Word's symbol fonts draw as a bullet.
BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf06e\uf0a8", "•"))
DROPPED = {"Cc", "Cf"}
UNKNOWN = {"Cn", "Co", "Cs"}
SOFT_HYPHEN, ZERO_WIDTH_SPACE = "\u00ad", "\u200b"
# Each character without a glyph costs a compilation more; past so many the rest go at once.
MOST_RETRIES = 20
_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNBROKEN = re.compile(r"\S{60,}")


def notice_pdf(text: NoticeText, dated_on: dt.date) -> bytes:
    """Return the kallelse as a PDF; what has no glyph in the fonts becomes "?", and the PDF says so."""
    given = {
        **asdict(text),
        "date": text.date.isoformat(),
        "title": text.title,
        "has_presenters": text.has_presenters,
        "dated": dated_on.isoformat(),
        "dated_in_words": formats.date_format(dated_on, "j F Y"),
    }
    data = json.dumps(_printable(given), ensure_ascii=False)
    is_replaced = any(unicodedata.category(char) in UNKNOWN for char in str(given).translate(BULLETS))
    for _ in range(MOST_RETRIES):
        try:
            return _compiled(data, is_replaced)
        except typst.TypstError as error:
            missing = _without_glyph(error)
            if not missing or missing not in data:
                break
            data, is_replaced = data.replace(missing, "?"), True
    return _compiled(re.sub(r"[^\n -~\u00a0-\u017f–—’”•…]", "?", data), True)


def _compiled(data: str, is_replaced: bool) -> bytes:
    pdf: Any = typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        format="pdf",
        pdf_standards=STANDARDS,
        ignore_system_fonts=True,
        sys_inputs={"data": data, "replaced": REPLACED if is_replaced else ""},
        timestamp=0,
    )
    return bytes(pdf)


def _without_glyph(error: typst.TypstError) -> str:
    found = _WITHOUT_GLYPH.search(error.message)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1]) if found else ""


def _printable(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _printable(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(entry) for entry in value]
    return _line(value) if isinstance(value, str) else value


def _line(text: str) -> str:
    """Return the text on one line, without what directs text instead of being text; long words may break."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(BULLETS).split())
    kept = "".join(_character(char) for char in text)
    return _UNBROKEN.sub(lambda match: ZERO_WIDTH_SPACE.join(re.findall(".{1,30}", match[0])), kept)


def _character(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in UNKNOWN:
        return "?"
    return "" if kind in DROPPED and char != SOFT_HYPHEN else char
