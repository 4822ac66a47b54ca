import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions.models import Action, Citation, Compliance, Decision, DecisionRelation, Obligation, Promise
from minutes.models import Attendance, Matter, Meeting, MeetingPart, Officer, Presenter, Remark
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    fresh_login,
    make_approver,
    make_attendance,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_organization,
    make_person,
)
from tests.factories import (
    read_and_approve as approve,
)


def page(client: Client, address: str) -> str:
    """Return the page's text with the blanks between words made single."""
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_start_shows_what_waits_and_what_is_owed(cast: Cast) -> None:
    other = make_organization("Alnäs kommun")

    def fill(draft: Meeting) -> None:
        make_obligation(draft.items.get(), cast.organization, "Svara.")
        make_obligation(draft.items.get(), other, "Annat.")

    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, fill)
    own, theirs = Obligation.objects.order_by("pk")
    strange = make_obligation(make_item(make_meeting(cast.other_body)), cast.organization, "Hemligt.")

    response = logged_in(cast.adjuster).get(reverse("start"))

    context = response.context
    (waiting,) = context["waiting"]
    assert (waiting["meeting"], waiting["last_day"]) == (meeting, dt.date(2024, 3, 22))
    assert waiting["is_late"]
    assert [row for row, _ in context["owed"]] == [own] and theirs != own != strange
    assert context["organizations"] == [cast.organization]
    assert reverse("meeting-approve", args=[meeting.pk]) in response.content.decode()


def test_start_lets_nothing_wait_for_others_than_the_justerare(cast: Cast) -> None:
    make_circulated(cast.body, cast.secretary, cast.adjuster)

    response = logged_in(cast.member).get(reverse("start"))

    assert response.context["waiting"] == []
    assert "Inget väntar på dig." in response.content.decode()


def test_start_shows_the_next_meeting_and_the_newest(cast: Cast) -> None:
    today = timezone.localdate()
    old = make_meeting(cast.body, date=today - dt.timedelta(days=9))
    make_meeting(cast.body, date=today + dt.timedelta(days=9), status=Meeting.Status.PLANNED)
    soon = make_meeting(cast.body, date=today + dt.timedelta(days=2), status=Meeting.Status.PLANNED)
    make_meeting(cast.other_body, date=today, status=Meeting.Status.PLANNED)
    decision = make_decision(make_item(old))
    broken = Promise.objects.create(item=decision.item, text="Åter i maj.", status="broken")
    Promise.objects.create(item=decision.item, text="Åter i juni.", status="kept")

    context = logged_in(cast.member).get(reverse("start")).context

    assert context["next_meeting"] == soon
    assert list(context["newest_minutes"]) == [old]
    assert list(context["newest_decisions"]) == [decision]
    assert list(context["broken_promises"]) == [broken]


def test_start_helps_who_has_no_role(db: None) -> None:
    text = page(logged_in(make_person("Nora Ny", account=True)), reverse("start"))

    assert "du har ingen roll i någon grupp just nu" in text and "nora.ny@example.org" in text


def status_line(client: Client, meeting: Meeting) -> str:
    text = page(client, meeting.get_absolute_url())
    return text.split('<div class="status-line')[1].split("</div>")[0]


