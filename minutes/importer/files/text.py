"""Bytes become text, and text of any origin becomes clean: no control characters, one kind of line end."""

import re
import unicodedata

from minutes.importer.files.sniff import HEAD, is_utf16

# Composed one letter at a time: normalising a long run of combining marks takes quadratic time.
_DECOMPOSED = re.compile(r"[^\W\d_][\u0300-\u036f]{1,3}(?![\u0300-\u036f])")
_PAGE = re.compile("\f|\u2029")
_LINE = re.compile("\r\n|[\r\x0b\x85\u2028]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\ufffe\uffff]"
)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
# What Word writes from its symbol typefaces: the characters that were seen on paper.
_SYMBOLS = {
    "\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "•", "\uf076": "•", "\uf06e": "▪", "\uf06f": "○", "\uf0a8": "•",
    "\uf02d": "–", "\uf0be": "–", "\uf0e0": "→", "\uf0fc": "✓", "\uf0fe": "☒", "\uf020": " ",
}  # fmt: skip


def decode(content: bytes) -> tuple[str, list[str]]:
    """Return the text of UTF-8, UTF-16 or Windows-1252 (Latin-1), with notes on what was guessed."""
    if codec := is_utf16(content[:HEAD]):
        return content.decode(codec, errors="replace"), []
    try:
        return content.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        damaged = content.decode("utf-8-sig", errors="replace")
    wrong = damaged.count("\ufffd")
    if sum(c > "\x7f" for c in damaged) > 4 * wrong:
        return damaged, [f"{wrong} tecken är skadade i filen och visas som \ufffd."]
    try:
        return content.decode("cp1252"), []
    except UnicodeDecodeError:
        return content.decode("latin-1"), []


def clean(text: str) -> tuple[str, list[str]]:
    """Return text that is safe to store, show and print, with notes on what had to go."""
    notes = []
    text = _LINE.sub("\n", text)
    text = _PAGE.sub("\n\n", text)
    text, hidden = _HIDDEN.subn("", text.removeprefix("\ufeff"))
    if hidden:
        notes.append(f"{hidden} styrtecken eller osynliga tecken togs bort.")
    unknown = 0
    if not text.isascii():
        unknown = sum(c not in _SYMBOLS for c in _PRIVATE.findall(text))
        text = _PRIVATE.sub(lambda match: _SYMBOLS.get(match[0], "•"), text)
        text = _DECOMPOSED.sub(lambda match: unicodedata.normalize("NFC", match[0]), text)
    if unknown:
        notes.append(f"{unknown} tecken ur okända symbolteckensnitt ersattes med •.")
    return text, notes
