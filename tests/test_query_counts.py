"""What a page costs does not grow with the book. Each figure counts the session and the user too."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.models import Action, Citation, Compliance, Decision, DecisionRelation, Obligation, Promise
from minutes.models import (
    AgendaItem,
    Attachment,
    Matter,
    MatterChange,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    ThreadProposal,
)
from minutes.search_index import settle
from participants.models import Membership, Organization, Participation, PersonAlias, User
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_body,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_organization,
    make_person,
)

BUDGET = {
    "start": 12,
    "meeting-list": 8,
    "meeting-detail": 12,
    "decision-list": 10,
    "decision-detail": 8,
    "organization-list": 10,
    "organization-detail": 10,
    "matter-list": 10,
    "matter-detail": 10,
    "promise-list": 10,
    "body-overview": 10,
    "thread-suggestions": 10,
    "matter-arrange": 12,
    "person-detail": 10,
    "search": 8,
    "meeting-approve": 12,
    "follow-up": 10,
    "compliance": 10,
    "obligation-report": 10,
    "compliance-report": 10,
    "meeting-home": 10,
    "subscriptions": 4,
}


def fill(cast: Cast, rows: int) -> dict[str, str]:
    """Put `rows` of everything into the book; return each page's address."""
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")

    def fill_draft(draft: Meeting) -> None:
        item = draft.items.get()
        AgendaItem.objects.filter(pk=item.pk).update(matter=matter)
        for number in range(rows):
            _fill_people(cast, draft, number)
            _fill_bodies(cast, number)
            _fill_item(draft, matter, number, account(cast.secretary))
        _fill_round(cast, item, item.decisions.get(), matter, rows)

    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster, fill_draft, date=dt.date(2024, 5, 3))
    decision = meeting.items.get(position=1).decisions.get()
    settle()  # what the doors of the book do as they write
    return {
        "start": reverse("start"),
        "meeting-list": reverse("meeting-list") + f"?body={cast.body.pk}",
        "meeting-detail": meeting.get_absolute_url(),
        "decision-list": reverse("decision-list")
        + f"?body={cast.body.pk}&organization={cast.organization.pk}&status=in_force",
        "decision-detail": decision.get_absolute_url(),
        "organization-list": reverse("organization-list"),
        "organization-detail": cast.organization.get_absolute_url(),
        "matter-list": reverse("matter-list"),
        "matter-detail": matter.get_absolute_url(),
        "promise-list": reverse("promise-list") + f"?body={cast.body.pk}",
        "body-overview": reverse("body-overview", args=[cast.body.slug]),
        "thread-suggestions": reverse("thread-suggestions"),
        "matter-arrange": reverse("matter-arrange", args=[matter.pk]),
        "person-detail": cast.adjuster.get_absolute_url(),
        "search": reverse("search") + "?q=cykelplan",
        "meeting-approve": reverse("meeting-approve", args=[meeting.pk]),
        "follow-up": reverse("follow-up") + f"?body={cast.body.pk}&organization=own&status=open",
        "compliance": reverse("compliance") + f"?body={cast.body.pk}&organization=&status=silent",
        "obligation-report": reverse(
            "obligation-report", args=[Obligation.objects.filter(action__item__meeting=meeting)[0].pk]
        ),
        "compliance-report": reverse("compliance-report", args=[decision.slug, cast.organization.pk]),
        "meeting-home": reverse("meeting-home", args=[meeting.pk, cast.organization.pk]),
        "subscriptions": reverse("subscriptions"),
    }


def _fill_people(cast: Cast, meeting: Meeting, number: int) -> None:
    person = make_person(f"Cykel Cyklare {number}")
    PersonAlias.objects.create(person=person, name=f"Cykla {number}")
    PersonAlias.objects.create(person=cast.adjuster, name=f"Johan {number}")
    organization = make_organization(f"Cykelby {number} kommun")
    Membership.objects.create(person=person, body=cast.body, on_behalf_of=cast.organization)
    Membership.objects.create(
        person=cast.adjuster,
        body=cast.body,
        on_behalf_of=organization,
        role=Membership.Role.SUBSTITUTE,
        start_date=dt.date(2000 + number, 1, 1),
    )
    part = MeetingPart.objects.create(meeting=meeting, position=number, title=f"Del {number}")
    make_attendance(meeting, person, organization, position=number).parts.add(part)
    for role in (Officer.Role.CHAIR, Officer.Role.SECRETARY):
        Officer.objects.create(meeting=meeting, person=person, role=role)
    Remark.objects.create(meeting=meeting, code="date", message=f"Se över {number}.")


