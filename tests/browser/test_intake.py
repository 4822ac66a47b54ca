"""The secretary's way of reading in, in a browser: upload, repair, save, and a member reads it."""

import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, Locator, Page, expect

from decisions.models import Decision
from minutes.models import Intake, Meeting
from tests.browser.conftest import log_in, log_out
from tests.browser.test_every_page import faults
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_member
from tests.minutes.paper import printed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HEAD = [
    "Minnesanteckningar",
    "Samrådsgruppen SG",
    "Fredagen den 8 mars 2024 kl. 9-12",
    "Plats: Ekby folkets hus",
    "Närvarande:",
    "Asta Ekman, Ekby",
    "Bodil Malmgren, Ekby",
]
# Number, what the item says, who presents it.
ROWS = [
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


def as_word(folder: Path) -> Path:
    document = Document()
    for line in HEAD:
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Nr", "Ärende", "Föredragande"), strict=True):
        cell.text = text
    for number, texts, who in ROWS:
        for cell, text in zip(table.add_row().cells, (number, "\n".join(texts), who), strict=True):
            cell.text = text
    for line in FOOT:
        document.add_paragraph(line)
    document.save(str(folder / "protokoll.docx"))
    return folder / "protokoll.docx"


def as_pdf(folder: Path) -> Path:
    rows = "".join(
        f"<tr><td>{number}<td>{''.join(f'<div>{escape(text)}</div>' for text in texts)}<td>{who}"
        for number, texts, who in ROWS
    )
    head, foot = ("".join(f"<p>{escape(line)}</p>" for line in lines) for lines in (HEAD, FOOT))
    table = f"<table border=1><tr><th>Nr<th>Ärende<th>Föredragande{rows}</table>"
    return printed(folder, head + table + foot)


def field(page: Page, label: str, name: str) -> Locator:
    """Return a field of the item with this heading."""
    return page.locator(f".intake-item:has(> legend:has-text('{label}')) [name$='{name}']").first


@pytest.mark.parametrize("make", [as_text, as_word, as_pdf])
def test_document_is_read_repaired_saved_and_read_by_a_member(
    page: Page, cast: Cast, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    for name in ("Asta Ekman", "Bodil Malmgren"):
        make_member(name, cast.body)
    log_in(page, account(cast.secretary).email, PASSWORD)
    page.goto("/admin/")
    page.get_by_role("link", name="Läs in protokoll").click()
    page.locator("#id_documents").set_input_files(make(tmp_path))
    page.get_by_role("button", name="Läs in").click()
    page.wait_for_url("**/change/")
    field(page, "Busskort", "presenters").fill("Bodil Malmgren")
    counts = field(page, "Busskort", "counts")
    expect(counts).to_be_checked()
    counts.uncheck()
    assert not Meeting.objects.exists()
    page.get_by_role("button", name="Spara i boken").click()
    page.wait_for_url(re.compile(r"/admin/minutes/meeting/\d+/change/"))
    meeting = Meeting.objects.get()
    assert [decision.text for decision in Decision.objects.all()] == ["Gruppen antar cykelplanen."]
    assert Intake.objects.get().meeting == meeting
    log_out(page)

    log_in(page, account(cast.member).email, PASSWORD)
    page.goto(f"/moten/{meeting.pk}/")
    item = page.locator("#" + meeting.items.get(number="2").anchor)
    expect(item).to_contain_text("Bodil Malmgren")
    expect(item.locator(".decision")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Gruppen antar cykelplanen.")


def test_choosing_a_field_lights_its_lines(page: Page, cast: Cast, tmp_path: Path) -> None:
    log_in(page, account(cast.secretary).email, PASSWORD)
    page.goto("/admin/minutes/intake/add/")
    page.get_by_label("Eller klistra in texten").fill(as_text(tmp_path).read_text(encoding="utf-8"))
    page.get_by_role("button", name="Läs in").click()
    page.wait_for_url("**/change/")  # with its script, which lights the lines
    field(page, "Gemensam cykelplan", "background").focus()
    expect(page.locator("#kalla .lit").first).to_contain_text("Kommunerna har svarat")
    field(page, "Busskort", "background").hover()
    expect(page.locator("#kalla .lit").first).to_contain_text("Korten räcker")


@pytest.mark.parametrize("width", [1280, 320])
def test_pages_of_reading_in_keep_the_rules_of_accessibility(
    browser: Browser, live_server: Any, cast: Cast, tmp_path: Path, width: int
) -> None:
    # The policy is left out: what measures here sets styles of its own in fields of text.
    page = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="sv-SE").new_page()
    page.set_viewport_size({"width": width, "height": 900})
    log_in(page, account(cast.secretary).email, PASSWORD)
    page.goto("/admin/minutes/intake/add/")
    found: dict[str, Any] = {"upload": own(faults(page))}
    page.locator("#id_documents").set_input_files(as_text(tmp_path))
    page.get_by_role("button", name="Läs in").click()
    found["review"] = own(faults(page))
    page.locator("#id_head-date").fill("åttonde mars")
    page.get_by_role("button", name="Spara i boken").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv dagen som")
    assert page.title().startswith("Fel: ")
    found["wrong"] = own(faults(page))
    page.context.close()
    assert {name: what for name, what in found.items() if what} == {}


def own(found: list[Any]) -> list[Any]:
    """Leave out what Django's own header and breadcrumbs do."""
    return [
        (rule, where)
        for rule, where in found
        if "breadcrumbs" not in str(where) and "header" not in str(where)
    ]