def test_imported_minutes_claim_no_justering(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    client = logged_in(cast.member)
    assert "Anteckningarna nämner ingen justerare." in status_line(client, meeting)

    Officer.objects.create(meeting=meeting, name="Ulla Ås", role=Officer.Role.APPROVER)

    line = status_line(client, meeting)
    assert "Inläst ur äldre mötesanteckningar, inte justerat i Protokollboken." in line
    assert "Justerare enligt anteckningarna: Ulla Ås." in line


def test_approved_minutes_say_who_approved_where_and_when(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    client = logged_in(cast.member)
    before = status_line(client, meeting)
    approve(meeting, by=account(cast.adjuster), digest=meeting.revisions.get().sha256, login=fresh_login())

    after = status_line(client, meeting)

    assert "Väntar på justering, preliminärt." in before and "Jon Justerare har inte godkänt än." in before
    assert "Justerat <time" in after
    assert "Godkänt i Protokollboken av Jon Justerare (Ekby kommun)" in after


def test_draft_says_so_and_only_who_prepares_reads_it(cast: Cast) -> None:
    meeting = make_meeting(cast.body, status=Meeting.Status.DRAFT)

    assert "Utkast, ej justerat." in status_line(logged_in(cast.secretary), meeting)
    assert logged_in(cast.member).get(meeting.get_absolute_url()).status_code == 404


def test_protocol_groups_attendance_by_the_organisation_of_the_time(cast: Cast) -> None:
    meeting, then = make_meeting(cast.body), make_organization("Ösby kommun")
    part = MeetingPart.objects.create(meeting=meeting, position=1, title="Förmiddagen")
    make_attendance(meeting, cast.member, then, mode="digital").parts.add(part)
    make_attendance(meeting, cast.adjuster, cast.organization, role="substitute")
    guest = Attendance.objects.create(meeting=meeting, name="Gäst Gästsson", role="guest")
    absent = make_attendance(meeting, cast.secretary, cast.organization, mode="absent")

    response = logged_in(cast.member).get(meeting.get_absolute_url())

    attendance = response.context["attendance"]
    assert [(org, [row.person for row in rows]) for org, rows in attendance.groups] == [
        (cast.organization, [cast.adjuster]),
        (then, [cast.member]),
    ]
    assert (attendance.guests, attendance.absent, attendance.present_count) == ([guest], [absent], 2)
    text = " ".join(response.content.decode().split())
    assert "(digitalt)" in text and "(Förmiddagen)" in text and "(ersättare)" in text


def test_protocol_shows_all_of_an_item(cast: Cast) -> None:
    meeting = make_meeting(cast.body, year_inferred=True, start=dt.time(13), end=dt.time(15, 30))
    item = make_item(
        meeting,
        "Skolväg <b>",
        background="Bakgrunden.\n\nStycke två.",
        discussion="Dialogen.",
        proposal="Förslaget.",
    )
    decision = make_decision(item, "Enligt förslag.", resolved_text="Vägen byggs.")
    for position, name in enumerate(["Börje", "Anna"]):
        Presenter.objects.create(item=item, name=name, position=position)
    make_obligation(item, cast.organization, "Bygg vägen.")
    Citation.objects.create(item=item, text="Som sagts förr.")
    make_item(meeting, "Inställt", number="", outcome="withdrawn")

    text = page(logged_in(cast.member), meeting.get_absolute_url())

    assert f'<section class="agenda-item" id="{item.anchor}"' in text and f'href="#{item.anchor}"' in text
    assert "Skolväg &lt;b&gt;" in text and "<p>Bakgrunden.</p> <p>Stycke två.</p>" in text
    assert "Föredragande: Börje, Anna" in text
    assert "Enligt förslag." in text and "Vägen byggs." in text and decision.get_absolute_url() in text
    assert "Bygg vägen." in text and "Inte påbörjad" in text and "Utgick" in text
    assert "Fredag 8 mars 2024" in text and "Året är gissat" in text and "13.00–15.30" in text
    assert "Det som texten hänvisar till finns inte i boken." in text


def test_protocol_names_nothing_that_the_reader_may_not_see(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    hidden = make_item(make_meeting(cast.other_body), "Hemligt ärende")
    secret = make_decision(hidden, "Hemligt beslut.")
    Promise.objects.create(item=item, text="Åter.", status="kept", settled_by=hidden)
    Promise.objects.create(item=item, text="Åter.", target_meeting=hidden.meeting)
    Citation.objects.create(
        item=item, text="Se där.", to_item=hidden, to_decision=secret, to_meeting=hidden.meeting
    )
    DecisionRelation.objects.create(decision=secret, older=make_decision(item), kind="replaces")

    text = page(logged_in(cast.member), item.meeting.get_absolute_url())

    assert "Hemligt" not in text and secret.number not in text and "Ersatt" not in text
    assert hidden.meeting.get_absolute_url() not in text


def test_broken_promise_is_said_in_words_with_what_happened(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body, date=dt.date(2023, 10, 6)), "Cykelplan")
    later = make_item(make_meeting(cast.body, date=dt.date(2023, 11, 6)), "Cykelplan", outcome="withdrawn")
    Promise.objects.create(
        item=item,
        text="Åter på novembermötet.",
        due_text="novembermötet",
        due_on=dt.date(2023, 11, 30),
        due_precision="meeting",
        status="broken",
        settled_by=later,
    )

    text = page(logged_in(cast.member), item.meeting.get_absolute_url())

    assert '<span class="promise-status promise-broken">Brutet</span>' in text
    assert "Tid: ”novembermötet” (november 2023)" in text
    assert f'<a href="{later.get_absolute_url()}">6 november 2023, § 1 Cykelplan</a> (utgick)' in text


def test_protocol_leads_to_the_meetings_before_and_after_in_the_same_group(cast: Cast) -> None:
    days = [dt.date(2024, 1, day) for day in (1, 2, 3)]
    first, middle, last = (make_meeting(cast.body, date=day) for day in days)
    make_meeting(cast.other_body, date=days[1])
    make_meeting(cast.body, date=days[1], number="utkast", status=Meeting.Status.DRAFT)

    meeting = logged_in(cast.member).get(middle.get_absolute_url()).context["meeting"]

    assert [row["pk"] for row in meeting.earlier] == [first.pk]
    assert meeting.later == [{"pk": last.pk, "held_on": days[2]}]


def test_what_was_left_over_at_import_is_for_the_secretary(cast: Cast) -> None:
    meeting = make_meeting(cast.body, unplaced="Sidfot 1 av 3")
    Remark.objects.create(meeting=meeting, code="date", message="Fel veckodag.")

    mine, theirs = (page(logged_in(who), meeting.get_absolute_url()) for who in (cast.secretary, cast.member))

    assert "Sidfot 1 av 3" in mine and "1 anmärkning att se över" in mine
    assert reverse("admin:minutes_meeting_change", args=[meeting.pk]) in mine
    assert "Sidfot" not in theirs and "anmärkning" not in theirs and "/admin/" not in theirs


def test_only_the_justerare_is_led_to_justering(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    link = reverse("meeting-approve", args=[meeting.pk])

    assert link in page(logged_in(cast.adjuster), meeting.get_absolute_url())
    assert link not in page(logged_in(cast.member), meeting.get_absolute_url())


def test_justerare_named_without_an_account_does_not_wait(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    make_approver(meeting, make_person("Utan Konto"))

    assert logged_in(cast.member).get(meeting.get_absolute_url()).context["awaits_reader"] is False


@pytest.fixture
def register(cast: Cast) -> dict[str, Decision]:
    """Three decisions of the group: an old one, the one that replaced it, and one that asks something."""
    old_item = make_item(make_meeting(cast.body, date=dt.date(2023, 5, 5)), "Cykelplan")
    new_item = make_item(make_meeting(cast.body, date=dt.date(2024, 5, 5)), "Åkplan")
    decisions = {
        "old": make_decision(old_item, "Cykelplanen antas."),
        "new": make_decision(new_item, "Enligt förslag.", resolved_text="Planen för ÅKNING antas."),
        "task": make_decision(new_item, "Kommunerna svarar.", kind=Decision.Kind.ASSIGNMENT),
    }
    DecisionRelation.objects.create(decision=decisions["new"], older=decisions["old"], kind="replaces")
    Obligation.objects.create(
        action=Action.objects.create(item=new_item, decision=decisions["task"], text="Svara."),
        organization=cast.organization,
    )
    make_decision(make_item(make_meeting(cast.other_body)), "Hemligt.")
    return decisions


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ["task", "new", "old"]),
        ({"words": "åkning"}, ["new"]),
        ({"words": "åkplan svarar"}, ["task"]),
        ({"words": "2023-05-05"}, ["old"]),
        ({"year": "2023"}, ["old"]),
        ({"kind": "assignment"}, ["task"]),
        ({"status": "in_force"}, ["task", "new"]),
        ({"status": "is_replaced"}, ["old"]),
        ({"status": "is_withdrawn"}, []),
        ({"organization": "own"}, ["task"]),
        ({"body": "own", "year": "2024", "kind": "decision"}, ["new"]),
        ({"year": "1999"}, ["task", "new", "old"]),
    ],
)
def test_register_narrows(
    cast: Cast, register: dict[str, Decision], params: dict[str, str], expected: list[str]
) -> None:
    own = {"body": str(cast.body.pk), "organization": str(cast.organization.pk)}
    asked = {name: own[name] if value == "own" else value for name, value in params.items()}

    response = logged_in(cast.member).get(reverse("decision-list"), asked)

    assert [row.pk for row in response.context["page"].rows] == [register[name].pk for name in expected]
    assert "Hemligt" not in response.content.decode()


def test_register_finds_what_the_whole_item_asks_of_an_organisation(
    cast: Cast, register: dict[str, Decision]
) -> None:
    make_obligation(register["old"].item, cast.organization)
    asked = {"organization": str(cast.organization.pk)}

    response = logged_in(cast.member).get(reverse("decision-list"), asked)

    assert [row.pk for row in response.context["page"].rows] == [register["task"].pk, register["old"].pk]


def test_register_offers_only_what_the_reader_may_see(cast: Cast, register: dict[str, Decision]) -> None:
    form = logged_in(cast.member).get(reverse("decision-list")).context["form"]

    assert list(form.fields["body"].queryset) == [cast.body]
    assert list(form.fields["organization"].queryset) == [cast.organization]
    assert [value for value, _ in form.fields["year"].choices] == ["", "2024", "2023"]


def test_register_refuses_more_words_than_the_search_takes(cast: Cast) -> None:
    assert "Sökningen är för lång." in page(
        logged_in(cast.member), reverse("decision-list") + "?words=" + "x" * 201
    )


def test_register_counts_to_a_thousand(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body))
    common: dict[str, Any] = {"item": item, "body": cast.body, "decided_on": item.meeting.date, "text": "Ja."}
    Decision.objects.bulk_create(Decision(number=f"SG {n}", slug=f"sg-{n}", **common) for n in range(1002))

    assert "Fler än 1 000 beslut" in page(logged_in(cast.member), reverse("decision-list"))


