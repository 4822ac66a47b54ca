"""The pages that tell what became of things: a thread, the promises, a group in pictures."""

import datetime as dt
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from decisions import timeline
from decisions.charts import bars, panels
from decisions.matter_page import broken
from decisions.models import Action, Citation, Obligation, Promise
from minutes.models import AgendaItem, Attendance, Matter, Meeting
from participants.models import Participation
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_organization,
    make_person,
)

YEAR = timezone.localdate().year
SVG = "{http://www.w3.org/2000/svg}"


def seen(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def drawings(text: str) -> list[ElementTree.Element]:
    """Return the page's drawings, as XML: one that is not well-formed fails here."""
    found = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    return [ElementTree.fromstring(svg.replace("<svg", f'<svg xmlns="{SVG[1:-1]}"', 1)) for svg in found]


@pytest.fixture
def thread(cast: Cast) -> Matter:
    """A question that was promised for a meeting where it was passed over, and came up later."""
    matter = Matter.objects.create(body=cast.body, title="Cykelplan", summary="Var ska man få cykla?")
    first = make_item(make_meeting(cast.body, date=dt.date(2023, 3, 3)), "Cyklar", matter=matter)
    make_decision(first, "Planen skrivs om.")
    first.attachments.create(meeting=first.meeting, title="Karta över vägarna")
    Citation.objects.create(item=first, text="Mötet 2019 sa ja.", due_on=dt.date(2019, 5, 5), due_text="2019")
    passed = make_item(
        make_meeting(cast.body, date=dt.date(2023, 6, 2)), "Cykelfrågan", matter=matter, outcome="withdrawn"
    )
    Promise.objects.create(
        item=first,
        text="Frågan tas upp i juni.",
        due_on=dt.date(2023, 6, 30),
        due_precision="month",
        status="broken",
        settled_by=passed,
        target_meeting=passed.meeting,
    )
    make_item(make_meeting(cast.body, date=dt.date(2024, 1, 12)), "Cykelplan <b>ny</b>", matter=matter)
    return matter


def test_thread_page_tells_the_story_the_newest_first(cast: Cast, thread: Matter) -> None:
    answer = logged_in(cast.member).get(thread.get_absolute_url())
    text = " ".join(answer.content.decode().split())
    assert [item.title for item in answer.context["page"].rows] == [
        "Cykelplan <b>ny</b>",
        "Cykelfrågan",
        "Cyklar",
    ]
    for words in ("Planen skrivs om.", "Karta över vägarna", "Frågan tas upp i juni.", "Mötet 2019 sa ja."):
        assert words in text
    assert "3 gånger i" in text and "Ligger nu hos" in text and "Utgick" in text
    assert "<b>ny</b>" not in text


def test_timeline_is_a_drawing_with_a_name_and_the_same_facts(cast: Cast, thread: Matter) -> None:
    (svg,) = drawings(seen(logged_in(cast.member), thread.get_absolute_url()))
    assert svg.get("role") == "img" and "style" not in ElementTree.tostring(svg, "unicode")
    assert svg.findtext(f"{SVG}title") == "Tidslinje: Cykelplan"
    described = svg.findtext(f"{SVG}desc") or ""
    assert "3 gånger" in described and "1 brutet" in described
    kinds = [group.get("class", "").split()[-1] for group in svg.iter(f"{SVG}g") if group.get("class")]
    assert sorted(kinds) == [
        "mark-decision",
        "mark-missing",
        "mark-paper",
        "mark-passed",
        "mark-promise-broken",
        "mark-treated",
        "mark-treated",
    ]
    marks = [title.text or "" for group in svg.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]
    assert "brutet: Frågan tas upp i juni." in marks


def test_marks_stand_in_the_order_of_their_days(cast: Cast, thread: Matter) -> None:
    from_page = logged_in(cast.member).get(thread.get_absolute_url()).context["timeline"]
    lane = from_page.lanes[0]
    places = [mark.x for mark in lane.marks if mark.kind != "missing"]
    assert places == sorted(places, reverse=True)
    assert all(0 <= mark.x <= timeline.WIDTH for row in from_page.lanes for mark in row.marks)


def test_an_empty_thread_and_one_day_draw_without_fault(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Tom")
    client = logged_in(cast.secretary)
    assert drawings(seen(client, matter.get_absolute_url())) == []
    make_item(make_meeting(cast.body), "En gång", matter=matter)
    assert len(drawings(seen(client, matter.get_absolute_url()))) == 1


def test_a_promise_to_another_group_says_who_has_the_question(cast: Cast, thread: Matter) -> None:
    last = thread.items.order_by("meeting__date").last()
    assert last
    Promise.objects.create(item=last, text="AU tar det.", target_body=cast.other_body)
    assert logged_in(cast.member).get(thread.get_absolute_url()).context["now_at"] == cast.other_body


def test_a_long_thread_has_pages(cast: Cast) -> None:
    matter = Matter.objects.create(body=cast.body, title="Evig")
    meeting = make_meeting(cast.body)
    for number in range(52):
        make_item(meeting, f"Gång {number}", matter=matter)
    client = logged_in(cast.member)
    first = client.get(matter.get_absolute_url()).context
    second = client.get(matter.get_absolute_url() + first["page"].older_url).context
    assert (len(first["page"].rows), len(second["page"].rows), second["last"]) == (50, 2, None)


# Promises


def test_meeting_shows_what_was_promised_to_it_and_what_it_did(cast: Cast, thread: Matter) -> None:
    passed = thread.items.get(title="Cykelfrågan")
    text = seen(logged_in(cast.member), passed.meeting.get_absolute_url())
    part = text[text.index("Lovat till det här mötet") : text.index("innehallsforteckning")]
    assert "Frågan tas upp i juni." in part and "promise-row-broken" in part and "Här utgick det:" in part


def test_a_meeting_that_passes_what_was_promised_turns_it_red(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body, date=dt.date(2023, 3, 3)), "Cyklar")
    promise = Promise.objects.create(item=item, text="Tas upp nästa möte.", due_precision="meeting")
    silent = make_meeting(cast.body, date=dt.date(2023, 6, 2))
    make_item(silent, "Något annat")
    promise.settle()
    text = seen(logged_in(cast.member), silent.get_absolute_url())
    assert "promise-row-broken" in text and "Mötet tog inte upp frågan." in text
    assert list(broken(account(cast.member))) == [promise]


@pytest.fixture
def promised(cast: Cast) -> dict[str, Promise]:
    item = make_item(make_meeting(cast.body, date=dt.date(2023, 3, 3)), "Cyklar")
    made = {
        status: Promise.objects.create(item=item, text=f"Löfte {status}.", status=status)
        for status in Promise.Status.values
    }
    late = {"due_on": dt.date(2023, 5, 31), "due_precision": "month"}
    return made | {"late": Promise.objects.create(item=item, text="Löfte late.", **late)}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"open", "kept", "moved", "broken", "late"}),
        ("status=broken", {"broken"}),
        ("status=open", {"open", "late"}),
        ("status=overdue", {"late"}),
        ("status=annat", {"open", "kept", "moved", "broken", "late"}),
    ],
)
def test_promises_by_what_became_of_them(
    cast: Cast, promised: dict[str, Promise], query: str, found: set[str]
) -> None:
    answer = logged_in(cast.member).get(f"{reverse('promise-list')}?{query}")
    rows = answer.context["page"].rows
    assert {name for name, row in promised.items() if row in rows} == found
    assert f"{len(found)} löfte" in answer.content.decode()


