"""A Word document (.docx) as paragraphs and tables, with the numbers that Word would print."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from minutes.importer.files.blocks import Blocks, Paragraph, Table, is_page_number, render
from minutes.importer.files.numbering import Numbering, W, number, value
from minutes.importer.files.package import Element, Package

_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_HEADING = re.compile(r"(?:heading|rubrik) ?([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|innehåll) ?[1-9]", re.IGNORECASE)
_PAGE_FIELD = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.IGNORECASE)
_WRAPPERS = {W + tag for tag in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdtContent", "dir")}
_REMOVED = {W + "del", W + "moveFrom"}
_SIGNS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "-"}
_MOST_COLUMNS = 63  # Word's own limit
_DEEPEST = 20  # styles that build on each other, and fields inside each other: more are hostile
_LONGEST_FIELD = 200  # letters of a field's instruction; which field it is stands first


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    number: Element | None
    outline: int | None


class WordReader:
    def __init__(self, package: Package, main: str) -> None:
        self._package = package
        self._main = main
        self._related = package.related(main)
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._read_styles()
        self._numbering = Numbering(self._part("numbering"))
        self._fields: list[str] = []  # the instructions of the fields that are open, innermost last
        self._boxes: Blocks = []
        self._notes: dict[str, None] = {}

    def read(self) -> tuple[str, list[str]]:
        body = self._package.xml(self._main).find(W + "body")
        parts = [render(self._blocks(body)) if body is not None else ""]
        parts += [self._footnotes(kind) for kind in ("footnotes", "endnotes")]
        around = [self._around(name) for kind in ("header", "footer") for name in self._related.get(kind, [])]
        edges = list(dict.fromkeys(line for lines in around for line in lines))
        if edges:
            self._notes["Sidhuvud och sidfot står sist i texten."] = None
        return "\n\n".join(part for part in [*parts, "\n".join(edges)] if part), list(self._notes)

    def _part(self, kind: str) -> Element | None:
        names = self._related.get(kind)
        return self._package.xml(names[0]) if names else None

    def _read_styles(self) -> None:
        root = self._part("styles")
        for style in root.iterchildren(W + "style") if root is not None else ():
            properties = style.find(W + "pPr")
            key = style.get(W + "styleId") or ""
            outline = value(properties, "outlineLvl")
            self._styles[key] = _Style(
                name=value(style, "name"),
                based_on=value(style, "basedOn"),
                number=properties.find(W + "numPr") if properties is not None else None,
                outline=number(outline) if outline else None,
            )
            if style.get(W + "type") == "paragraph" and style.get(W + "default") in {"1", "true", "on"}:
                self._default = key

    def _chain(self, key: str) -> Iterator[tuple[str, _Style]]:
        seen: set[str] = set()
        while key in self._styles and key not in seen and len(seen) < _DEEPEST:
            seen.add(key)
            yield key, self._styles[key]
            key = self._styles[key].based_on

    def _around(self, name: str) -> list[str]:
        lines = render(self._blocks(self._package.xml(name))).split("\n")
        return [line for line in lines if not is_page_number(line)]

    def _footnotes(self, kind: str) -> str:
        root = self._part(kind)
        notes = []
        for note in root if root is not None else ():
            text = render(self._blocks(note)) if note.get(W + "type") in {None, "normal"} else ""
            if text:
                notes.append(f"Fotnot {note.get(W + 'id')}: {text}")
        return "\n".join(notes)

    def _blocks(self, parent: Element) -> Blocks:
        blocks: Blocks = []
        for child in parent:
            tag = child.tag
            if tag == W + "p":
                blocks += self._paragraph(child)
            elif tag == W + "tbl":
                blocks.append(self._table(child))
            elif tag == W + "sdt":
                content = child.find(W + "sdtContent")
                blocks += self._blocks(content) if content is not None else []
            elif tag in _WRAPPERS:
                blocks += self._blocks(child)
            elif tag == _MC + "AlternateContent" and len(child):
                blocks += self._blocks(child[0])  # the others say the same for older programs
        return blocks

    def _paragraph(self, element: Element) -> Blocks:
        properties = element.find(W + "pPr")
        style = value(properties, "pStyle", self._default)
        outline = value(properties, "outlineLvl")
        chain = list(self._chain(style))
        marker = self._marker(properties, chain)
        text = "".join(self._pieces(element)).strip("\n")
        boxes, self._boxes = self._boxes, []
        if any(_CONTENTS.fullmatch(found.name) for _, found in chain[:1]):
            self._notes["Innehållsförteckningen är inte med, eftersom rubrikerna står i texten."] = None
            return boxes
        return [Paragraph(text, _heading_level(chain, outline) if text.strip() else 0, marker), *boxes]

    def _marker(self, properties: Element | None, chain: list[tuple[str, _Style]]) -> str:
        key, at = "", None
        direct = properties.find(W + "numPr") if properties is not None else None
        found = [direct, *(style.number for _, style in chain)]
        for numbers in found:
            if numbers is None:
                continue
            if at is None and (text := value(numbers, "ilvl")):
                at = number(text)
            if key := value(numbers, "numId"):
                break
        if not key or key == "0":
            return ""
        if direct is None or direct.find(W + "ilvl") is None:
            levels = (self._numbering.level_of_style(key, name) for name, _ in chain)
            at = next((level for level in levels if level is not None), at)
        return self._numbering.next(key, at or 0)

    def _pieces(self, parent: Element) -> Iterator[str]:
        for node in parent:
            tag = node.tag
            if tag == W + "r":
                yield from self._run(node)
            elif tag in _WRAPPERS:
                yield from self._pieces(node)
            elif tag == W + "sdt":
                content = node.find(W + "sdtContent")
                yield from self._pieces(content) if content is not None else ()
            elif tag == W + "fldSimple":
                if not _PAGE_FIELD.match(node.get(W + "instr") or ""):
                    yield from self._pieces(node)
            elif tag in _REMOVED:
                self._notes["Text som är struken med spårade ändringar är inte med."] = None
            elif tag in {_M + "oMath", _M + "oMathPara"}:
                yield "".join(text.text or "" for text in node.iter(_M + "t"))

    def _run(self, run: Element) -> Iterator[str]:
        hidden = run.find(f"{W}rPr/{W}vanish")
        if hidden is not None and hidden.get(W + "val") not in {"0", "false", "off"}:
            self._notes["Dold text är inte med."] = None
            return
        for node in run:
            tag = node.tag
            if tag == W + "fldChar":
                self._field(node.get(W + "fldCharType") or "")
            elif tag == W + "instrText" and self._fields:
                self._fields[-1] = (self._fields[-1] + (node.text or "").lstrip())[:_LONGEST_FIELD]
            elif tag in {W + "drawing", W + "pict", W + "object"}:
                self._text_boxes(node)
            elif tag == _MC + "AlternateContent" and len(node):
                self._text_boxes(node[0])
            elif any(_PAGE_FIELD.match(instruction) for instruction in self._fields[:_DEEPEST]):
                continue
            elif tag == W + "t":
                yield node.text or ""
            elif tag == W + "sym":
                code = node.get(W + "char") or ""
                yield chr(int(code, 16)) if re.fullmatch(r"[0-9A-Fa-f]{4}", code) else ""
            else:
                yield _SIGNS.get(tag, "")

    def _field(self, step: str) -> None:
        if step == "begin":
            self._fields.append("")  # also beyond the deepest: each has its own end
        elif step == "end" and self._fields:
            self._fields.pop()

    def _text_boxes(self, parent: Element) -> None:
        outer, fields = self._boxes, self._fields
        found: Blocks = []
        for box in parent.iter(W + "txbxContent"):
            if not any(above.tag == W + "txbxContent" for above in box.iterancestors()):
                self._boxes, self._fields = [], []
                found += self._blocks(box)
        self._boxes, self._fields = outer + found, fields

    def _table(self, element: Element) -> Table:
        rows: list[list[Blocks]] = []
        for row in _unwrapped(element, W + "tr"):
            cells: list[Blocks] = [[] for _ in range(_columns(row.find(W + "trPr"), "gridBefore", 0))]
            for cell in _unwrapped(row, W + "tc"):
                properties = cell.find(W + "tcPr")
                merged = properties.find(W + "vMerge") if properties is not None else None
                goes_on = merged is not None and merged.get(W + "val") != "restart"
                cells.append([] if goes_on else self._blocks(cell))
                cells += [[] for _ in range(_columns(properties, "gridSpan", 1) - 1)]
            if any(cells):
                rows.append(cells[:_MOST_COLUMNS])
        return Table(_without_spanning(rows))


def _heading_level(chain: list[tuple[str, _Style]], outline: str) -> int:
    if outline:
        at = number(outline, 9)
        return min(at + 1, 6) if at < 9 else 0
    for _, style in chain:
        if found := _HEADING.fullmatch(style.name):
            return min(int(found[1]), 6)
        if style.name.lower() in {"title", "rubrik"}:
            return 1
        if style.outline is not None:
            return min(style.outline + 1, 6) if style.outline < 9 else 0
    return 0


def _columns(properties: Element | None, name: str, default: int) -> int:
    return min(max(number(value(properties, name), default), 0), _MOST_COLUMNS)


def _unwrapped(parent: Element, tag: str) -> Iterator[Element]:
    """Yield rows or cells, also those inside content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag == W + "sdt" or child.tag in _WRAPPERS:
            yield from _unwrapped(child, tag)


def _without_spanning(rows: list[list[Blocks]]) -> list[list[Blocks]]:
    """A row that is one merged cell over the whole table becomes that cell: paragraphs of their own."""
    return [row[:1] if row[0] and not any(row[1:]) else row for row in rows]
