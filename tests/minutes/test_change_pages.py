"""The pages of a change's way: the justerare's form, the secretary's answers, the trail."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from minutes.approval import circulate, send_back
from minutes.models import ChangeProposal, Letter, Meeting
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_approver,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_sealed,
)

BEFORE, AFTER = "Tre kommuner har svarat.", "Fyra kommuner har svarat."


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_circulated(cast.body, cast.secretary, cast.adjuster)


def change_address(meeting: Meeting, place: int = 1) -> str:
    return reverse("meeting-change", args=[meeting.pk, place])


def changes_address(meeting: Meeting) -> str:
    return reverse("meeting-changes", args=[meeting.pk])


def shown(client: Client, address: str, **typed: str) -> dict[str, str]:
    """Return what the browser would send from the form, with what somebody typed in it."""
    context = client.get(address).context
    values = {field.html_name: field.value() or "" for field in context["form"]}
    return {**values, "digest": context["digest"], **typed}


def propose(cast: Cast, meeting: Meeting, **typed: str) -> ChangeProposal:
    client, address = logged_in(cast.adjuster), change_address(meeting)
    typed = typed or {"text-1": AFTER}
    assert client.post(address, shown(client, address, reason="Ekby svarade.", **typed)).status_code == 302
    return ChangeProposal.objects.latest("pk")


def test_form_has_each_text_as_it_stands(cast: Cast, meeting: Meeting) -> None:
    form = logged_in(cast.adjuster).get(change_address(meeting)).context["form"]
    assert [(field.label, field.value()) for field in form.wordings] == [
        ("Rubrik", "Gemensam cykelplan"),
        ("Bakgrund", BEFORE),
        ("Beslut SG 2024-03-08 §1", "Gruppen antar cykelplanen."),
    ]


def test_changed_texts_become_proposals_and_the_page_tells_of_them(cast: Cast, meeting: Meeting) -> None:
    client, address = logged_in(cast.adjuster), change_address(meeting)
    typed = {"text-1": AFTER, "text-2": "Gruppen antar vägplanen.", "reason": "Ekby svarade."}
    response = client.post(address, shown(client, address, **typed), follow=True)
    assert response.redirect_chain[0][0].endswith("#punkt-1")
    assert set(ChangeProposal.objects.values_list("target", flat=True)) == {"background", "decision"}
    text = response.content.decode()
    assert "Du har föreslagit en ändring i bakgrund." in text and "2 av dina ändringsförslag väntar" in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"reason": "Utan ändring."}, "Du har inte ändrat någon text"),
        ({"text-1": AFTER, "reason": " "}, "Skriv varför texten ska ändras"),
        ({"text-0": "", "reason": "Ingen rubrik."}, "Skriv en rubrik"),
        ({"text-1": AFTER, "reason": "x" * 2001}, "Texten är för lång"),
    ],
)
def test_fault_keeps_what_was_typed(cast: Cast, meeting: Meeting, typed: dict[str, str], words: str) -> None:
    client, address = logged_in(cast.adjuster), change_address(meeting)
    response = client.post(address, shown(client, address, **typed))
    text = response.content.decode()
    assert response.status_code == 422 and words in text and "Fel: " in text
    assert all(value.strip() in text for value in typed.values())
    assert not ChangeProposal.objects.exists()


def test_change_of_a_text_that_is_old_is_refused_with_what_was_typed(cast: Cast, meeting: Meeting) -> None:
    client, address = logged_in(cast.adjuster), change_address(meeting)
    sent = shown(client, address, reason="Ekby svarade.", **{"text-1": AFTER})
    send_back(meeting, account(cast.secretary), "Rättar.")
    meeting.items.update(background="Ingen har svarat.")
    circulate(meeting, account(cast.secretary))
    response = client.post(address, sent)
    assert response.status_code == 409 and AFTER in response.content.decode()


def test_line_ends_and_blanks_of_a_browser_are_no_change(cast: Cast) -> None:
    meeting = make_circulated(
        cast.body, cast.secretary, cast.adjuster, lambda m: make_item(m, "Två rader", background="En.\nTvå.")
    )
    client, address = logged_in(cast.adjuster), change_address(meeting, 2)
    response = client.post(address, shown(client, address, reason="Skäl.", **{"text-1": "En. \r\nTvå.\r\n"}))
    assert "Du har inte ändrat någon text" in response.content.decode()


def test_the_head_is_changed_in_free_words(cast: Cast, meeting: Meeting) -> None:
    client, address = logged_in(cast.adjuster), change_address(meeting, 0)
    client.post(address, shown(client, address, other="Maja var med.", reason="Hon syns på listan."))
    row = ChangeProposal.objects.get()
    assert (row.item, row.target, row.new_text) == (None, "other", "Maja var med.")


@pytest.mark.parametrize("place", [7, 9999999])
def test_part_that_is_not_there(cast: Cast, meeting: Meeting, place: int) -> None:
    assert logged_in(cast.adjuster).get(change_address(meeting, place)).status_code == 404


def test_form_of_a_text_that_is_not_out_leads_back(cast: Cast, meeting: Meeting) -> None:
    send_back(meeting, account(cast.secretary), "Rättar.")
    response = logged_in(cast.adjuster).get(change_address(meeting))
    assert response.headers["Location"] == reverse("meeting-approve", args=[meeting.pk])


@pytest.mark.parametrize(
    ("who", "code"), [("member", 403), ("secretary", 403), ("superuser", 403), ("outsider", 404)]
)
def test_only_the_justerare_opens_the_form(cast: Cast, meeting: Meeting, who: str, code: int) -> None:
    client = logged_in(getattr(cast, who))
    assert client.get(change_address(meeting)).status_code == code
    assert client.post(change_address(meeting), {"reason": "x", "text-1": AFTER}).status_code == code


def test_button_at_the_part_keeps_the_ticks_and_leads_to_the_form(cast: Cast, meeting: Meeting) -> None:
    url, digest = reverse("meeting-approve", args=[meeting.pk]), meeting.revisions.get().sha256
    sent = {"digest": digest, "shown": ["0", "1"], "read": ["1"], "answer": "change-1"}
    assert logged_in(cast.adjuster).post(url, sent).headers["Location"] == change_address(meeting)
    assert list(meeting.revisions.get().readings.values_list("place", flat=True)) == [0]


def test_own_proposal_is_taken_back_on_the_page(cast: Cast, meeting: Meeting) -> None:
    row = propose(cast, meeting)
    url, digest = reverse("meeting-approve", args=[meeting.pk]), meeting.revisions.get().sha256
    sent = {"digest": digest, "answer": f"drop-{row.pk}"}
    response = logged_in(cast.adjuster).post(url, sent, follow=True)
    assert "Ditt ändringsförslag är tillbakataget." in response.content.decode()
    assert logged_in(cast.adjuster).post(url, sent).status_code == 409


def reply(row: ChangeProposal, choice: str, answer: str = "") -> dict[str, str]:
    return {f"forslag-{row.pk}-reply": choice, f"forslag-{row.pk}-answer": answer}


def test_secretary_accepts_and_a_new_revision_goes_out(cast: Cast, meeting: Meeting) -> None:
    row, client = propose(cast, meeting), logged_in(cast.secretary)
    start = client.get(reverse("start")).content.decode()
    assert changes_address(meeting) in start and "Svara på ändringsförslag" in start
    assert changes_address(meeting) in client.get(meeting.get_absolute_url()).content.decode()
    sent = {**reply(row, "accept"), "act": "revision"}
    response = client.post(changes_address(meeting), sent, follow=True)
    assert "Utgåva 2 är skickad för justering" in response.content.decode()
    page = logged_in(cast.adjuster).get(reverse("meeting-approve", args=[meeting.pk]))
    assert [part.title for part in page.context["changed"]] == ["§ 1 Gemensam cykelplan"]
    assert page.context["changed"][0].changes[0][0] == "Bakgrund"
    assert [part.is_read for part in page.context["folded"]] == [True]
    assert "Ändrat sedan utgåva 1" in page.content.decode()


def test_secretary_declines_all_and_no_new_revision_is_needed(cast: Cast, meeting: Meeting) -> None:
    row, client = propose(cast, meeting), logged_in(cast.secretary)
    sent = {**reply(row, "decline", "Det stod rätt."), "act": "revision"}
    client.post(changes_address(meeting), sent)
    assert meeting.revisions.count() == 1
    page = logged_in(cast.adjuster).get(reverse("meeting-approve", args=[meeting.pk])).content.decode()
    assert "Sekreteraren har avböjt den." in page and "Det stod rätt." in page


@pytest.mark.parametrize(
    ("choice", "answer", "words"),
    [
        ("", "", "Välj Godta eller Avböj."),
        ("decline", "", "Skriv varför"),
        ("kanske", "", "Välj Godta eller Avböj."),
    ],
)
def test_answer_that_lacks_something_is_asked_for(
    cast: Cast, meeting: Meeting, choice: str, answer: str, words: str
) -> None:
    row = propose(cast, meeting)
    sent = {**reply(row, choice, answer), "act": "revision"}
    response = logged_in(cast.secretary).post(changes_address(meeting), sent)
    assert response.status_code == 422 and words in response.content.decode()
    row.refresh_from_db()
    assert row.status == "open"


def test_some_answers_can_be_saved_and_the_rest_later(cast: Cast, meeting: Meeting) -> None:
    first, second = propose(cast, meeting), propose(cast, meeting, **{"text-0": "Cyklar"})
    client = logged_in(cast.secretary)
    client.post(changes_address(meeting), {**reply(first, "accept"), "act": "save"})
    assert meeting.revisions.count() == 1
    client.post(changes_address(meeting), {**reply(second, "decline", "Nej."), "act": "save"})
    text = client.get(changes_address(meeting)).content.decode()
    assert "1 godtagen ändring ska in i en ny utgåva" in text
    client.post(changes_address(meeting), {"act": "revision"})
    assert meeting.revisions.count() == 2


def test_what_is_done_by_hand_opens_the_draft_and_is_listed(cast: Cast, meeting: Meeting) -> None:
    row = propose(cast, meeting, other="Asta föredrog.")
    client = logged_in(cast.secretary)
    response = client.post(changes_address(meeting), {**reply(row, "accept"), "act": "revision"})
    assert response.status_code == 409 and "skriva in själv" in response.content.decode()
    response = client.post(changes_address(meeting), {"act": "draft"}, follow=True)
    text = response.content.decode()
    assert "1 ändring ska skrivas in för hand." in text and "Asta föredrog." in text
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.DRAFT


def test_answered_twice_at_once_is_answered_once(cast: Cast, meeting: Meeting) -> None:
    row, client = propose(cast, meeting), logged_in(cast.secretary)
    sent = {**reply(row, "decline", "Nej."), "act": "save"}
    client.post(changes_address(meeting), sent)
    client.post(changes_address(meeting), sent)
    row.refresh_from_db()
    assert row.status == "declined"
    assert Letter.objects.filter(key__startswith="change-answered-").count() == 1


@pytest.mark.parametrize("name", ["meeting-changes", "meeting-approver"])
@pytest.mark.parametrize(
    ("who", "code"), [("adjuster", 404), ("member", 404), ("outsider", 404), ("superuser", 200)]
)
def test_who_opens_the_secretary_s_pages(
    cast: Cast, meeting: Meeting, name: str, who: str, code: int
) -> None:
    client, url = logged_in(getattr(cast, who)), reverse(name, args=[meeting.pk])
    assert client.get(url).status_code == code
    if code == 404:
        assert client.post(url, {}).status_code == code


def test_page_of_a_meeting_without_revisions(cast: Cast) -> None:
    draft = make_meeting(cast.body, Meeting.Status.DRAFT)
    assert logged_in(cast.secretary).get(changes_address(draft)).status_code == 404


def test_another_justerare_on_the_page(cast: Cast, meeting: Meeting) -> None:
    make_member("Nils Nyvald", cast.body)
    client, url = logged_in(cast.secretary), reverse("meeting-approver", args=[meeting.pk])
    form = client.get(url).context["form"]
    (new,) = [row for row in form.fields["person"].queryset if row.name == "Nils Nyvald"]
    officer = meeting.officers.approving().get()
    response = client.post(url, {"officer": officer.pk, "person": new.pk, "reason": ""})
    assert response.status_code == 422 and "Skriv varför justeraren byts ut" in response.content.decode()
    response = client.post(url, {"officer": officer.pk, "person": cast.outsider.pk, "reason": "Sjuk."})
    assert response.status_code == 422 and "Välj en person i listan" in response.content.decode()
    response = client.post(
        url, {"officer": officer.pk, "person": new.pk, "reason": "Jon är sjuk."}, follow=True
    )
    text = response.content.decode()
    assert "Nils Nyvald justerar nu." in text
    assert "Nils Nyvald justerar i stället för Jon Justerare" in text and "Jon är sjuk." in text
    send_back(meeting, account(cast.secretary), "Rättar.")
    assert "väntar inte på justering" in client.get(url).content.decode()


def trail(client: Client, meeting: Meeting) -> list[str]:
    return [event.says for event in client.get(meeting.get_absolute_url()).context["trail"]]


def test_trail_is_whole_for_those_who_work_with_it_and_short_for_members(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    row = propose(cast, meeting)
    logged_in(cast.secretary).post(changes_address(meeting), {**reply(row, "accept"), "act": "revision"})
    whole = [
        "Utgåva 2 skickades för justering av Siv Sekreterare",
        "Utgåva 1 togs tillbaka till utkast av Siv Sekreterare",
        "Ett ändringsförslag godtogs av Siv Sekreterare",
        "Jon Justerare föreslog en ändring",
        "Utgåva 1 skickades för justering av Siv Sekreterare",
    ]
    assert trail(logged_in(cast.secretary), meeting) == whole
    assert trail(logged_in(cast.adjuster), meeting) == whole
    assert trail(logged_in(cast.member), meeting) == [
        "Utgåva 2 skickades för justering",
        "Utgåva 1 skickades för justering",
    ]


def test_letter_that_did_not_arrive_is_told_to_the_secretary_alone(cast: Cast, meeting: Meeting) -> None:
    Letter.objects.update(given_up=True, last_error="550 Ingen sådan brevlåda")
    url = meeting.get_absolute_url()
    assert "Ingen sådan brevlåda" in logged_in(cast.secretary).get(url).content.decode()
    assert "Ingen sådan brevlåda" not in logged_in(cast.member).get(url).content.decode()


def _costs(cast: Cast, client: Client, rows: int, year: int) -> dict[str, int]:
    def fill(meeting: Meeting) -> None:
        for number in range(rows):
            make_decision(make_item(meeting, f"Väg {number}", background="Text."))
            make_approver(meeting, make_member(f"Justerare {year} {number}", cast.body))

    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, fill, date=dt.date(year, 3, 8))
    for number in range(rows):
        propose(cast, meeting, **{"text-1": f"{AFTER} {number}"})
    addresses = {
        "approve": reverse("meeting-approve", args=[meeting.pk]),
        "change": change_address(meeting),
        "changes": changes_address(meeting),
        "approver": reverse("meeting-approver", args=[meeting.pk]),
        "meeting": meeting.get_absolute_url(),
    }
    counts = {}
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        counts[name] = len(captured)
    return counts


@pytest.mark.parametrize("who", ["adjuster", "secretary"])
def test_pages_cost_the_same_with_many_rows(cast: Cast, who: str) -> None:
    client: Any = logged_in(getattr(cast, who))
    client.get(reverse("start"))
    few, many = _costs(cast, client, 1, 2024), _costs(cast, client, 12, 2025)
    assert many == few
    assert max(many.values()) <= 16, many


def test_correction_pages_cost_the_same_with_many_rows(cast: Cast) -> None:
    client = logged_in(cast.secretary)

    def costs(rows: int, year: int) -> list[int]:
        def fill(draft: Meeting) -> None:
            for number in range(rows):
                make_item(draft, f"Väg {number}", background="Text.")

        meeting = make_sealed(cast.body, cast.secretary, cast.adjuster, fill, date=dt.date(year, 3, 8))
        found = []
        for query in ("", "?del=1&text=background"):
            with CaptureQueriesContext(connection) as captured:
                client.get(reverse("meeting-correct", args=[meeting.pk]) + query)
            found.append(len(captured))
        return found

    few, many = costs(1, 2024), costs(12, 2025)
    assert few == many and max(many) <= 16
