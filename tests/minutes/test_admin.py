import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.models import Decision
from minutes.models import (
    AgendaItem,
    Attachment,
    Attendance,
    Matter,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    Revision,
    SourceDocument,
)
from participants.models import Body, Membership, Person
from tests.admin_rows import add_inline, admin_url, client_of, errors, make_draft, make_group, sent
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_member,
    make_person,
)

NEW = admin_url(Meeting, "add")


def step(meeting: Meeting, name: str) -> str:
    return reverse("admin:minutes_meeting_step", args=[meeting.pk, name])


def test_secretary_enters_a_meeting_and_circulates_it(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    data = {**sent(client.get(NEW)), "date": "2026-03-06", "start": "09:00", "end": "12:00"}
    data = add_inline(data, "officers", role="approver", person=cast.adjuster.pk)
    data = add_inline(data, "attendances", person=cast.member.pk, mode="digital", role="member")
    data = add_inline(data, "attendances", name="Gunnar Gäst", mode="on_site", role="guest")
    data = add_inline(data, "items", title="Mötets öppnande", outcome="handled")
    data = add_inline(data, "items", title="Cykelplan", number="1", outcome="handled", proposal="Anta.")
    assert client.post(NEW, data).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.body, meeting.status) == (cast.body, Meeting.Status.PLANNED)
    assert [(item.position, item.number, item.title) for item in meeting.items.all()] == [
        (1, "", "Mötets öppnande"),
        (2, "1", "Cykelplan"),
    ]
    assert [(row.display_name, row.organization, row.position) for row in meeting.attendances.all()] == [
        ("Maja Ledamot", cast.organization, 1),
        ("Gunnar Gäst", None, 2),
    ]

    item = meeting.items.get(title="Cykelplan")
    add = f"{admin_url(Decision, 'add')}?item={item.pk}"
    page = sent(client.get(admin_url(meeting)))
    answer = client.post(admin_url(meeting), {**page, "_goto": f"decision {item.pk}"})
    assert answer.headers["Location"] == add
    answer = client.post(add, {**sent(client.get(add)), "text": "Planen antas."})
    assert answer.headers["Location"] == admin_url(meeting)
    assert [decision.number for decision in item.decisions.all()] == ["SG 2026-03-06 §1"]

    assert "Börja skriva protokollet" in client.get(admin_url(meeting)).content.decode()
    client.post(step(meeting, "start"))
    client.post(step(meeting, "circulate"))
    meeting.refresh_from_db()
    assert meeting.status == Meeting.Status.CIRCULATED
    assert meeting.revisions.count() == 1


def test_new_meeting_starts_with_what_the_only_group_usually_does(cast: Cast) -> None:
    Body.objects.filter(pk=cast.body.pk).update(default_place="Ekby folkets hus", default_start=dt.time(9))
    form = logged_in(cast.secretary).get(NEW).context["adminform"].form
    assert (form["body"].value(), form["place"].value(), form["start"].value()) == (
        cast.body.pk,
        "Ekby folkets hus",
        dt.time(9),
    )
    cast.secretary.memberships.create(body=cast.other_body, role=Membership.Role.SECRETARY)
    form = logged_in(cast.secretary).get(NEW).context["adminform"].form
    assert (form["body"].value(), form["place"].value()) == (None, None)


def test_group_of_somebody_else_is_no_choice(cast: Cast) -> None:
    client = logged_in(cast.secretary)
    data = {**sent(client.get(NEW)), "date": "2026-03-06", "body": cast.other_body.pk}
    assert client.post(NEW, data).status_code == 200
    assert not Meeting.objects.exists()


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    return make_draft(cast)


def post(cast: Cast, meeting: Meeting, **changes: Any) -> Any:
    client = logged_in(cast.secretary)
    return client.post(admin_url(meeting), {**sent(client.get(admin_url(meeting))), **changes})


def test_saving_an_untouched_meeting_changes_nothing(cast: Cast, draft: Meeting) -> None:
    before = Meeting.objects.values().get(), *AgendaItem.objects.values(), *Attendance.objects.values()
    assert post(cast, draft).status_code == 302
    after = Meeting.objects.values().get(), *AgendaItem.objects.values(), *Attendance.objects.values()
    assert after == before


def test_meeting_that_ends_before_it_starts_is_refused_and_keeps_what_was_typed(
    cast: Cast, draft: Meeting
) -> None:
    answer = post(cast, draft, end="08:00", place="Nya salen")
    assert errors(answer) == ["Mötet slutar innan det börjar. Rätta en av tiderna."]
    assert answer.context["adminform"].form["place"].value() == "Nya salen"


