"""Nothing typed at the desk is lost: a killed browser, two windows, no network, a session that ends."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Page, Route, expect

from decisions.models import Promise
from minutes.models import AgendaItem, Draft, Meeting
from tests.browser.desk import EMAIL, address_of, drafted, open_again, open_desk, wait_for_drafts
from tests.conftest import Cast
from tests.factories import PASSWORD, make_item, make_meeting

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    return make_item(make_meeting(cast.body, Meeting.Status.DRAFT))


def background(item: AgendaItem) -> str:
    return f"#id_arende-{item.pk}-background"


def type_everywhere(page: Page, item: AgendaItem, words: str) -> set[str]:
    """Type in a form that saves and in each that adds; return the texts."""
    page.locator(background(item)).focus()
    page.keyboard.type(f"{words} i ärendet")
    page.locator("#id_nytt-title").focus()
    page.keyboard.type(f"{words} i nytt ärende")
    for summary in ("Lägg till underlag", "Lägg till beslut", "Flytta, dela"):
        page.locator("summary", has_text=summary).click()
    found = {f"{words} i ärendet", f"{words} i nytt ärende"}
    for name in ("underlag", "nyrad", "dela"):
        page.locator(f"#{name}-{item.pk}").focus()
        page.keyboard.type(f"{words} i {name}")
        found.add(f"{words} i {name}")
    return found


def test_words_in_every_form_are_back_after_the_browser_was_killed(
    page: Page, item: AgendaItem, browser: Browser
) -> None:
    open_desk(page, item.meeting)
    page.route(
        f"**/skrivbord/arende-{item.pk}/", lambda route: route.abort("internetdisconnected")
    )  # in the draft alone
    texts = type_everywhere(page, item, "Halvskriven text")
    page.locator("label", has_text="Åtgärd").click()
    wait_for_drafts(page, *texts, "atgard")
    again = open_again(page, browser)
    for text in texts:
        expect(again.locator(".desk-draft").get_by_text(text, exact=True)).to_be_visible()
    again.locator(f"#arende-{item.pk}-form").get_by_role("button", name="Ta tillbaka texten").click()
    expect(again.locator(background(item))).to_have_value("Halvskriven text i ärendet")
    again.locator("details[data-add]").get_by_role("button", name="Ta tillbaka texten").click()
    expect(again.locator(f"#nyrad-{item.pk}")).to_have_value("Halvskriven text i nyrad")
    expect(again.locator(f"#nyrad-{item.pk}")).to_be_focused()
    again.keyboard.press("Enter")
    expect(again.locator(".desk-row")).to_have_count(1)
    again.context.close()
    item.refresh_from_db()

    assert item.background == "Halvskriven text i ärendet"
    assert [action.text for action in item.actions.all()] == ["Halvskriven text i nyrad"]
    assert {draft.form.partition("-")[0] for draft in Draft.objects.all()} == {"nytt", "dela", "underlag"}


def test_words_to_add_that_are_rubbed_out_are_offered_no_more(page: Page, item: AgendaItem) -> None:
    open_desk(page, item.meeting)
    page.locator("#id_nytt-title").focus()
    page.keyboard.type("Ångrat ärende")
    wait_for_drafts(page, "Ångrat ärende")
    page.locator("#id_nytt-title").fill("")
    expect(page.locator("#desk-state")).to_have_text(re.compile(r"Sparat \d\d\.\d\d"), timeout=10_000)

    assert not Draft.objects.exists()


def test_two_windows_of_one_person_keep_both_texts(page: Page, item: AgendaItem) -> None:
    open_desk(page, item.meeting)
    other = page.context.new_page()
    other.goto(address_of(item.meeting))
    for window, words in ((page, "Skrivet i fönster ett"), (other, "Skrivet i fönster två")):
        window.bring_to_front()
        window.locator(background(item)).focus()
        window.keyboard.type(words)
        wait_for_drafts(window, words)
    wait_for_drafts(page, "Skrivet i fönster ett", "Skrivet i fönster två")
    third = page.context.new_page()
    third.goto(address_of(item.meeting))
    form = third.locator(f"#arende-{item.pk}-form")
    for words in ("Skrivet i fönster ett", "Skrivet i fönster två"):
        expect(form.get_by_text(words)).to_be_visible()
        draft = form.locator(".desk-draft", has_text=words)
        draft.get_by_role("button", name="Ta tillbaka texten").click()
    expect(form.locator(".desk-theirs")).to_contain_text("Skrivet i fönster ett")
    expect(third.locator(background(item))).to_have_value("Skrivet i fönster två")


def test_five_minutes_without_a_network_lose_nothing(page: Page, item: AgendaItem) -> None:
    page.clock.install()
    open_desk(page, item.meeting)
    page.context.set_offline(True)
    texts = type_everywhere(page, item, "Utan nät")
    expect(page.locator("#desk-state")).to_contain_text("Ingen kontakt", timeout=12_000)
    page.clock.run_for("05:00")
    page.locator("#id_nytt-title").focus()
    page.keyboard.type(", och mer")
    page.clock.run_for("00:20")
    expect(page.locator("#desk-state")).to_contain_text("Ingen kontakt", timeout=12_000)
    expect(page.locator(background(item))).to_have_value("Utan nät i ärendet")
    assert not Draft.objects.exists()
    page.context.set_offline(False)
    texts = texts - {"Utan nät i nytt ärende"} | {"Utan nät i nytt ärende, och mer"}
    wait_for_drafts(page, *texts)


def test_a_network_that_answers_nothing_is_not_waited_for(page: Page, item: AgendaItem) -> None:
    open_desk(page, item.meeting)
    page.route("**/skrivbord/utkast/", lambda route: None)
    page.locator("#id_nytt-title").focus()
    page.keyboard.type("Skrivet i tomma luften")
    expect(page.locator("#desk-state")).to_contain_text("Ingen kontakt", timeout=12_000)
    page.unroute("**/skrivbord/utkast/")
    wait_for_drafts(page, "Skrivet i tomma luften")


def test_a_session_that_ends_while_typing_keeps_the_text(page: Page, item: AgendaItem) -> None:
    open_desk(page, item.meeting)
    area = page.locator(background(item))
    area.focus()
    page.keyboard.type("Skrivet före utloggning")
    wait_for_drafts(page, "Skrivet före utloggning")
    Session.objects.all().delete()
    page.keyboard.type(" och efter")
    link = page.get_by_role("link", name="Logga in i en ny flik")
    expect(link).to_be_visible(timeout=12_000)
    page.locator("#id_nytt-title").focus()
    page.keyboard.type("Nytt efter utloggning")
    expect(link).to_be_visible(timeout=12_000)
    assert not {"Skrivet före utloggning och efter", "Nytt efter utloggning"} & drafted()
    with page.context.expect_page() as opened:
        link.click()
    tab = opened.value
    tab.get_by_label("E-postadress").fill(EMAIL)
    tab.get_by_label("Lösenord").fill(PASSWORD)
    tab.get_by_role("button", name="Logga in").click()
    expect(tab.get_by_role("button", name="Logga ut")).to_be_visible()
    expect(area).to_have_value("Skrivet före utloggning och efter")
    wait_for_drafts(page, "Skrivet före utloggning och efter", "Nytt efter utloggning")


def test_words_that_were_refused_are_kept_when_the_page_is_drawn_anew(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    item = make_item(meeting)
    promise = Promise.objects.create(item=item, text="Återkommer.")
    open_desk(page, meeting)
    page.locator(f"#id_lofte-{promise.pk}-text").fill("En lång text om vad som kommer tillbaka.")
    page.locator(f"#id_lofte-{promise.pk}-due").fill("1 januari 1999")
    page.keyboard.press("Alt+n")
    page.keyboard.type("Nästa ärende")
    page.keyboard.press("Enter")
    expect(page.locator("[data-item]")).to_have_count(2)
    expect(
        page.locator(".desk-draft").get_by_text("En lång text om vad som kommer tillbaka.")
    ).to_be_visible()
    assert Draft.objects.get().values["text"] == "En lång text om vad som kommer tillbaka."


def test_a_form_that_is_being_saved_is_not_sent_beside_itself(page: Page, cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    promise = Promise.objects.create(item=make_item(meeting), text="Återkommer.")
    open_desk(page, meeting)
    waiting: list[Route] = []
    page.route(f"**/skrivbord/lofte-{promise.pk}/", lambda route: waiting.append(route))
    page.locator(f"#id_lofte-{promise.pk}-due").fill("1 januari 1999")
    for _ in range(3):
        page.keyboard.press("Control+s")
        page.wait_for_timeout(200)
    assert len(waiting) == 1
    waiting[0].continue_()
    expect(page.locator("#desk-summary").get_by_role("link")).to_have_count(1)
    page.wait_for_timeout(500)
    assert len(waiting) == 2
    waiting[1].continue_()
    wait_for_drafts(page, "1 januari 1999")
    expect(page.locator("#desk-state")).to_contain_text("Utkastet är sparat")
    expect(page.locator("#desk-state")).to_contain_text("Se felen överst")
    assert len(waiting) == 2


def test_what_was_just_typed_is_saved_before_the_minutes_are_sent(page: Page, item: AgendaItem) -> None:
    open_desk(page, item.meeting)
    page.locator("#id_nytt-title").focus()
    page.keyboard.type("Glömt ärende")
    page.locator(background(item)).focus()
    page.keyboard.type("Skrivet i sista stund")
    page.get_by_role("link", name="Skicka för justering").click()
    page.wait_for_url("**/step/circulate/")
    item.refresh_from_db()
    assert item.background == "Skrivet i sista stund"
    page.get_by_role("link", name="rutan för nytt ärende").click()
    expect(page.locator(".desk-draft").get_by_text("Glömt ärende")).to_be_in_viewport()
