"""Documents for the browser to upload: one protocol as text, as a Word table, as a PDF and as a scan."""

from html import escape
from pathlib import Path

from docx import Document
from playwright.sync_api import Locator, Page

from tests.minutes.paper import needs_tesseract, photographed, printed

HEAD = [
    "Minnesanteckningar",
    "Samrådsgruppen SG",
    "Fredagen den 8 mars 2024 kl. 9-12",
    "Plats: Ekby folkets hus",
    "Närvarande:",
    "Asta Ekman, Ekby",
    "Bodil Malmgren, Ekby",
]
Row = tuple[str, list[str], str]
# Number, what the item says, who presents it.
ROWS: list[Row] = [
    (
        "1",
        [
            "Gemensam cykelplan",
            "Kommunerna har svarat på frågan om vägarna.",
            "Beslut: Gruppen antar cykelplanen.",
        ],
        "Asta",
    ),
    (
        "2",
        [
            "Busskort för elever",
            "Korten räcker hela läsåret.",
            "Gruppen ställer sig bakom förslaget om busskort.",
        ],
        "Asta",
    ),
]
FOOT = ["Sekreterare: Asta Ekman", "Justerare: Bodil Malmgren"]


def as_text(folder: Path) -> Path:
    items = [
        f"{number}. {title}\nFöredragande: {who}\n" + "\n\n".join(rest)
        for number, (title, *rest), who in ROWS
    ]
    file = folder / "protokoll.txt"
    file.write_text("\n\n".join(["\n".join(HEAD), *items, *FOOT]), encoding="utf-8")
    return file


def as_word(folder: Path, head: list[str] = HEAD, rows: list[Row] = ROWS, foot: list[str] = FOOT) -> Path:
    document = Document()
    for line in head:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Nr", "Ärende", "Föredragande"), strict=True):
        cell.text = text
    for number, texts, who in rows:
        for cell, text in zip(table.add_row().cells, (number, "\n".join(texts), who), strict=True):
            cell.text = text
    for line in foot:
        document.add_paragraph(line)
    document.save(str(folder / "protokoll.docx"))
    return folder / "protokoll.docx"


def as_html(head: list[str] = HEAD, rows: list[Row] = ROWS, foot: list[str] = FOOT) -> str:
    cells = "".join(
        f"<tr><td>{number}<td>{''.join(f'<div>{escape(text)}</div>' for text in texts)}"
        f"<td>{'<br>'.join(map(escape, who.splitlines()))}"
        for number, texts, who in rows
    )
    above, below = ("".join(f"<p>{escape(line)}</p>" for line in lines) for lines in (head, foot))
    return f"{above}<table border=1><tr><th>Nr<th>Ärende<th>Föredragande{cells}</table>{below}"


def as_pdf(folder: Path, head: list[str] = HEAD, rows: list[Row] = ROWS, foot: list[str] = FOOT) -> Path:
    return printed(folder, as_html(head, rows, foot))


def as_scan(folder: Path) -> Path:
    """Return a PDF that is a picture of the text, as a scanner leaves it."""
    needs_tesseract()
    lines = as_text(folder).read_text(encoding="utf-8").splitlines()
    picture = photographed(folder, "".join(f"<div>{escape(line) or '&nbsp;'}</div>" for line in lines))
    page = f'<style>@page {{ margin: 0 }} img {{ width: 190mm }}</style><img src="{picture.name}">'
    return printed(folder, page, name="skannat")


def field(page: Page, label: str, name: str) -> Locator:
    """Return a field of the item with this heading."""
    return page.locator(f".intake-item:has(> legend:has-text('{label}')) [name$='{name}']").first


def read_in(page: Page, file: Path) -> None:
    """Upload the file and go on to its review."""
    page.goto("/admin/minutes/intake/add/")
    page.locator("#id_documents").set_input_files(file)
    page.get_by_role("button", name="Läs in").click()
    page.wait_for_url("**/change/")
    if page.locator(".intake-reading").count():  # a scan: the page comes back by itself when it is read
        page.get_by_role("button", name="Granska").click(timeout=60_000)
    page.locator("#kalla").wait_for()
    page.wait_for_load_state()  # with its script, which lights the lines
