"""The registers by mouse and keys: a list of members taken in, two rows of one person merged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from participants.models import Membership, Person, PersonMerge
from tests.browser.conftest import log_in
from tests.browser.test_every_page import faults
from tests.factories import PASSWORD, account, make_body, make_member, make_organization, make_person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = (
    "Namn;E-post;Organisation;Roll;Befattning;Från och med\n"
    "Asta Ek;asta.ek.med.en.lang.adress@exempel.example.org;Ekby;Ordförande;Rektor;2024-01-31\n"
    "Maja Ledamot;;Alnäs;ersättare;;2024-01-01\n"
)


@pytest.fixture
def secretary(db: None) -> Person:
    body, organization = make_body("SG"), make_organization("Ekby kommun")
    make_organization("Alnäs kommun")
    make_member("Maja Ledamot", body, Membership.Role.MEMBER, organization)
    make_person("Maja Ledamoth").memberships.create(body=body, role=Membership.Role.CHAIR)
    return make_member("Siv Sekreterare", body, Membership.Role.SECRETARY, organization)


def walk(page: Page, secretary: Person, folder: Path, look: Callable[[Page], None]) -> None:
    """Take in a list and merge a double, and look at each page on the way."""
    file = folder / "medlemmar.csv"
    file.write_text(TEXT, encoding="utf-8")
    log_in(page, account(secretary).email, PASSWORD)
    page.goto("/admin/participants/membership/")
    page.get_by_role("link", name="Läs in medlemmar").click()
    look(page)
    page.get_by_label("Fil").set_input_files(file)
    page.get_by_role("button", name="Granska filen").click()
    look(page)
    page.get_by_role("button", name="Spara i registret").click()
    assert page.title().startswith("Fel: ")
    page.get_by_role("link", name="Välj vem raden gäller").click()
    page.get_by_label("Vem är det?").select_option("En ny person")
    look(page)
    page.get_by_role("button", name="Spara i registret").click()
    page.get_by_text("Nya personer: 2.").wait_for()
    page.get_by_role("link", name="Hämta som fil").click()
    look(page)
    page.goto("/admin/participants/person/")
    page.get_by_role("link", name="Maja Ledamoth").click()
    page.get_by_role("link", name="Slå ihop med…").click()
    look(page)
    page.locator(".register-people a").first.click()
    look(page)
    page.get_by_role("button", name="Ja, slå ihop").click()
    page.get_by_text("är nu en person").wait_for()
    assert PersonMerge.objects.get().merged_name == "Maja Ledamoth"


def test_members_are_taken_in_and_a_double_merged_under_the_strict_policy(
    page: Page, secretary: Person, tmp_path: Path
) -> None:
    walk(page, secretary, tmp_path, lambda page: None)


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_keep_the_rules_of_accessibility(
    browser: Browser, live_server: Any, secretary: Person, tmp_path: Path, width: int
) -> None:
    # The policy is left out: what measures here sets styles of its own in fields of text.
    page = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="sv-SE").new_page()
    page.set_viewport_size({"width": width, "height": 900})
    found: list[Any] = []
    walk(page, secretary, tmp_path, lambda page: found.extend(faults(page)))
    page.context.close()
    assert found == []
