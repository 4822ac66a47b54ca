"""Proposals to the agenda: who makes, reads and changes them."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from minutes.models import AgendaProposal, Meeting, ProposalPaper
from minutes.papers import MOST
from minutes.proposals import Answer, version
from participants.models import Membership, Person, User
from tests.conftest import Cast, logged_in
from tests.factories import account, make_body, make_item, make_meeting, make_member, make_organization
from tests.minutes.proposal_pages import PDF, SOON, TEXTS, add, made, page, pdf, planned, text_of


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chair(cast: Cast) -> Person:
    return make_member("Orvar Ordförande", cast.body, Membership.Role.CHAIR, cast.organization)


def test_member_proposes_with_papers_to_the_next_meeting(cast: Cast) -> None:
    data = {**TEXTS, "meeting": "", "papers": [pdf(), pdf("karta.txt", b"Karta")]}
    answered = logged_in(cast.member).post("/forslag/nytt/", data)
    proposal = AgendaProposal.objects.get()
    assert answered.status_code == 302 and answered.headers["Location"] == page(proposal)
    assert {name: getattr(proposal, name) for name in TEXTS} == TEXTS
    assert (proposal.body, proposal.organization, proposal.meeting) == (cast.body, cast.organization, None)
    assert (proposal.proposed_by, proposal.answer) == (account(cast.member), Answer.WAITING)
    papers = proposal.papers.values_list("title", "media_type", "position")
    assert list(papers) == [("kalkyl", "application/pdf", 1), ("karta", "text/plain", 2)]


def test_form_asks_for_neither_group_nor_organisation_when_there_is_one(cast: Cast) -> None:
    form = text_of(logged_in(cast.member).get("/forslag/nytt/"))
    assert 'name="title"' in form and "multiple" in form
    assert 'name="body"' not in form and 'name="organization"' not in form


def test_form_begins_with_the_meeting_whose_page_led_there(cast: Cast) -> None:
    meeting = planned(cast)
    client = logged_in(cast.member)
    address = f"/forslag/nytt/?meeting={meeting.pk}"
    assert f'href="{address}"' in text_of(client.get(meeting.get_absolute_url()))
    assert f'href="{address}"' in text_of(client.get("/"))
    assert f'<option value="{meeting.pk}" selected>' in text_of(client.get(address))
    for odd in ("x", "99999999999999999999", str(planned(cast, body=cast.other_body).pk)):
        assert client.get("/forslag/nytt/", {"meeting": odd}).status_code == 200


def test_only_coming_planned_meetings_of_own_groups_are_offered(cast: Cast) -> None:
    coming = planned(cast)
    planned(cast, date=dt.date(2020, 1, 1))
    planned(cast, body=cast.other_body)
    planned(cast, date=SOON + dt.timedelta(days=1), status=Meeting.Status.DRAFT)
    form = logged_in(cast.member).get("/forslag/nytt/").context["form"]
    assert list(form.fields["meeting"].queryset) == [coming]


def test_who_sits_in_several_groups_chooses_group_and_organisation(cast: Cast) -> None:
    other, far = make_body("TG"), make_organization("Alnäs kommun")
    Membership.objects.create(person=cast.member, body=other, on_behalf_of=far)
    client, theirs = logged_in(cast.member), planned(cast)
    form = text_of(client.get("/forslag/nytt/"))
    assert "Samråd SG, fredag 9 maj 2031" in form and "Alnäs kommun" in form
    wrong = {**TEXTS, "body": other.pk, "meeting": theirs.pk, "organization": cast.organization.pk}
    answered = client.post("/forslag/nytt/", wrong)
    assert answered.status_code == 422
    said = text_of(answered)
    assert "Mötet hör till en annan grupp än Samrådsgruppen TG." in said
    assert "Du företräder inte Ekby kommun i Samrådsgruppen TG." in said
    assert not AgendaProposal.objects.exists()
    client.post("/forslag/nytt/", {**TEXTS, "body": other.pk})
    assert AgendaProposal.objects.get().organization == far  # the only one in that group


def test_group_of_others_is_no_choice(cast: Cast) -> None:
    Membership.objects.create(person=cast.member, body=make_body("TG"), on_behalf_of=cast.organization)
    data = {**TEXTS, "body": cast.other_body.pk, "organization": ""}
    answered = logged_in(cast.member).post("/forslag/nytt/", data)
    assert answered.status_code == 422 and "Valet finns inte längre" in text_of(answered)


def test_who_has_no_role_has_nothing_to_propose(db: None) -> None:
    nobody = User.objects.create_user("ny@example.org")
    assert "Föreslå ett ärende" not in text_of(logged_in(nobody).get("/forslag/nytt/"))
    logged_in(nobody).post("/forslag/nytt/", TEXTS)
    assert not AgendaProposal.objects.exists()


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(cast: Cast) -> None:
    data = {
        "title": "",
        "background": "ö" * 50_001,
        "proposal": "Gruppen inrättar en cykelpool.",
        "papers": [pdf("bild.png", b"<html>"), pdf("tom.pdf", b""), pdf()],
    }
    answered = logged_in(cast.member).post("/forslag/nytt/", data)
    assert answered.status_code == 422
    said = text_of(answered)
    assert "Skriv en rubrik." in said
    assert "Texten har 50001 tecken. Korta den till högst 50000, eller bifoga den som fil." in said
    assert "bild.png slutar på .png" in said and "tom.pdf är tom" in said
    assert "Filerna som du valde är inte sparade" in said
    assert "ö" * 50_001 in said and "Gruppen inrättar en cykelpool." in said
    assert '<a href="#id_title">Rubrik: Skriv en rubrik.</a>' in said
    assert not AgendaProposal.objects.exists() and not ProposalPaper.objects.exists()


def test_no_more_than_ten_files(cast: Cast) -> None:
    data = {**TEXTS, "papers": [pdf(f"{at}.pdf") for at in range(MOST + 1)]}
    answered = logged_in(cast.member).post("/forslag/nytt/", data)
    assert "Du valde 11 filer. Ett förslag kan ha högst 10." in text_of(answered)


def test_control_characters_are_taken_out_and_the_title_is_one_line(cast: Cast) -> None:
    data = {"title": "Cykel\r\nBcc: x@example.org\x00", "background": "Rad\r\nett\x07\x00\u202e"}
    logged_in(cast.member).post("/forslag/nytt/", data)
    proposal = AgendaProposal.objects.get()
    assert (proposal.title, proposal.background) == ("Cykel Bcc: x@example.org", "Rad\nett")


def test_proposal_sent_twice_is_there_once(cast: Cast) -> None:
    client = logged_in(cast.member)
    first = client.post("/forslag/nytt/", {**TEXTS, "papers": [pdf()]})
    second = client.post("/forslag/nytt/", {**TEXTS, "papers": [pdf()]})
    assert first.headers["Location"] == second.headers["Location"]
    assert AgendaProposal.objects.get().papers.count() == 1
    client.post("/forslag/nytt/", {**TEXTS, "title": "En annan fråga"})
    assert AgendaProposal.objects.count() == 2


def test_proposal_is_read_by_who_made_it_and_who_prepares(cast: Cast, chair: Person) -> None:
    proposal = made(cast, title="Hemlig <b>fråga</b>")
    paper = add(proposal)
    for person in (cast.member, chair, cast.secretary):
        said = text_of(logged_in(person).get(page(proposal)))
        assert "Hemlig &lt;b&gt;fråga&lt;/b&gt;" in said and page(proposal, f"underlag/{paper.pk}/") in said
        assert "Hemlig" in text_of(logged_in(person).get("/forslag/"))
    for person in (cast.adjuster, cast.outsider):
        assert logged_in(person).get(page(proposal)).status_code == 404
        assert "Hemlig" not in text_of(logged_in(person).get("/forslag/"))
    assert Client().get(page(proposal)).status_code == 302


def test_who_has_left_the_group_reads_the_proposal_no_more(cast: Cast) -> None:
    proposal = made(cast)
    cast.member.memberships.update(end_date=dt.date(2020, 1, 1))
    assert logged_in(cast.member).get(page(proposal)).status_code == 404


def test_paper_is_handed_to_the_proposal_s_readers_alone(cast: Cast, chair: Person) -> None:
    logged_in(cast.member).post("/forslag/nytt/", {**TEXTS, "papers": [pdf("år.pdf")]})
    proposal = AgendaProposal.objects.get()
    address = page(proposal, f"underlag/{proposal.papers.get().pk}/")
    for person in (cast.member, chair, cast.secretary):
        answered = logged_in(person).get(address)
        assert answered.content == PDF and answered.headers["X-Content-Type-Options"] == "nosniff"
    assert logged_in(cast.adjuster).get(address).status_code == 404
    assert logged_in(cast.outsider).get(address).status_code == 404
    elsewhere = page(made(cast, title="Annat"), f"underlag/{proposal.papers.get().pk}/")
    assert logged_in(cast.member).get(elsewhere).status_code == 404
    assert logged_in(cast.member).post(address).status_code == 405


def test_list_says_to_the_preparers_what_is_to_be_done(cast: Cast, chair: Person) -> None:
    answered: Any = {"answered_by": account(chair), "answered_at": timezone.now()}
    rows = {
        "Väntar på svar": made(cast, title="Första"),
        "Klara att sätta upp på en dagordning": made(cast, title="Andra", answer="ready", **answered),
        "Väntar på komplettering": made(cast, title="Tredje", answer="incomplete", **answered),
    }
    made(cast, title="Fjärde", answer="elsewhere", **answered)
    made(cast, title="Femte", answer="ready", item=make_item(planned(cast)), **answered)
    made(cast, title="Sjätte", body=cast.other_body, by=cast.outsider)
    shown = logged_in(chair).get("/forslag/").context["groups"]
    assert shown == [(heading, [row]) for heading, row in rows.items()]
    assert logged_in(cast.adjuster).get("/forslag/").context["groups"] == []


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_the_same_whatever_the_number_of_rows(
    cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    meeting = planned(cast)
    for at in range(number):
        proposal = made(cast, by=cast.secretary, title=f"Fråga {at}", meeting=meeting)
        made(cast, title=f"På gång {at}", item=make_item(meeting), meeting=meeting)
        make_meeting(cast.body, Meeting.Status.PLANNED, date=SOON + dt.timedelta(days=1 + at))
    for at in range(number):
        add(proposal, f"Kalkyl {at}")
    client = logged_in(cast.secretary)
    # session, user, how many own, own, waiting, whether one prepares anything
    with django_assert_num_queries(6):
        client.get("/forslag/")
    # session, user, proposal, papers for the version, meetings, papers
    with django_assert_num_queries(7):
        client.get(page(proposal))
    # session, user, whether there is a group, groups, organisations, coming meetings
    with django_assert_num_queries(6):
        client.get("/forslag/nytt/")


def test_member_completes_the_proposal_and_it_waits_again(cast: Cast, chair: Person) -> None:
    proposal = made(
        cast,
        answer="incomplete",
        answer_note="Vad kostar det?",
        answered_by=account(chair),
        answered_at=timezone.now(),
    )
    old = add(proposal)
    client = logged_in(cast.member)
    form = client.get(page(proposal, "andra/"))
    assert "Vad kostar det?" in text_of(form)
    data = {**TEXTS, "background": "Det kostar 3 kr.", "drop": [old.pk], "papers": [pdf("ny.pdf")]}
    answered = client.post(page(proposal, "andra/"), {**data, "seen": form.context["form"].initial["seen"]})
    assert answered.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.background) == (Answer.WAITING, "Det kostar 3 kr.")
    assert proposal.answer_note == "Vad kostar det?" and proposal.organization == cast.organization
    assert [paper.title for paper in proposal.papers.all()] == ["ny"]
    assert "Förslaget är ändrat efter det förra svaret." in text_of(logged_in(chair).get(page(proposal)))


@pytest.mark.parametrize("verdict", ["ready", "elsewhere"])
def test_answered_proposal_is_changed_no_more_and_the_text_is_not_lost(
    cast: Cast, chair: Person, verdict: str
) -> None:
    proposal, client = made(cast), logged_in(cast.member)
    seen = client.get(page(proposal, "andra/")).context["form"].initial["seen"]
    now = timezone.now()
    AgendaProposal.objects.update(answer=verdict, answered_by=account(chair), answered_at=now)
    data = {**TEXTS, "background": "Skrivet för sent.", "seen": seen}
    answered = client.post(page(proposal, "andra/"), data)
    assert answered.status_code == 409
    assert "kan inte ändras längre" in text_of(answered) and "Skrivet för sent." in text_of(answered)
    proposal.refresh_from_db()
    assert proposal.background == TEXTS["background"]
    assert client.get(page(proposal, "andra/")).headers["Location"] == page(proposal)
    assert "Ändra förslaget" not in text_of(client.get(page(proposal)))


def test_change_in_two_windows_shows_both_texts_and_can_be_sent_again(cast: Cast) -> None:
    proposal, client = made(cast), logged_in(cast.member)
    seen = version(proposal)
    client.post(page(proposal, "andra/"), {**TEXTS, "background": "Ena fönstret.", "seen": seen})
    second = {**TEXTS, "background": "Andra fönstret.", "seen": seen}
    answered = client.post(page(proposal, "andra/"), second)
    assert answered.status_code == 409
    assert "Ena fönstret." in text_of(answered) and "Andra fönstret." in text_of(answered)
    again = answered.context["form"]["seen"].value()
    assert client.post(page(proposal, "andra/"), {**second, "seen": again}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.background == "Andra fönstret."


def test_files_that_are_there_count_among_the_ten(cast: Cast) -> None:
    proposal = made(cast)
    kept = [add(proposal, f"Kalkyl {at}") for at in range(MOST)]
    data: dict[str, Any] = {**TEXTS, "seen": version(proposal), "papers": [pdf()]}
    client = logged_in(cast.member)
    assert "skulle få 11 filer" in text_of(client.post(page(proposal, "andra/"), data))
    data |= {"papers": [pdf()], "drop": [kept[0].pk]}
    assert client.post(page(proposal, "andra/"), data).status_code == 302


def test_nobody_else_changes_a_proposal_or_takes_papers_of_another(cast: Cast) -> None:
    proposal, other = made(cast), made(cast, by=cast.adjuster, title="Annat")
    paper = add(other)
    for person in (cast.secretary, cast.adjuster, cast.outsider):
        for method in (logged_in(person).get, logged_in(person).post):
            assert method(page(proposal, "andra/")).status_code == 404
    data = {**TEXTS, "seen": version(proposal), "drop": [paper.pk]}
    logged_in(cast.member).post(page(proposal, "andra/"), data)
    assert ProposalPaper.objects.get() == paper
