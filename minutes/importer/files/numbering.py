"""The numbers that Word shows before paragraphs but does not store: counted again from the definitions."""

import re
from dataclasses import dataclass, field

from minutes.importer.files.blocks import BULLET
from minutes.importer.files.package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEVELS = 9
_ROMAN = [
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
]  # fmt: skip


@dataclass(slots=True)
class Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    restarts: bool = True
    style: str = ""


@dataclass(slots=True)
class _List:
    levels: dict[int, Level] = field(default_factory=dict)
    counts: list[int | None] = field(default_factory=lambda: [None] * _LEVELS)


@dataclass(slots=True)
class _Use:
    """One list of the document: a definition, perhaps with levels of its own and another start."""

    list: _List
    levels: dict[int, Level]
    starts: dict[int, int]


def value(element: Element | None, name: str, default: str = "") -> str:
    """Return w:val of a child."""
    child = element.find(W + name) if element is not None else None
    return (child.get(W + "val") or default) if child is not None else default


def number(text: str, default: int = 0) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else default


def in_form(count: int, form: str) -> str:
    """Return a count as letters, Roman or Arabic figures, by Word's and by OpenDocument's names."""
    if form in {"lowerLetter", "a", "upperLetter", "A"} and 0 < count <= 780:
        letters = chr(97 + (count - 1) % 26) * ((count - 1) // 26 + 1)
        return letters if form in {"lowerLetter", "a"} else letters.upper()
    if form in {"lowerRoman", "i", "upperRoman", "I"} and 0 < count < 4000:
        roman = ""
        for worth, letter in _ROMAN:
            roman += letter * (count // worth)
            count %= worth
        return roman if form in {"lowerRoman", "i"} else roman.upper()
    return f"{count:02d}" if form == "decimalZero" else str(count)


class Numbering:
    def __init__(self, root: Element | None) -> None:
        self._uses: dict[str, _Use] = {}
        self._by_style: dict[tuple[str, str], int] = {}
        if root is None:
            return
        lists = {found.get(W + "abstractNumId"): found for found in root.iterchildren(W + "abstractNum")}
        self._named = {value(found, "styleLink"): key for key, found in lists.items()}
        read = {key: self._read_list(found, lists) for key, found in lists.items()}
        for found in root.iterchildren(W + "num"):
            if definition := read.get(value(found, "abstractNumId")):
                self._add(found.get(W + "numId") or "", found, definition)

    def _read_list(self, found: Element, lists: dict[str, Element]) -> _List:
        link = value(found, "numStyleLink")
        if link and (key := self._named.get(link)) in lists:
            found = lists[key]
        return _List({number(lvl.get(W + "ilvl")): _level(lvl) for lvl in found.iterchildren(W + "lvl")})

    def _add(self, key: str, found: Element, definition: _List) -> None:
        own, starts = {}, {}
        for override in found.iterchildren(W + "lvlOverride"):
            at = number(override.get(W + "ilvl") or "")
            if (lvl := override.find(W + "lvl")) is not None:
                own[at] = _level(lvl)
            if text := value(override, "startOverride"):
                starts[at] = number(text, 1)
        self._uses[key] = _Use(definition, {**definition.levels, **own}, starts)
        for at, level in self._uses[key].levels.items():
            if level.style:
                self._by_style[key, level.style] = at

    def level_of_style(self, key: str, style: str) -> int | None:
        return self._by_style.get((key, style))

    def next(self, key: str, at: int) -> str:
        """Count one paragraph of the list, and return what stands before it."""
        use = self._uses.get(key)
        level = use.levels.get(at) if use else None
        if use is None or level is None or not 0 <= at < _LEVELS:
            return ""
        counts = use.list.counts
        if at in use.starts:  # only the first paragraph of this list starts it over
            counts[at] = use.starts.pop(at) - 1
        for above in range(at):
            if counts[above] is None:
                counts[above] = use.levels.get(above, Level()).start
        before = counts[at]
        counts[at] = level.start if before is None else before + 1
        for below in range(at + 1, _LEVELS):
            if use.levels.get(below, Level()).restarts:
                counts[below] = None
        if level.form == "bullet":
            return BULLET
        if level.form == "none":
            return ""
        return re.sub(r"%([1-9])", lambda match: _part(use, int(match[1]) - 1), level.text).strip()


def _part(use: _Use, at: int) -> str:
    return in_form(use.list.counts[at] or 0, use.levels.get(at, Level()).form)


def _level(lvl: Element) -> Level:
    return Level(
        start=number(value(lvl, "start"), 1),
        form=value(lvl, "numFmt", "decimal"),
        text=value(lvl, "lvlText")[:40],
        restarts=value(lvl, "lvlRestart") != "0",
        style=value(lvl, "pStyle"),
    )
