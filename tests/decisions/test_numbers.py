"""Citable numbers: in order, unique, following what they number until the minutes are locked."""

import datetime as dt

from decisions.models import Decision
from decisions.models.decision import number_slug
from minutes.models import AgendaItem, Meeting
from participants.models import Body
from tests.conftest import Cast
from tests.factories import make_decision, make_item, make_meeting


def numbers(meeting: Meeting) -> list[str]:
    meeting.body.decisions.renumber(meeting)
    rows = Decision.objects.filter(item__meeting=meeting).order_by("item__position", "position", "pk")
    return [row.number.removeprefix("SG 2024-03-08 ") for row in rows]


def test_numbers_follow_the_order_of_items(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    for title in ("Cyklar", "Bussar"):
        make_decision(make_item(meeting, title))
    first, second = meeting.items.all()
    AgendaItem.objects.filter(pk=first.pk).update(position=2, number="2")
    AgendaItem.objects.filter(pk=second.pk).update(position=1, number="1")
    assert numbers(meeting) == ["§1", "§2"]
    assert second.decisions.get().number == "SG 2024-03-08 §1"


def test_several_decisions_and_twin_numbers(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    four, again, bare = (
        make_item(meeting, title, number=n) for title, n in [("A", "4"), ("B", "4"), ("C", "")]
    )
    for item in (four, four, again, bare):
        make_decision(item)
    assert numbers(meeting) == ["§4", "§4:2", "§4b", "p3"]


def test_numbers_that_look_alike_have_addresses_of_their_own(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    items = [make_item(meeting, n, number=n) for n in ("1.2", "12", "1")]
    for item in (*items, items[2]):
        make_decision(item)
    assert numbers(meeting) == ["§1.2", "§12", "§1", "§1:2"]
    slugs = set(Decision.objects.values_list("slug", flat=True))
    assert slugs == {f"sg-2024-03-08-{end}" for end in ("1_2", "12", "1", "1--2")}


def test_number_follows_the_date(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    decision = make_decision(make_item(meeting))
    meeting.date = dt.date(2024, 3, 9)
    meeting.save()
    decision.refresh_from_db()
    assert (decision.number, decision.decided_on) == ("SG 2024-03-09 §1", dt.date(2024, 3, 9))


def test_slug_keeps_to_plain_letters() -> None:
    body = Body(number_prefix="ÅLG", slug="alg")
    assert number_slug("ÅLG 2024-03-08 (2) §12 å:2", body) == "alg-2024-03-08-2-12-a--2"