# Pictures


@pytest.fixture
def figures(cast: Cast) -> None:
    meeting = make_meeting(cast.body, date=dt.date(YEAR - 1, 2, 3))
    item = make_item(meeting)
    decision = make_decision(item)
    action = Action.objects.create(item=item, decision=decision, text="Svara.")
    Participation.objects.create(body=cast.body, organization=make_organization("Boda kommun"))
    Obligation.objects.create(action=action, organization=cast.organization, status="done")
    Obligation.objects.create(action=action, organization=make_organization("Boda kommun"))
    Promise.objects.create(item=item, text="Åter.", status="kept")
    Promise.objects.create(item=item, text="Åter.", status="broken")
    make_attendance(meeting, cast.member, cast.organization)
    make_attendance(meeting, cast.adjuster, cast.organization)
    absent = Attendance.Mode.ABSENT
    make_attendance(meeting, make_person("Bo Boda"), make_organization("Boda kommun"), mode=absent)
    make_meeting(cast.body, date=dt.date(YEAR, 1, 2))


def tables(cast: Cast) -> dict[str, list[tuple[str, list[str]]]]:
    address = reverse("body-overview", args=[cast.body.slug])
    sections = logged_in(cast.member).get(address).context["sections"]
    return {section["key"]: section["table"].rows for section in sections}


def test_overview_has_each_figure_in_a_table(cast: Cast, figures: None) -> None:
    found = tables(cast)
    assert found["beslut"] == [(str(YEAR - 1), ["1"]), (str(YEAR), ["0"])]
    assert found["per-ar"] == [("Boda", ["1", "1", "0", "0"]), ("Ekby", ["1", "1", "0", "0"])]
    assert found["lage"] == [("Boda", ["0", "0", "1", "0"]), ("Ekby", ["1", "0", "0", "0"])]
    assert found["loften"] == [(str(YEAR - 1), ["1", "0", "1", "0"]), (str(YEAR), ["0", "0", "0", "0"])]
    assert found["narvaro"] == [("Boda", ["0", "1"]), ("Ekby", ["1", "1"])]