def _fill_bodies(cast: Cast, number: int) -> None:
    body = make_body(f"CG{number}")
    Participation.objects.create(body=body, organization=cast.organization)
    Membership.objects.create(person=cast.adjuster, body=body, on_behalf_of=cast.organization)
    make_meeting(body, date=dt.date(2030, 1, 1), status=Meeting.Status.PLANNED)


def _fill_item(meeting: Meeting, matter: Matter, number: int, user: User) -> None:
    Matter.objects.create(body=meeting.body, title=f"Cykelfråga {number}")
    item = make_item(meeting, f"Cykelväg {number}", background="Cykel.")
    other = make_meeting(meeting.body, date=dt.date(2024, 6, 1) + dt.timedelta(days=number))
    later = make_item(other, "Cykel igen", matter=matter)
    make_decision(later)
    Promise.objects.create(
        item=later, text="Återkommer.", status="broken", settled_by=item, target_meeting=meeting
    )
    Citation.objects.create(item=later, text="Förr.", due_on=dt.date(2001, 1, 1))
    ThreadProposal.objects.create(body=meeting.body, item=later, earlier=item, score=number)
    MatterChange.objects.create(body=meeting.body, kind="joined", matter=matter, title="Cykel", by=user)
    make_decision(item)


def _fill_round(cast: Cast, item: AgendaItem, decision: Decision, matter: Matter, rows: int) -> None:
    """Hang rows on one item and its decision, and meetings on the adjuster and the organisation."""
    later = list(matter.items.exclude(pk=item.pk))
    organizations = list(Organization.objects.filter(name__startswith="Cykelby"))
    for number in range(rows):
        Presenter.objects.create(item=item, person=cast.adjuster)
        Attachment.objects.create(meeting=item.meeting, item=item, title=f"Karta {number}")
        made = decision if not number else None
        action = Action.objects.create(
            item=item, decision=made, text="Cykla.", responsible=cast.adjuster, status="in_progress"
        )
        for organization in (cast.organization, *organizations):
            Obligation.objects.create(action=action, organization=organization, contact=cast.adjuster)
        Compliance.objects.create(
            decision=decision, organization=organizations[number], noted_on=dt.date(2025, 1, 1)
        )
        newer = later[number].decisions.get()
        DecisionRelation.objects.create(decision=newer, older=decision, kind="reaffirms")
        Promise.objects.create(
            item=item, text="Återkommer.", settled_by=later[number], target_meeting=later[number].meeting
        )
        Citation.objects.create(item=item, text="Se förr.", to_item=later[number], to_decision=newer)
        make_attendance(later[number].meeting, cast.adjuster, cast.organization)


def spent(cast: Cast, client: Client, rows: int) -> dict[str, int]:
    """Return how many queries each page takes in a book with `rows` of everything, and empty it again."""
    counts = {}
    with transaction.atomic():
        for name, address in fill(cast, rows).items():
            with CaptureQueriesContext(connection) as captured:
                response = client.get(address)
            # Only the justerare opens the page for justering, only the secretary those about threads.
            if response.status_code not in {403, 404}:
                assert response.status_code == 200, name
                counts[name] = len(captured)
        transaction.set_rollback(True)
    return counts


@pytest.mark.parametrize("who", ["adjuster", "secretary", "superuser"])
def test_a_page_keeps_to_its_budget_with_one_row_and_with_thirty(cast: Cast, who: str) -> None:
    client = logged_in(getattr(cast, who))
    assert connection.features.supports_json_field  # Django asks SQLite once per connection

    few, many = spent(cast, client, 1), spent(cast, client, 30)

    assert many == few
    assert {name: count for name, count in many.items() if count > BUDGET[name]} == {}
    assert set(BUDGET) - set(many) <= {"meeting-approve", "thread-suggestions", "matter-arrange"}
