"""An OpenDocument text (.odt) as paragraphs and tables, with its automatic numbers."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from minutes.importer.files.blocks import BULLET, Blocks, Paragraph, Table, is_page_number, render
from minutes.importer.files.numbering import in_form, number
from minutes.importer.files.package import Element, Package

_NAMES = "{urn:oasis:names:tc:opendocument:xmlns:"
OFFICE, STYLE, TEXT = (f"{_NAMES}{name}:1.0}}" for name in ("office", "style", "text"))
TABLE, DRAW = (f"{_NAMES}{name}:1.0}}" for name in ("table", "drawing"))
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
_SKIPPED = {
    TEXT + "tracked-changes",
    TEXT + "table-of-content",
    TEXT + "sequence-decls",
    TEXT + "number",
    TEXT + "page-number",
    TEXT + "page-count",
    OFFICE + "annotation",
    OFFICE + "forms",
}
_MOST_REPEATED = 63  # cells or spaces; a spreadsheet pasted in may claim thousands


@dataclass(slots=True)
class _Level:
    bullet: bool
    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown: int = 1

    def printed(self, counts: list[int]) -> str:
        if self.bullet:
            return BULLET
        if not self.form:
            return ""
        inner = ".".join(in_form(count, self.form) for count in counts[-max(self.shown, 1) :])
        return f"{self.before.lstrip()}{inner}{self.after.rstrip()}"


@dataclass(slots=True)
class _List:
    style: str
    counts: list[int] = field(default_factory=list)


class OpenDocumentReader:
    def __init__(self, package: Package) -> None:
        self._content = package.xml("content.xml")
        self._style_root = package.xml("styles.xml") if "styles.xml" in package.names else None
        self._lists: dict[str, dict[int, _Level]] = {}
        self._list_of_style: dict[str, str] = {}
        self._last: dict[str, _List] = {}  # by list style and by xml:id, for lists that go on
        self._headings = _List("")
        self._footnotes: list[str] = []
        self._notes: dict[str, None] = {}
        for root in (self._content, self._style_root):
            self._read_styles(root)

    def read(self) -> tuple[str, list[str]]:
        body = self._content.find(f"{OFFICE}body/{OFFICE}text")
        parts = [render(self._blocks(body)) if body is not None else "", "\n".join(self._footnotes)]
        edges = list(dict.fromkeys(self._around()))
        if edges:
            self._notes["Sidhuvud och sidfot står sist i texten."] = None
        return "\n\n".join(part for part in [*parts, "\n".join(edges)] if part), list(self._notes)

    def _around(self) -> Iterator[str]:
        for page in self._style_root.iter(STYLE + "master-page") if self._style_root is not None else ():
            for edge in page:
                lines = render(self._blocks(edge)).split("\n")
                yield from (line for line in lines if not is_page_number(line))

    def _read_styles(self, root: Element | None) -> None:
        if root is None:
            return
        for found in root.iter(TEXT + "list-style", TEXT + "outline-style"):
            name = found.get(STYLE + "name") or "" if found.tag == TEXT + "list-style" else ""
            self._lists[name] = {number(level.get(TEXT + "level") or "", 1): _level(level) for level in found}
        for found in root.iter(STYLE + "style"):
            if listed := found.get(STYLE + "list-style-name"):
                self._list_of_style[found.get(STYLE + "name") or ""] = listed

    def _blocks(self, parent: Element) -> Blocks:
        blocks: Blocks = []
        for child in parent:
            tag = child.tag
            if tag == TEXT + "table-of-content":
                self._notes["Innehållsförteckningen är inte med, eftersom rubrikerna står i texten."] = None
            if tag in _SKIPPED:
                continue
            if tag == TEXT + "p":
                blocks += self._paragraph(child)
            elif tag == TEXT + "h":
                blocks += self._heading(child)
            elif tag == TEXT + "list":
                blocks += self._list(child, None, 1)
            elif tag == TABLE + "table":
                blocks.append(self._table(child))
            else:  # sections, frames, indexes: what counts is inside
                blocks += self._blocks(child)
        return blocks

    def _paragraph(self, element: Element, marker: str = "") -> Blocks:
        boxes: Blocks = []
        text = "".join(self._pieces(element, boxes)).strip("\n")
        return [Paragraph(text, 0, marker), *boxes]

    def _heading(self, element: Element, marker: str = "") -> Blocks:
        level = min(max(number(element.get(TEXT + "outline-level") or "", 1), 1), 10)
        outline = self._lists.get("", {}).get(level)
        if not marker and outline and element.get(TEXT + "is-list-header") != "true":
            _count(self._headings, level, outline.start)
            marker = outline.printed(self._headings.counts)
        first, *boxes = self._paragraph(element, marker)
        assert isinstance(first, Paragraph)
        first.level = min(level, 6) if first.text.strip() else 0
        return [first, *boxes]

    def _list(self, element: Element, outer: _List | None, depth: int) -> Blocks:
        current = outer or self._begin(element)
        if outer:
            del current.counts[depth - 1 :]
        blocks: Blocks = []
        for item in element:
            if item.tag == TEXT + "list-item":
                blocks += self._item(item, current, depth)
            elif item.tag == TEXT + "list-header":
                blocks += self._blocks(item)
        return blocks

    def _begin(self, element: Element) -> _List:
        style = element.get(TEXT + "style-name") or self._style_of_first(element)
        before = self._last.get(element.get(TEXT + "continue-list") or "")
        if before is None and element.get(TEXT + "continue-numbering") == "true":
            before = self._last.get(f"style {style}")
        current = before or _List(style)
        self._last[f"style {style}"] = current
        if key := element.get(XML_ID):
            self._last[key] = current
        return current

    def _style_of_first(self, element: Element) -> str:
        first = next(element.iter(TEXT + "p", TEXT + "h"), None)
        name = (first.get(TEXT + "style-name") or "") if first is not None else ""
        return self._list_of_style.get(name, "?")

    def _item(self, item: Element, current: _List, depth: int) -> Blocks:
        level = self._lists.get(current.style, {}).get(depth, _Level(bullet=True))
        blocks: Blocks = []
        marker = None
        for child in item:
            if child.tag == TEXT + "list":
                blocks += self._list(child, current, depth + 1)
            elif child.tag in {TEXT + "p", TEXT + "h"}:
                if marker is None:
                    start = number(item.get(TEXT + "start-value") or "", -1)
                    _count(current, depth, level.start, start)
                    marker = level.printed(current.counts)
                read = self._paragraph if child.tag == TEXT + "p" else self._heading
                blocks += read(child, marker)
                marker = ""
            elif child.tag not in _SKIPPED:
                blocks += self._blocks([child])
        return blocks

    def _pieces(self, parent: Element, boxes: Blocks) -> Iterator[str]:
        yield _flat(parent.text)
        for node in parent:
            tag = node.tag
            if tag == TEXT + "s":
                yield " " * min(max(number(node.get(TEXT + "c") or "", 1), 1), _MOST_REPEATED)
            elif tag == TEXT + "tab":
                yield "\t"
            elif tag == TEXT + "line-break":
                yield "\n"
            elif tag == TEXT + "note":
                self._footnote(node)
            elif tag.startswith(DRAW):
                for box in node.iter(DRAW + "text-box"):
                    boxes += self._blocks(box)
            elif tag not in _SKIPPED:
                yield from self._pieces(node, boxes)
            yield _flat(node.tail)

    def _footnote(self, note: Element) -> None:
        body = note.find(TEXT + "note-body")
        if body is not None:
            citation = "".join(note.find(TEXT + "note-citation").itertext()) if len(note) > 1 else ""
            self._footnotes.append(f"Fotnot {citation}: {render(self._blocks(body))}")

    def _table(self, element: Element) -> Table:
        rows: list[list[Blocks]] = []
        for row in _rows(element):
            cells: list[Blocks] = []
            for cell in row.iterchildren(TABLE + "table-cell", TABLE + "covered-table-cell"):
                times = number(cell.get(TABLE + "number-columns-repeated") or "", 1)
                read = self._blocks(cell) if cell.tag == TABLE + "table-cell" else []
                cells += [read, *([] for _ in range(min(times, _MOST_REPEATED) - 1))]
            if any(cells):
                alone = len(cells) > 1 and cells[0] and not any(cells[1:])
                rows.append(cells[:1] if alone else cells[:_MOST_REPEATED])
        return Table(rows)


def _rows(parent: Element) -> Iterator[Element]:
    for child in parent:
        if child.tag == TABLE + "table-row":
            yield child
        elif child.tag in {TABLE + "table-header-rows", TABLE + "table-rows", TABLE + "table-row-group"}:
            yield from _rows(child)


def _level(element: Element) -> _Level:
    return _Level(
        bullet=not element.tag.endswith(("-number", "outline-level-style")),
        form=element.get(STYLE + "num-format") or "",
        before=(element.get(STYLE + "num-prefix") or "")[:20],
        after=(element.get(STYLE + "num-suffix") or "")[:20],
        start=number(element.get(TEXT + "start-value") or "", 1),
        shown=number(element.get(TEXT + "display-levels") or "", 1),
    )


def _count(current: _List, depth: int, start: int, forced: int = -1) -> None:
    counts = current.counts
    while len(counts) < depth - 1:
        counts.append(1)
    if len(counts) < depth:
        counts.append(start - 1)
    del counts[depth:]
    counts[depth - 1] = forced if forced >= 0 else counts[depth - 1] + 1


def _flat(text: str | None) -> str:
    """XML's own line ends and runs of spaces are one space in OpenDocument."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
