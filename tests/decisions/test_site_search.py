import datetime as dt

import pytest
from django.urls import reverse

from minutes.models import Matter
from tests.conftest import Cast, logged_in
from tests.factories import make_attendance, make_decision, make_item, make_meeting, make_person


def test_search_finds_each_kind_in_the_own_groups_alone(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    matter = Matter.objects.create(body=cast.body, title="Åkplan för äldre")
    item = make_item(meeting, "Resor", background="Frågan om ÅKPLAN väcktes.", matter=matter)
    decision = make_decision(item, "En <åkplan> antas.")
    person = make_person("Åke Åkplan")
    make_attendance(meeting, person, cast.organization)
    make_decision(make_item(make_meeting(cast.other_body), "Hemlig åkplan"), "Hemlig åkplan.")

    response = logged_in(cast.member).get(reverse("search"), {"q": "åkplan"})

    hits = response.context["hits"]
    assert [hit.row for hit in hits.decisions] == [decision]
    assert [hit.row for hit in hits.items] == [item]
    assert [hit.row for hit in hits.matters] == [matter]
    assert [hit.row for hit in hits.people] == [person]
    text = response.content.decode()
    assert "En &lt;<mark>åkplan</mark>&gt; antas." in text and "4 träffar på ”åkplan”" in text
    assert "Hemlig" not in text


def test_search_hides_that_something_hidden_exists(cast: Cast) -> None:
    make_decision(make_item(make_meeting(cast.other_body), "Hemlig åkplan"), "Hemlig åkplan.")

    text = logged_in(cast.member).get(reverse("search"), {"q": "hemlig"}).content.decode()

    assert "Inga träffar på ”hemlig”" in text


@pytest.mark.parametrize(
    "words",
    ['"', "'", "%", "_", "\\", "(", "[", "<script>", "a' OR 1=1", "§", "\u0000", "  ", "½ €", "*" * 200],
)
def test_search_takes_whatever_is_typed(cast: Cast, words: str) -> None:
    make_decision(make_item(make_meeting(cast.body)))

    response = logged_in(cast.member).get(reverse("search"), {"q": words})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_search_that_is_too_long_is_told_the_limit(cast: Cast) -> None:
    text = logged_in(cast.member).get(reverse("search"), {"q": "ö" * 201}).content.decode()

    assert "Skriv högst 200 tecken." in text and "<title>Fel: Sök – Protokollboken</title>" in text


def test_search_for_a_paragraph_goes_straight_there(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    decided, undecided, twice = (make_item(meeting, number=number) for number in "123")
    decision = make_decision(decided)
    make_decision(twice)
    make_decision(twice)
    make_decision(make_item(make_meeting(cast.other_body)))
    make_item(make_meeting(cast.other_body, date=dt.date(2020, 1, 1)))
    client = logged_in(cast.member)

    def goal(words: str) -> str:
        return client.get(reverse("search"), {"q": words}).headers.get("Location", "")

    assert goal("§ 1 2024-03-08") == goal("SG 2024-03-08 §1") == decision.get_absolute_url()
    assert goal("2024-03-08 § 2") == undecided.get_absolute_url()
    assert goal("§ 3 2024-03-08") == twice.get_absolute_url()
    assert (
        goal("§ 9 2024-03-08")
        == goal("HG 2024-03-08 §1")
        == goal("S 2024-03-08 §1")
        == goal("§ 1 2020-01-01")
        == ""
    )