def test_same_person_twice_in_the_attendance_is_named(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    data = sent(client.get(admin_url(draft)))
    data = add_inline(data, "attendances", person=cast.member.pk, mode="on_site", role="member")
    answer = client.post(admin_url(draft), data)
    assert "Maja Ledamot står mer än en gång i närvaron. Ta bort alla rader utom en." in errors(answer)
    assert draft.attendances.count() == 1
    data["attendances-0-DELETE"] = "on"
    data["attendances-0-person"] = cast.adjuster.pk
    assert client.post(admin_url(draft), data).status_code in {200, 302}


def test_approver_must_be_in_the_register(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    data = add_inline(sent(client.get(admin_url(draft))), "officers", role="approver", name="Okänd Ek")
    [error] = errors(client.post(admin_url(draft), data))
    assert error.startswith("En justerare måste finnas i personregistret")
    data["officers-1-role"] = "chair"
    assert client.post(admin_url(draft), data).status_code == 302
    assert {row.display_name for row in draft.officers.all()} == {"Jon Justerare", "Okänd Ek"}


def test_imported_approver_without_a_person_does_not_stop_other_changes(cast: Cast, draft: Meeting) -> None:
    draft.officers.update(person=None, name="Okänd Ek")
    assert post(cast, draft, place="Nya salen").status_code == 302


def test_second_meeting_on_one_day_needs_a_number(cast: Cast, draft: Meeting) -> None:
    other = make_meeting(cast.body, Meeting.Status.DRAFT, date=dt.date(2025, 1, 10))
    assert post(cast, other, date=str(draft.date)).status_code == 200
    assert post(cast, other, date=str(draft.date), number="2").status_code == 302


def test_position_left_empty_comes_last(cast: Cast, draft: Meeting) -> None:
    make_item(draft, "Andra")
    client = logged_in(cast.secretary)
    data = sent(client.get(admin_url(draft)))
    data |= {"items-0-position": ""}
    data = add_inline(data, "items", title="Tredje", outcome="handled")
    data = add_inline(data, "items", title="Fjärde", outcome="handled")
    assert client.post(admin_url(draft), data).status_code == 302
    assert [item.title for item in draft.items.all()] == ["Andra", "Första", "Tredje", "Fjärde"]


def test_row_of_another_meeting_in_an_inline_is_refused(cast: Cast, draft: Meeting) -> None:
    far = make_item(make_meeting(cast.other_body), "Andras")
    answer = post(cast, draft, **{"items-0-id": far.pk, "items-0-title": "Kapat"})
    assert errors(answer) == ["En av raderna finns inte längre. Läs in sidan på nytt."]
    far.refresh_from_db()
    assert far.title == "Andras"


@pytest.mark.parametrize("field", ["matter", "part", "meeting"])
def test_forged_reference_in_an_item_is_refused(cast: Cast, draft: Meeting, field: str) -> None:
    far = make_meeting(cast.other_body)
    draft.parts.create(position=1, title="Del 1")
    forged = {
        "matter": Matter.objects.create(body=cast.other_body, title="Andras").pk,
        "part": far.parts.create(position=1, title="Andras").pk,
        "meeting": far.pk,
    }
    answer = post(cast, draft, **{f"items-0-{field}": forged[field], "items-0-title": "Kapat"})
    assert answer.status_code == 200
    assert draft.items.get().title == "Första"


def test_forged_person_in_the_attendance_is_refused(cast: Cast, draft: Meeting) -> None:
    assert post(cast, draft, **{"attendances-0-person": cast.outsider.pk}).status_code == 200
    assert draft.attendances.get().person == cast.member


def test_person_just_added_can_be_chosen(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    unknown = make_person("Okänd Ek")
    add = admin_url(Person, "add")
    client.post(add, {**sent(client.get(add)), "name": "Nya Nilsson"})
    new = Person.objects.get(name="Nya Nilsson")
    data = sent(client.get(admin_url(draft)))
    guest = {"mode": "on_site", "role": "guest"}
    assert client.post(admin_url(draft), add_inline(data, "attendances", person=unknown.pk, **guest)).context
    assert (
        client.post(admin_url(draft), add_inline(data, "attendances", person=new.pk, **guest)).status_code
        == 302
    )
    assert set(draft.attendances.values_list("person__name", flat=True)) == {"Maja Ledamot", "Nya Nilsson"}


def test_person_named_in_own_minutes_only_may_stay(cast: Cast, draft: Meeting) -> None:
    draft.officers.create(person=make_person("Utan Uppdrag"), role=Officer.Role.CHAIR)
    assert post(cast, draft, place="Nya salen").status_code == 302


def test_status_is_never_written_by_the_form(cast: Cast, draft: Meeting) -> None:
    assert post(cast, draft, status="approved", place="Nya salen").status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.place) == (Meeting.Status.DRAFT, "Nya salen")


def test_remark_is_waived_with_a_reason_and_a_name(cast: Cast, draft: Meeting) -> None:
    remark = draft.remarks.create(code="weekday", message="Dagen är en måndag.")
    post(cast, draft, **{"remarks-0-waived_reason": "Protokollet har rätt datum."})
    remark.refresh_from_db()
    assert remark.waived_by == account(cast.secretary)
    post(cast, draft, **{"remarks-0-waived_reason": "", "remarks-0-message": "Kapat"})
    remark.refresh_from_db()
    assert not remark.waived_by
    assert (remark.waived_reason, remark.message) == ("", "Dagen är en måndag.")


def test_unplaced_lines_are_shown_only_when_there_are_any(cast: Cast, draft: Meeting) -> None:
    client = logged_in(cast.secretary)
    assert "fick någon plats" not in client.get(admin_url(draft)).content.decode()
    Meeting.objects.update(unplaced="En rad <b>över</b>")
    page = client.get(admin_url(draft)).content.decode()
    assert "En rad &lt;b&gt;över&lt;/b&gt;" in page
    assert 'name="unplaced"' not in page


# What is shown


def test_revision_is_shown_as_escaped_text(db: None) -> None:
    rows = make_group("SG")
    page = client_of(rows).get(admin_url(rows[Revision])).content.decode()
    assert "&lt;i&gt;ö&lt;/i&gt;" in page
    page = client_of(rows).get(admin_url(rows[SourceDocument])).content.decode()
    assert "Källtext SG" in page


def test_admin_leads_back_to_the_pages_and_holds_nothing_inline(cast: Cast, draft: Meeting) -> None:
    page = logged_in(cast.secretary).get(admin_url(draft)).content.decode()
    assert f'<a href="{reverse("start")}">Till sidorna</a>' in page
    assert " style=" not in page
    assert "<style" not in page
    assert " onclick=" not in page


def test_completion_names_the_meeting_of_an_item(cast: Cast, draft: Meeting) -> None:
    where = {"app_label": "minutes", "model_name": "attachment", "field_name": "item", "term": "förs"}
    answer = logged_in(cast.secretary).get(reverse("admin:autocomplete"), where).json()
    assert [row["text"] for row in answer["results"]] == ["Samråd SG 8 mars 2024 § 1 Första"]


def test_item_page_leads_to_its_neighbours_and_back(cast: Cast, draft: Meeting) -> None:
    middle, last = make_item(draft, "Andra"), make_item(draft, "Tredje")
    page = logged_in(cast.secretary).get(admin_url(middle)).content.decode()
    first = draft.items.get(title="Första")
    assert all(admin_url(row) in page for row in (draft, first, last))
    assert "Nästa ärende" not in logged_in(cast.secretary).get(admin_url(last)).content.decode()


# What it costs


def full_meeting(cast: Cast, items: int, people: int) -> Meeting:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    meeting.parts.create(position=1, title="Del 1")
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    for number in range(items):
        item = make_item(meeting, f"Ärende {number}", matter=matter)
        Presenter.objects.create(item=item, person=cast.member)
        make_decision(item)
    for number in range(people):
        make_attendance(meeting, make_member(f"Ek {number}", cast.body), cast.organization)
    meeting.remarks.create(code="weekday", message="Dagen är en måndag.")
    return meeting


@pytest.mark.parametrize(("items", "people"), [(3, 2), (12, 25)])
def test_meeting_page_costs_the_same_whatever_it_holds(
    cast: Cast, django_assert_num_queries: Any, items: int, people: int
) -> None:
    meeting = full_meeting(cast, items, people)
    client = logged_in(cast.secretary)
    client.get(admin_url(meeting))
    # session, user, groups written for, meeting, parts (keys, form choices of items and of attendance),
    # the six inlines and what the items are shown with (presenters, people, decisions, actions)
    with django_assert_num_queries(23):
        assert client.get(admin_url(meeting)).status_code == 200


@pytest.mark.parametrize(("items", "people"), [(3, 2), (12, 25)])
def test_rows_that_nobody_touched_cost_nothing_to_save(
    cast: Cast, django_assert_max_num_queries: Any, items: int, people: int
) -> None:
    meeting = full_meeting(cast, items, people)
    client = logged_in(cast.secretary)
    data = sent(client.get(admin_url(meeting)))
    # the page's own queries, the row once more when it has been locked, a transaction with
    # its savepoints, the meeting, its log entry; and some 31 that bring the search up to date
    with django_assert_max_num_queries(70):
        assert client.post(admin_url(meeting), {**data, "place": "Nya salen"}).status_code == 302


LISTED: list[type[Model]] = [
    AgendaItem,
    Attachment,
    Attendance,
    Matter,
    Meeting,
    MeetingPart,
    Officer,
    Presenter,
    Remark,
    SourceDocument,
]


@pytest.mark.parametrize("model", LISTED)
def test_list_costs_the_same_with_one_row_and_thirty(db: None, model: type[Model]) -> None:
    rows = make_group("SG")
    client, url = client_of(rows), admin_url(model, "changelist")
    client.get(url)
    # session, user, groups written for; two counts, the rows, the bounds of the dates; one a filter
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        copy_of(rows[model], number)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["cl"].result_list) > 30
    assert len(few) == len(many) <= 10


def copy_of(row: Any, number: int) -> None:
    """Store the row once more, with its own meeting and person where they would else be twice."""
    row.pk = None
    row._state.adding = True
    if isinstance(row, Meeting):
        row.number = str(number)
    elif isinstance(row, Matter):
        row.title = f"Tråd {number}"
    elif isinstance(row, Officer | Attendance):
        row.person = make_person(f"Ek {number}")
    row.save()
