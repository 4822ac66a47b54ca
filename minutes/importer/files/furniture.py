"""What stands on every page of a document and is no part of its text: page numbers, headers and footers."""

import re
from collections import defaultdict

from minutes.importer.files.blocks import is_page_number
from minutes.importer.files.page import Line, Page, Word, said
from minutes.importer.folding import fold

_EDGE = 3  # lines at the top and at the bottom that may be furniture

Key = tuple[str, str]  # where on the page, and the words with their figures taken out


def strip(pages: list[Page]) -> tuple[list[Page], list[str], list[str]]:
    """Return the pages without furniture, each footer once, and notes; a header stays where it was first."""
    if len(pages) < 2:
        return pages, [], []
    places: dict[Key, list[tuple[int, float, float]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for edge, line, segment in _at_edges(page):
            places[_key(edge, segment)].append((number, line.base, line.size))
    needed = 2 if len(pages) == 2 else max(len(pages) - 1 if len(pages) <= 5 else 0, 0.8 * len(pages))
    repeated = {key for key, found in places.items() if _stands_still(found) and _pages(found) >= needed}
    if not repeated:
        return pages, [], []
    return _without(pages, repeated)


def _at_edges(page: Page) -> list[tuple[str, Line, list[Word]]]:
    top, bottom = page[:_EDGE], page[max(_EDGE, len(page) - _EDGE) :]
    edges = [("top", line) for line in top] + [("bottom", line) for line in bottom]
    return [(edge, line, segment) for edge, line in edges for segment in line.segments()]


def _key(edge: str, segment: list[Word]) -> Key:
    return edge, re.sub(r"\d+", "#", fold(said(segment)))


def _pages(found: list[tuple[int, float, float]]) -> int:
    return len({number for number, _, _ in found})


def _stands_still(found: list[tuple[int, float, float]]) -> bool:
    heights = [base for _, base, _ in found]
    return max(heights) - min(heights) <= found[0][2]


def _without(pages: list[Page], repeated: set[Key]) -> tuple[list[Page], list[str], list[str]]:
    kept: list[Page] = []
    footers: dict[Key, str] = {}
    seen: set[Key] = set()
    notes: dict[str, None] = {}
    for page in pages:
        gone: set[int] = set()
        for edge, _, segment in _at_edges(page):
            key = _key(edge, segment)
            if key not in repeated:
                continue
            if is_page_number(said(segment)):
                notes["Sidnumren är inte med."] = None
                gone.update(map(id, segment))
                continue
            notes["Sidhuvud och sidfot som upprepas på sidorna är med en gång."] = None
            if edge == "bottom":
                footers.setdefault(key, said(segment))
            if edge == "bottom" or key in seen:
                gone.update(map(id, segment))
            seen.add(key)
        left = [Line([w for w in x.words if id(w) not in gone], x.base, x.size) for x in page]
        kept.append([line for line in left if line.words])
    return kept, list(footers.values()), list(notes)
