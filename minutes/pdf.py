"""Documents as PDF that can be kept and be read aloud (PDF/A-3a and PDF/UA-1), made by typst.

The same words are the same bytes: a digest of what was sent or sealed can be computed again. Only typst's own
fonts are used, so that it does not depend on what a server has installed. Words go in as data, never as
typst source.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

TEMPLATES = Path(__file__).parent / "typst"
STANDARDS: list[Any] = ["a-3a", "ua-1"]
REPLACED = "Tecken som inte kan visas i utskriften är ersatta med frågetecken."
# What Word's symbol fonts draw as a bullet.
BULLETS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf06e\uf0a8", "•"))
DROPPED = {"Cc", "Cf"}
UNKNOWN = {"Cn", "Co", "Cs"}
SOFT_HYPHEN, ZERO_WIDTH_SPACE = "\u00ad", "\u200b"
# Each character that may lack a glyph costs a small compilation, each that only lacks one together with
# another a whole one; past so many the rest go at once.
MOST_PROBES, MOST_RETRIES = 60, 20
_PROBE = (
    b'#set document(title: "x")\n#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))\n#sys.inputs.text'
)
_SURE = re.compile(r"[\n -~\u00a0-\u017f–—‘’“”•…]")
_WITHOUT_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_UNBROKEN = re.compile(r"\S{40,}")
# Pasted text may hold nothing but no-break spaces, and must break; our own words hold together by HELD.
HELD, NO_BREAK_SPACE = "\u202f", "\u00a0"
_BLANKS = re.compile(rf"[^\S{HELD}]+")
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


class Verbatim(str):
    """A line that a reader copies, such as a digest: no place to break is put into it."""


def make_pdf(template: str, given: Mapping[str, Any], **inputs: str) -> bytes:
    """Return what a template makes of the words; what has no glyph becomes "?", and the PDF says so.

    `inputs` reach the template exactly as they are, for what it attaches and does not show.
    """
    raw = json.dumps(given, ensure_ascii=False).translate(BULLETS)
    is_replaced = any(unicodedata.category(char) in UNKNOWN for char in raw)
    data = json.dumps(_printable(given), ensure_ascii=False)
    odd = sorted({char for char in data if not _SURE.match(char) and char != ZERO_WIDTH_SPACE})
    for count, char in enumerate(odd):
        if count >= MOST_PROBES or not _has_glyph(char):
            data, is_replaced = data.replace(char, "?"), True
    for _ in range(MOST_RETRIES):
        try:
            return _compiled(template, data, is_replaced, inputs)
        except typst.TypstError as error:
            missing = _without_glyph(error)
            if not missing or missing not in data:
                break
            data, is_replaced = data.replace(missing, "?"), True
    sure = "".join(char if _SURE.match(char) or char == ZERO_WIDTH_SPACE else "?" for char in data)
    return _compiled(template, sure, True, inputs)


def _compiled(template: str, data: str, is_replaced: bool, inputs: Mapping[str, str]) -> bytes:
    pdf: Any = typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        format="pdf",
        pdf_standards=STANDARDS,
        ignore_system_fonts=True,
        sys_inputs={"data": data, "replaced": REPLACED if is_replaced else "", **inputs},
        timestamp=0,
    )
    return bytes(pdf)


@lru_cache(maxsize=4096)
def _has_glyph(char: str) -> bool:
    text = f"a{char}" if unicodedata.category(char).startswith("M") else char
    try:
        typst.compile(
            _PROBE,
            format="pdf",
            pdf_standards=STANDARDS,
            ignore_system_fonts=True,
            sys_inputs={"text": text},
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True


def _without_glyph(error: typst.TypstError) -> str:
    found = _WITHOUT_GLYPH.search(error.message)
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), found[1]) if found else ""


def _printable(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _printable(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(entry) for entry in value]
    return _line(value) if isinstance(value, str) else value


def _line(text: str) -> str:
    """Return the text on one line, without what directs text instead of being text; long words may break."""
    clean = _VARIATIONS.sub("", unicodedata.normalize("NFC", text).translate(BULLETS))
    kept = "".join(_character(char) for char in _BLANKS.sub(" ", clean).strip().replace(HELD, NO_BREAK_SPACE))
    if isinstance(text, Verbatim):
        return kept
    return _UNBROKEN.sub(lambda match: ZERO_WIDTH_SPACE.join(re.findall(".{1,20}", match[0])), kept)


def _character(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in UNKNOWN:
        return "?"
    return "" if kind in DROPPED and char != SOFT_HYPHEN else char
