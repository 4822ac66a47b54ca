"""What a reader, and a reader's software, find in a PDF."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pikepdf
import pypdfium2


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def pages(pdf: bytes) -> list[str]:
    """Return the words of each page; a word that is parted at a line's end is whole again."""
    with opened(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    whole = [text.replace("\u200b", "").replace("\u00ad", "").replace("\ufffe", "") for text in texts]
    return [" ".join(text.split()) for text in whole]


def words(pdf: bytes) -> str:
    return " ".join(pages(pdf))


def is_on_paper(pdf: bytes) -> bool:
    """Tell whether all letters stand between the page's edges."""
    with opened(pdf) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_charbox(index) for index in range(text.count_chars())]
            if any(left < 0 or right > page.get_width() or low < 0 for left, low, right, _ in boxes):
                return False
    return True


def tags(pdf: bytes) -> list[tuple[str, str]]:
    """Return the tags of the structure tree in reading order, each with its title."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return list(_tags(document.Root.StructTreeRoot.K))


def _tags(node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S), str(node.get("/T", ""))
        yield from _tags(node.get("/K", pikepdf.Array()))
