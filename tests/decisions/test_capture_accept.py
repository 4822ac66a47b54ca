"""Quick capture: what an accepted offer writes, and who may accept it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.desk.capture import Offer, accept, facts_of, offers, waiting
from decisions.models import Action, Decision, Obligation, Promise
from minutes.approval import Refused
from minutes.models import AgendaItem, Meeting
from participants.models import Membership, Organization, Participation, Person
from tests.conftest import Cast
from tests.factories import (
    account,
    make_attendance,
    make_body,
    make_item,
    make_meeting,
    make_member,
    make_organization,
    make_person,
)


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    """An item of a draft in a group with two municipalities and a region; one municipality has left it."""
    meeting = make_meeting(cast.body, status=Meeting.Status.DRAFT)
    make_member("Anna Ek", cast.body, organization=make_organization("Lindby kommun"))
    region = make_organization("Region Lunden", kind=Organization.Kind.REGION)
    Participation.objects.create(body=cast.body, organization=region)
    gone = make_organization("Gamby kommun")
    Participation.objects.create(body=cast.body, organization=gone, end_date=dt.date(2020, 1, 1))
    return make_item(meeting, proposal="Att anta planen.")


def offered(item: AgendaItem, text: str) -> Offer:
    (offer,) = offers(text, facts_of(item.meeting))
    return offer


def secretary(cast: Cast) -> Any:
    return account(cast.secretary)


def test_facts_are_those_of_the_meetings_day(item: AgendaItem) -> None:
    make_attendance(item.meeting, make_person("Gun Gäst"), make_organization())
    item.meeting.attendances.create(name="Ove Okänd")
    facts = facts_of(item.meeting)
    assert facts.municipalities == ("Ekby kommun", "Lindby kommun")
    assert [seat.name for seat in facts.organizations] == ["Ekby kommun", "Lindby kommun", "Region Lunden"]
    assert {"Anna Ek", "Gun Gäst", "Ove Okänd"} <= set(facts.people)


@pytest.mark.parametrize("rows", [1, 30])
def test_facts_cost_the_same_whoever_is_there(
    item: AgendaItem, django_assert_num_queries: Any, rows: int
) -> None:
    for number in range(rows):
        organization = make_organization(f"Ort {number} kommun")
        person = make_member(f"Ek {number}", item.meeting.body, organization=organization)
        make_attendance(item.meeting, person, organization)
    # seats, their aliases, members, attendance
    with django_assert_num_queries(4):
        facts_of(item.meeting)


def test_accepted_decision_comes_last_and_is_numbered(cast: Cast, item: AgendaItem) -> None:
    accept(offered(item, "Beslut: Planen antas."), item, secretary(cast))
    later = accept(offered(item, "Ställningstagande: Gruppen vill ha lindar."), item, secretary(cast))
    assert isinstance(later, Decision)
    assert (later.kind, later.number, later.found_by) == ("position", "SG 2024-03-08 §1:2", "entered")
    rows = item.decisions.order_by("position").values_list("text", "number", "position")
    assert list(rows) == [
        ("Planen antas.", "SG 2024-03-08 §1", 0),
        ("Gruppen vill ha lindar.", "SG 2024-03-08 §1:2", 1),
    ]


def test_decision_as_proposed_means_the_proposal(cast: Cast, item: AgendaItem) -> None:
    decision = accept(offered(item, "Beslut: Enligt förslag."), item, secretary(cast))
    assert isinstance(decision, Decision)
    assert decision.meaning == "Att anta planen."


def test_assignment_becomes_a_decision_with_its_action(cast: Cast, item: AgendaItem) -> None:
    decision = accept(offered(item, "Uppdrag: Ta fram en ritning (Ekby, 9 maj)"), item, secretary(cast))
    action = Action.objects.get()
    assert (decision.text, action.decision, action.text) == (
        "Ta fram en ritning (Ekby, 9 maj)",
        decision,
        "Ta fram en ritning",
    )
    assert (action.due_on, action.due_precision, action.due_text) == (dt.date(2024, 5, 9), "day", "9 maj")
    assert [row.organization.name for row in action.obligations.all()] == ["Ekby kommun"]


def test_each_municipality_with_a_seat_gets_its_share(cast: Cast, item: AgendaItem) -> None:
    offer = offered(item, "Åtgärd: Respektive kommun utser en kontaktperson senast i maj.")
    action = accept(offer, item, secretary(cast))
    names = Obligation.objects.values_list("action", "organization__name")
    assert sorted(names) == [(action.pk, "Ekby kommun"), (action.pk, "Lindby kommun")]


def test_member_becomes_responsible_and_others_are_named(cast: Cast, item: AgendaItem) -> None:
    known = accept(offered(item, "Åtgärd: Anna Ek bokar lokal."), item, secretary(cast))
    other = accept(offered(item, "Åtgärd: Karin Sund köper kaffe."), item, secretary(cast))
    assert isinstance(known, Action) and isinstance(other, Action)
    assert (str(known.responsible), known.responsible_text) == ("Anna Ek", "")
    assert (other.responsible, other.responsible_text, other.position) == (None, "Karin Sund", 1)


def test_namesakes_and_people_of_other_groups_are_not_picked(cast: Cast, item: AgendaItem) -> None:
    offer = offered(item, "Åtgärd: Anna Ek bokar lokal.")
    twin = Person.objects.create(name="Anna Ek")
    Membership.objects.create(person=twin, body=cast.body)
    made = accept(offer, item, secretary(cast))
    outsider = accept(offered(item, "Åtgärd: Olle Utomstående gräver."), item, secretary(cast))
    assert isinstance(made, Action) and isinstance(outsider, Action)
    assert (made.responsible, made.responsible_text) == (None, "Anna Ek")
    assert outsider.responsible is None


def test_promise_keeps_its_words_and_other_group(cast: Cast, item: AgendaItem) -> None:
    au = make_body("AU", short_name="AU")
    promise = accept(offered(item, "Återkommer till AU i maj."), item, secretary(cast))
    assert isinstance(promise, Promise)
    assert (promise.text, promise.due_precision, promise.due_on) == (
        "Återkommer till AU i maj.",
        "month",
        dt.date(2024, 5, 31),
    )
    assert promise.target_body == au


@pytest.mark.parametrize(
    "text", ["Beslut: Planen antas.", "Åtgärd: Respektive kommun räknar träden.", "Återkommer: maj"]
)
def test_accepting_twice_makes_nothing_new(cast: Cast, item: AgendaItem, text: str) -> None:
    offer = offered(item, text)
    first, again = accept(offer, item, secretary(cast)), accept(offer, item, secretary(cast))
    assert first == again
    assert sum(model.objects.count() for model in (Decision, Action, Promise)) == 1


def test_typed_text_stays_and_what_is_taken_is_no_longer_waiting(cast: Cast, item: AgendaItem) -> None:
    item.background = "Beslut: Planen antas.\n\nÅterkommer: maj"
    item.discussion = "Åtgärd: Anna bokar lokal."
    item.save()
    facts = facts_of(item.meeting)
    decision, promise = waiting(item, facts)["background"]
    accept(decision, item, secretary(cast))
    item.refresh_from_db()
    assert item.background.startswith("Beslut: Planen antas.")
    assert waiting(item, facts, {promise.key}) == {
        "background": [],
        "discussion": offers(item.discussion, facts),
    }


@pytest.mark.parametrize("lines", [1, 30])
def test_what_is_waiting_costs_the_same_for_many_offers(
    item: AgendaItem, django_assert_num_queries: Any, lines: int
) -> None:
    item.background = "\n".join(f"Beslut: Bänk {number} målas." for number in range(lines))
    facts = facts_of(item.meeting)
    with django_assert_num_queries(3):  # the item's decisions, actions and promises
        assert len(waiting(item, facts)["background"]) == lines


@pytest.mark.parametrize("status", Meeting.LOCKED)
def test_locked_minutes_take_nothing(cast: Cast, item: AgendaItem, status: str) -> None:
    offer = offered(item, "Beslut: Planen antas.")
    Meeting.objects.update(status=status)
    with pytest.raises(Refused, match="status"):
        accept(offer, item, secretary(cast))
    assert not Decision.objects.exists()


@pytest.mark.parametrize("who", ["member", "outsider"])
def test_only_the_groups_secretary_accepts(cast: Cast, item: AgendaItem, who: str) -> None:
    offer = offered(item, "Beslut: Planen antas.")
    with pytest.raises(Refused, match="sekreterare"):
        accept(offer, item, account(getattr(cast, who)))
    assert not Decision.objects.exists()


def test_item_that_is_gone_says_so(cast: Cast, item: AgendaItem) -> None:
    offer = offered(item, "Beslut: Planen antas.")
    AgendaItem.objects.all().delete()
    with pytest.raises(Refused, match="finns inte längre"):
        accept(offer, item, secretary(cast))


def test_fan_out_costs_the_same_for_many(cast: Cast, item: AgendaItem) -> None:
    def spent(text: str) -> int:
        offer = offered(item, text)
        with CaptureQueriesContext(connection) as captured:
            accept(offer, item, secretary(cast))
        return len(captured)

    few = spent("Åtgärd: Respektive kommun räknar träden.")
    for number in range(20):
        organization = make_organization(f"Ort {number} kommun")
        Participation.objects.create(body=cast.body, organization=organization)
    assert spent("Åtgärd: Respektive kommun räknar bänkarna.") == few
    assert Obligation.objects.count() == 2 + 22
