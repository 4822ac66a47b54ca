"""A document for a meeting that is in the book already: what differs is shown, and somebody asked."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from decisions.models import Decision, DecisionRelation, Obligation
from minutes.approval import circulate, start_minutes
from minutes.importer.load import load
from minutes.importer.records import ParsedItem, ParsedMeeting
from minutes.intake import Upload, make
from minutes.intake_differences import differences
from minutes.models import Intake, Meeting, Revision
from participants.models import Membership
from tests.conftest import Cast, logged_in
from tests.factories import account, make_approver, make_decision, make_item, make_meeting, make_member
from tests.minutes.intake_pages import MINUTES, address, post, read


def test_sealed_meeting_is_refused_with_the_reason(cast: Cast, desk: Client) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT, start=dt.time(9), end=dt.time(12))
    make_item(meeting, "Gemensam cykelplan")
    make_approver(meeting, cast.adjuster)
    meeting.attendances.create(person=cast.adjuster, organization=cast.organization)
    circulate(meeting, by=account(cast.secretary))
    intake = read(cast)
    answer = post(desk, intake, "store")
    page = desk.get(answer.headers["Location"])
    assert "har varit ute för justering" in page.content.decode()
    assert "har varit ute för justering" in desk.get(address(intake, "save")).content.decode()
    seen = desk.get(address(intake, "save")).context["proposal"].seen
    desk.post(address(intake, "save"), {"seen": seen})
    assert [item.title for item in meeting.items.all()] == ["Gemensam cykelplan"]
    assert Revision.objects.count() == 1
    assert Intake.objects.get().is_open


def test_existing_meeting_is_changed_only_after_a_yes(cast: Cast, desk: Client) -> None:
    meeting = make_meeting(cast.body, place="Gamla salen")
    make_item(meeting, "Gemensam cykelplan", background="Kort.")
    make_item(meeting, "Försvinner")
    intake = read(cast)
    answer = post(desk, intake, "store")
    assert answer.headers["Location"] == address(intake, "save")
    assert Meeting.objects.get().place == "Gamla salen"
    proposal = desk.get(address(intake, "save")).context["proposal"]
    shown = {row.label: (row.old, row.new) for row in proposal.differences}
    assert shown["Plats"] == ("Gamla salen", "Ekby folkets hus")
    assert shown["Ärendet tas bort"] == ("§ 2 Försvinner", "")
    assert shown["Nytt ärende"] == ("", "§ 2 Busskort för elever")
    assert shown["§ 1 Gemensam cykelplan: bakgrund"][0] == "Kort."
    desk.post(address(intake, "save"), {"seen": proposal.seen})
    assert Meeting.objects.get().place == "Ekby folkets hus"
    assert Intake.objects.get().meeting == meeting


def test_yes_to_what_somebody_has_changed_since_asks_again(cast: Cast, desk: Client) -> None:
    meeting = make_meeting(cast.body)
    intake = read(cast)
    post(desk, intake, "store")
    seen = desk.get(address(intake, "save")).context["proposal"].seen
    make_item(meeting, "Skrivet under tiden")
    answer = desk.post(address(intake, "save"), {"seen": seen}, follow=True)
    assert "har ändrats sedan sidan visades" in answer.content.decode()
    assert [item.title for item in meeting.items.all()] == ["Skrivet under tiden"]


def test_same_document_again_says_so_with_a_link(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    again = read(cast)
    page = desk.get(address(again))
    link = reverse("admin:minutes_meeting_change", args=[Meeting.objects.get().pk])
    assert "Samma dokument är redan inläst" in page.content.decode()
    assert link in [notice.url for notice in page.context["notices"]]
    post(desk, again, "store")
    page = desk.get(address(again, "save"))
    assert "Samma dokument är redan inläst" in page.content.decode()
    assert f'href="{link}"' in page.content.decode()
    assert page.context["proposal"].differences == []


def test_same_document_under_review_says_so_with_a_link(cast: Cast, desk: Client) -> None:
    first, second = read(cast), read(cast)
    notices = desk.get(address(second)).context["notices"]
    assert [(notice.text, notice.url) for notice in notices] == [
        ("Samma dokument ligger redan för granskning.", address(first))
    ]


def test_review_says_from_the_start_what_the_meeting_is(cast: Cast, desk: Client) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    intake = read(cast)
    assert "Mötet finns redan i boken" in desk.get(address(intake)).content.decode()
    make_item(meeting)
    make_approver(meeting, cast.adjuster)
    circulate(meeting, by=account(cast.secretary))
    assert "har varit ute för justering" in desk.get(address(intake)).content.decode()


def test_nothing_is_said_of_another_group_s_meetings(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    olga = make_member("Olga Andra", cast.other_body, Membership.Role.SECRETARY)
    intake = make(Upload("x.txt", MINUTES.encode()), account(olga), cast.other_body)
    assert logged_in(olga).get(address(intake)).context["notices"] == []


def test_changed_document_for_a_draft_shows_what_differs_and_asks(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    meeting = Meeting.objects.get()
    start_minutes(meeting, by=account(cast.secretary))
    changed = MINUTES.replace("antar cykelplanen", "antar cykelplanen med två ändringar")
    intake = read(cast, changed, "mars, rättad.txt")
    assert post(desk, intake, "store").headers["Location"] == address(intake, "save")
    page = desk.get(address(intake, "save"))
    assert "inläst ur en annan version av dokumentet" in page.content.decode()
    assert [(row.label, row.old, row.new) for row in page.context["proposal"].differences] == [
        (
            "§ 1 Gemensam cykelplan: beslut",
            "Gruppen antar cykelplanen.",
            "Gruppen antar cykelplanen med två ändringar.",
        )
    ]
    assert Decision.objects.filter(text="Gruppen antar cykelplanen.").exists()
    desk.post(address(intake, "save"), {"seen": page.context["proposal"].seen})
    assert Meeting.objects.get().status == Meeting.Status.DRAFT
    assert Decision.objects.filter(text="Gruppen antar cykelplanen med två ändringar.").exists()


def test_long_texts_show_the_lines_that_differ() -> None:
    lines = [f"Rad {n}." for n in range(20)]
    old = ParsedMeeting(body="", date=None, items=(ParsedItem(title="A", background="\n".join(lines)),))
    lines[10] = "Rad tio."
    new = ParsedMeeting(body="", date=None, items=(ParsedItem(title="A", background="\n".join(lines)),))
    (row,) = differences(old, new)
    assert (row.old, row.new) == ("…\nRad 10.\n…", "…\nRad tio.\n…")


# What a review has nothing of.

EMPTIED: dict[str, Any] = {
    "items__0__presenters": "",
    "items__0__decisions__0__counts": None,
    "items__1__decisions__0__counts": None,
    "items__1__promises__0__counts": None,
    "head__place": "",
    "head__start": "",
    "head__end": "",
    "head__approvers": "",
    "head__next_text": "",
    "head__next_on": "",
    "head__next_precision": "none",
    "attendance__0__remove": "on",
    "attendance__1__remove": "on",
    "attendance__2__remove": "on",
    "parts__0__remove": "on",
}
FULL = MINUTES.replace(
    "kl. 9-12\n", "kl. 9-12\nNästa möte i maj\nMedverkande punkt 1–2 Skolcheferna\n"
).replace("Beslut:", "Ekby kommun tar fram en lista senast den 1 maj 2024.\n\nBeslut:")


def said(meeting: Meeting) -> dict[str, Any]:
    first, second = meeting.items.all()
    return {
        "presenters": [str(row) for row in first.presenters.all()],
        "decisions": [row.text for item in (first, second) for row in item.decisions.all()],
        "promises": second.promises.count(),
        "head": (meeting.place, meeting.start, meeting.end, meeting.next_text),
        "approvers": meeting.officers.filter(role="approver").count(),
        "secretaries": meeting.officers.filter(role="secretary").count(),
        "attendance": meeting.attendances.count(),
        "parts": meeting.parts.count(),
    }


def emptied(desk: Client, cast: Cast) -> tuple[Intake, Any]:
    """Store a document, and review another version of it down to nearly nothing."""
    post(desk, read(cast, FULL), "store")
    intake = read(cast, FULL + "\n")
    post(desk, intake, "store", **EMPTIED)
    return intake, desk.get(address(intake, "save"))


def test_review_empties_what_a_meeting_has(cast: Cast, desk: Client) -> None:
    intake, page = emptied(desk, cast)
    before = said(Meeting.objects.get())
    assert before["presenters"] and before["promises"] and before["parts"] and before["head"][3]
    shown = {row.label for row in page.context["proposal"].differences if row.takes_away}
    assert {"Plats", "Närvaro", "Justerare", "§ 1 Gemensam cykelplan: föredragande", "Mötesdelar"} <= shown
    assert "tas bort" in page.content.decode()
    desk.post(address(intake, "save"), {"seen": page.context["proposal"].seen})
    assert said(Meeting.objects.get()) == {
        "presenters": [],
        "decisions": [],
        "promises": 0,
        "head": ("", None, None, ""),
        "approvers": 0,
        "secretaries": 1,
        "attendance": 0,
        "parts": 0,
    }


def test_what_a_review_lacks_can_be_kept(cast: Cast, desk: Client) -> None:
    intake, page = emptied(desk, cast)
    before = said(Meeting.objects.get())
    desk.post(address(intake, "save"), {"seen": page.context["proposal"].seen, "keep_missing": "on"})
    assert said(Meeting.objects.get()) == before


def test_file_on_the_command_line_leaves_what_it_lacks(cast: Cast, desk: Client, tmp_path: Path) -> None:
    post(desk, read(cast, FULL), "store")
    before = said(Meeting.objects.get())
    file = tmp_path / "kort.txt"
    file.write_text(
        "Samrådsgruppen SG\nFredagen den 8 mars 2024\n\n1. Gemensam cykelplan\nKort.\n\n"
        "2. Busskort för elever\nKort.\n",
        encoding="utf-8",
    )
    assert [outcome.written for outcome in load([file], body=cast.body)] == [True]
    assert Meeting.objects.get().items.first().background == "Kort."  # type: ignore[union-attr]
    assert said(Meeting.objects.get()) == before


def test_what_somebody_has_reported_on_is_not_taken_away(cast: Cast, desk: Client) -> None:
    text = MINUTES.replace("Beslut:", "Ekby kommun ska ta fram en lista.\n\nBeslut:")
    post(desk, read(cast, text), "store")
    obligations = Obligation.objects.filter(organization=cast.organization)
    assert obligations.update(reported_on=dt.date(2024, 4, 1)) == 1
    intake = read(cast, text + "\n")
    post(desk, intake, "store", items__0__actions__0__counts=None)
    seen = desk.get(address(intake, "save")).context["proposal"].seen
    answer = desk.post(address(intake, "save"), {"seen": seen}, follow=True)
    assert "har någon redan rapporterat" in answer.content.decode()
    assert obligations.filter(reported_on__isnull=False).count() == 1
    assert Intake.objects.get(pk=intake.pk).is_open
    desk.post(address(intake, "save"), {"seen": seen, "keep_missing": "on"})
    assert Intake.objects.get(pk=intake.pk).status == Intake.Status.STORED


def test_decision_that_a_later_one_builds_on_is_not_taken_away(cast: Cast, desk: Client) -> None:
    post(desk, read(cast), "store")
    later = make_decision(make_item(make_meeting(cast.body, date=dt.date(2024, 5, 3))))
    older = Decision.objects.exclude(pk=later.pk).get(text="Gruppen antar cykelplanen.")
    DecisionRelation.objects.create(decision=later, older=older, kind="replaces")
    intake = read(cast, MINUTES + "\n")
    post(desk, intake, "store", items__0__decisions__0__counts=None)
    seen = desk.get(address(intake, "save")).context["proposal"].seen
    answer = desk.post(address(intake, "save"), {"seen": seen}, follow=True)
    assert "bygger på ett beslut" in answer.content.decode()
    assert Decision.objects.filter(pk=older.pk).exists()
