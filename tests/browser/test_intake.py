"""The secretary's way of reading in, in a browser: upload, repair, save, and a member reads it."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from decisions.models import Decision
from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.models import Intake, Meeting
from participants.models import Membership
from tests.browser.conftest import log_in, log_out
from tests.browser.intake_documents import Row, as_pdf, as_scan, as_text, as_word, field, read_in
from tests.conftest import Cast
from tests.factories import PASSWORD, account, make_member
from tests.minutes.intake_pages import address

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _readings(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path / "data"


@pytest.mark.parametrize("make", [as_text, as_word, as_pdf, as_scan])
def test_document_is_read_repaired_saved_and_read_by_a_member(
    page: Page, cast: Cast, tmp_path: Path, make: Callable[[Path], Path]
) -> None:
    for name in ("Asta Ekman", "Bodil Malmgren"):
        make_member(name, cast.body)
    log_in(page, account(cast.secretary).email, PASSWORD)
    page.goto("/admin/")
    page.get_by_role("link", name="Läs in protokoll").click()
    read_in(page, make(tmp_path))
    field(page, "Busskort", "presenters").fill("Bodil Malmgren")
    counts = field(page, "Busskort", "counts")
    expect(counts).to_be_checked()
    counts.uncheck()
    assert not Meeting.objects.exists()
    page.get_by_role("button", name="Spara i boken").click()
    page.wait_for_url(re.compile(r"/admin/minutes/meeting/\d+/change/"))
    meeting = Meeting.objects.get()
    assert [decision.text for decision in Decision.objects.all()] == ["Gruppen antar cykelplanen."]
    intake = Intake.objects.get()
    assert intake.meeting == meeting
    page.goto(address(intake))
    page.get_by_role("button", name="Låt ledamöterna hämta originalet").click()
    expect(page.get_by_role("button", name="Håll originalet tillbaka")).to_be_visible()
    log_out(page)

    log_in(page, account(cast.member).email, PASSWORD)
    page.goto(f"/moten/{meeting.pk}/")
    item = page.locator("#" + meeting.items.get(number="2").anchor)
    expect(item).to_contain_text("Bodil Malmgren")
    expect(item.locator(".decision")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("Gruppen antar cykelplanen.")
    with page.expect_download() as download:
        page.get_by_role("link", name="Hämta originalet").click()
    assert download.value.path().read_bytes() == bytes(Intake.objects.get().content)


# The table document of April 2025, which is not part of the repository.


@pytest.fixture
def table_document() -> tuple[list[str], list[Row]]:
    """Return the lines above its table, and the rows of the table as they were before it lost its shape."""
    folder = Path(os.environ.get("MINUTES_ORIGINALS") or Path(__file__).parents[3] / "shared" / "minutes")
    file = folder / "2025-04-04.txt"
    if not file.is_file():
        pytest.skip("De fem protokollen finns inte här; ange mappen i MINUTES_ORIGINALS.")
    text = file.read_text(encoding="utf-8")
    record, lines = parse(text, file=file.name), split_lines(text)
    first = record.items[0].first_line or 1
    rows: list[Row] = [
        (
            item.number,
            [item.title, *f"{item.background}\n\n{item.discussion}\n\n{item.proposal}".split("\n")],
            "\n".join(named.name for named in item.presenters),
        )
        for item in record.items
    ]
    return [line for line in lines[: first - 1] if "Föredragande" not in line or ":" in line], rows


@pytest.mark.originals
@pytest.mark.parametrize("make", [as_word, as_pdf])
def test_table_document_of_2025_is_repaired_saved_and_read_by_a_member(
    page: Page,
    cast: Cast,
    tmp_path: Path,
    table_document: tuple[list[str], list[Row]],
    make: Callable[..., Path],
) -> None:
    head, rows = table_document
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, make(tmp_path, head, rows, []))
    items = page.locator(".intake-item:has(.intake-field-number)")
    assert items.count() == 9 + 1  # and an empty one
    page.locator("#id_head-body").select_option(label=cast.body.name)
    page.locator("#id_head-date").fill("2025-04-04")
    for choice in page.locator("[name^='organizations-']").all():
        choice.select_option("new")
    page.locator("#id_items-1-presenters").fill("Vera Föredragande")
    suggested = page.locator("#arende-1 .intake-found:has(.intake-how) [name$='counts']")
    before = page.locator(".intake-found [name*='decisions'][name$='counts']:checked").count()
    dropped = page.locator("#arende-1 .intake-found:has(.intake-how) [name$='text']").first.input_value()
    suggested.first.uncheck()
    page.get_by_role("button", name="Spara i boken").click()
    page.wait_for_url(re.compile(r"/admin/minutes/meeting/\d+/change/"))
    meeting = Meeting.objects.get()
    assert [item.number for item in meeting.items.all()] == [str(n) for n in range(1, 10)]
    assert meeting.attendances.count() == 22
    assert Decision.objects.count() == before - 1
    log_out(page)

    log_in(page, account(cast.member).email, PASSWORD)
    page.goto(f"/moten/{meeting.pk}/")
    item = page.locator("#" + meeting.items.get(number="2").anchor)
    expect(item).to_contain_text("Vera Föredragande")
    assert dropped not in item.locator(".decision").all_inner_texts()


def test_page_without_scripts_does_all_the_same(
    browser: Browser, live_server: Any, cast: Cast, tmp_path: Path
) -> None:
    context = browser.new_context(base_url=live_server.url, locale="sv-SE", java_script_enabled=False)
    page = context.new_page()
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    page.locator("#arende-1 summary", has_text="Slå ihop").click()
    page.get_by_role("button", name="Slå ihop § 2 Busskort för elever med ärendet före").click()
    page.wait_for_url("**/change/#arende-0")
    expect(page.locator("#id_items-0-background")).to_have_value(re.compile("2. Busskort för elever"))
    line = page.locator("#kalla > span", has_text="2. Busskort").get_attribute("id") or ""
    page.locator("#arende-0 summary", has_text="Slå ihop").click()
    page.locator("#id_items-0-line").fill(line.removeprefix("rad-"))
    page.locator("#arende-0").get_by_role("button", name="Dela").click()
    page.wait_for_url("**/change/#arende-1")
    expect(page.locator("#id_items-1-title")).to_have_value("Busskort för elever")
    page.get_by_role("button", name="Spara i boken").click()
    page.wait_for_url(re.compile(r"/admin/minutes/meeting/\d+/change/"))
    assert [item.number for item in Meeting.objects.get().items.all()] == ["1", "2"]
    context.close()


def test_secretary_of_another_group_sees_nothing_of_it(page: Page, cast: Cast, tmp_path: Path) -> None:
    olga = make_member("Olga Andra", cast.other_body, Membership.Role.SECRETARY)
    log_in(page, account(cast.secretary).email, PASSWORD)
    read_in(page, as_text(tmp_path))
    review = page.url
    log_out(page)
    log_in(page, account(olga).email, PASSWORD)
    page.goto(review)
    assert "Busskort" not in page.content()