def test_attendance_counts_the_meetings_of_the_seat_only(cast: Cast, figures: None) -> None:
    Participation.objects.filter(organization__short_name="Boda").update(start_date=dt.date(YEAR - 1, 6, 1))
    assert tables(cast)["narvaro"] == [("Ekby", ["1", "1"])]


def test_overview_draws_well_formed_pictures_with_names(cast: Cast, figures: None) -> None:
    text = seen(logged_in(cast.member), reverse("body-overview", args=[cast.body.slug]))
    found = drawings(text)
    assert len(found) == 5
    for svg in found:
        assert svg.findtext(f"{SVG}title") and svg.findtext(f"{SVG}desc")
        assert svg.get("aria-labelledby", "").split() == [
            str(svg[0].get("id")),
            str(svg[1].get("id")),
        ]
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert " style=" not in text


def test_overview_of_an_empty_group_says_so(cast: Cast) -> None:
    text = seen(logged_in(cast.member), reverse("body-overview", args=[cast.body.slug]))
    assert drawings(text) == [] and "Inga löften är inskrivna de här åren." in text


def test_bars_share_the_width_by_value_and_stay_inside() -> None:
    drawn = bars(
        "x", "X", [("A", "4", {"kept": 1, "broken": 3}), ("B", "0", {})], {"kept": "k", "broken": "b"}
    )
    first = drawn.rows[0].segments
    assert [part.value for part in first] == [1, 3]
    assert first[1].width == 3 * first[0].width and first[1].x == first[0].width
    assert first[1].x + first[1].width <= drawn.width and drawn.rows[1].segments == []


def test_columns_share_one_scale() -> None:
    rows = [("A", {2024: {"owed": 4}}), ("B", {2025: {"owed": 2}})]
    drawn = panels("x", "X", rows, [2024, 2025], {"owed": "åtaganden"})
    (tall,), (low,) = (panel.columns for panel in drawn.panels)
    assert tall.height == 2 * low.height and low.x > tall.x
    assert [label for _, label in drawn.ticks] == ["2024", "2025"]


# Nothing of another group


MARKER = "HEMLIGMARKÖR"


def test_nothing_of_another_group_or_of_a_draft_comes_out(cast: Cast, thread: Matter, figures: None) -> None:
    """Filter values, counts, drawings and threads: what the reader may not see stands nowhere."""
    pages = [
        thread.get_absolute_url(),
        reverse("decision-list"),
        f"{reverse('decision-list')}?matter={MARKER}&words={MARKER}",
        reverse("promise-list"),
        reverse("matter-list"),
        reverse("body-overview", args=[cast.body.slug]),
        thread.items.get(title="Cykelfrågan").meeting.get_absolute_url(),
    ]
    client = logged_in(cast.member)
    before = [counted(client, page) for page in pages]
    for body, status in ((cast.other_body, "imported"), (cast.body, "draft")):
        _hide(cast, body, status, thread)
    assert [counted(client, page) for page in pages] == before


def counted(client: Client, page: str) -> str:
    """Return what the page says, without what differs each time, and without its own question."""
    text = seen(client, page).replace(f'value="{MARKER}"', "").replace(f": {MARKER}", "")
    assert MARKER not in re.sub(r'href="[^"]*"', "", text), page
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", text)


def _hide(cast: Cast, body: Any, status: str, thread: Matter) -> None:
    organization = make_organization(f"{MARKER} kommun")
    meeting = make_meeting(body, status=status, date=dt.date(YEAR - 1, 9, 9), place=MARKER)
    own = thread if body == cast.body else Matter.objects.create(body=body, title=MARKER)
    item: AgendaItem = make_item(meeting, MARKER, matter=own)
    decision = make_decision(item, MARKER)
    action = Action.objects.create(item=item, decision=decision, text=MARKER)
    for owner in (organization, cast.organization):
        Obligation.objects.create(action=action, organization=owner)
    make_attendance(meeting, make_person(MARKER), cast.organization)
    item.attachments.create(meeting=meeting, title=MARKER)
    target = Meeting.objects.filter(body=cast.body, status="imported").order_by("date")[1]
    Promise.objects.create(item=item, text=MARKER, status="broken", target_meeting=target)
    promise = thread.items.get(title="Cyklar").promises.get()
    assert promise.settled_by is not None