def test_decision_that_is_not_approved_is_marked_preliminary(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    client = logged_in(cast.member)
    address = meeting.items.get().decisions.get().get_absolute_url()
    before = page(client, reverse("decision-list")), page(client, address)
    in_force = client.get(reverse("decision-list"), {"status": "in_force"}).context["page"]
    approve(meeting, by=account(cast.adjuster), digest=meeting.revisions.get().sha256, login=fresh_login())

    after = page(client, reverse("decision-list")), page(client, address)

    assert all("tag-preliminary" in text for text in before) and in_force.rows == []
    assert all("tag-preliminary" not in text for text in after)


def test_draft_replaces_nothing_until_it_is_sent_out(cast: Cast) -> None:
    old = make_decision(make_item(make_meeting(cast.body)))
    draft = make_meeting(cast.body, status=Meeting.Status.DRAFT, date=dt.date(2025, 1, 1))
    DecisionRelation.objects.create(decision=make_decision(make_item(draft)), older=old, kind="replaces")

    for who in (cast.member, cast.secretary):
        rows = logged_in(who).get(reverse("decision-list"), {"status": "in_force"}).context["page"].rows
        assert old in rows


def test_decision_page_shows_what_became_of_it(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    item = make_item(make_meeting(cast.body), "Cyklar", matter=matter)
    decision = make_decision(
        item, "Enligt förslag.", resolved_text="Planen antas.", found_by="phrase", phrase="antas"
    )
    later = make_item(make_meeting(cast.body, date=dt.date(2024, 5, 3)), "Cyklar igen", matter=matter)
    newer = make_decision(later, "Planen skrivs om.")
    DecisionRelation.objects.create(decision=newer, older=decision, kind="replaces")
    share = make_obligation(item, cast.organization, "Svara.")
    share.note, share.reported_on = "Svaret är skickat.", dt.date(2024, 4, 1)
    share.save()
    for status, day in (("not_followed", 1), ("partly", 2)):  # the newest holds
        Compliance.objects.create(
            decision=decision, organization=cast.organization, status=status, noted_on=dt.date(2024, 4, day)
        )
    Promise.objects.create(item=item, text="Åter i maj.", status="kept", settled_by=later)
    make_attendance(item.meeting, cast.member, cast.organization)

    text = page(logged_in(cast.member), decision.get_absolute_url())

    assert "Enligt förslag." in text and "Planen antas." in text and "Ersatt" in text
    assert "Utläst ur texten, där det inte är märkt som beslut: ”antas”" in text
    assert f"{newer.number}</a> ersätter det här beslutet" in text
    assert "Svaret är skickat." in text and "1 april 2024" in text and "Följs delvis" in text
    assert "Följs inte" not in text
    assert "Cyklar igen" in text and "Hållet" in text and "Maja Ledamot" in text
    assert f"{later.get_absolute_url()}" in text and "Inget hört" not in text


def test_decision_that_nothing_followed_says_for_how_long(cast: Cast) -> None:
    day = timezone.localdate() - dt.timedelta(days=40)
    decision = make_decision(make_item(make_meeting(cast.body, date=day)))

    assert "Inget hört på 40 dagar." in page(logged_in(cast.member), decision.get_absolute_url())


def test_decision_page_names_nothing_of_another_group(cast: Cast) -> None:
    decision = make_decision(make_item(make_meeting(cast.body)))
    hidden = make_decision(make_item(make_meeting(cast.other_body), "Hemligt"), "Hemligt beslut.")
    DecisionRelation.objects.create(decision=hidden, older=decision, kind="withdraws")
    DecisionRelation.objects.create(decision=decision, older=hidden, kind="questions")

    text = page(logged_in(cast.member), decision.get_absolute_url())

    assert "Hemligt" not in text and hidden.number not in text and "Upphävt" not in text
