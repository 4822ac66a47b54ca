"""The check before circulating: each warning with its place, what is waved through, and what it costs."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.desk.checks import Warning, check, unwaive, waive
from decisions.models import Action, Obligation, Promise
from minutes.approval import Refused
from minutes.models import AgendaItem, Attendance, Matter, Meeting, MeetingPart, Officer, Presenter
from tests.conftest import Cast
from tests.factories import (
    account,
    make_approver,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_person,
)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    """A draft in which there is nothing to remark upon."""
    meeting = make_meeting(
        cast.body,
        status=Meeting.Status.DRAFT,
        date_text="Fredagen den 8 mars 2024",
        start=dt.time(9),
        end=dt.time(12),
    )
    for person in (cast.secretary, cast.adjuster, cast.member):
        make_attendance(meeting, person, cast.organization)
    make_approver(meeting, cast.adjuster)
    Officer.objects.create(meeting=meeting, person=cast.secretary, role=Officer.Role.SECRETARY)
    item = make_item(meeting, background="Kansliet visade ”Lindar 2030”.")
    Presenter.objects.create(item=item, person=cast.member)
    make_decision(item)
    return meeting


def item_of(meeting: Meeting) -> AgendaItem:
    return meeting.items.order_by("position")[0]


def add_item(meeting: Meeting, title: str = "Bänkar", **fields: Any) -> AgendaItem:
    """Add an item of which there is nothing to remark."""
    item = make_item(meeting, title, **{"background": "Bänkarna målas.", **fields})
    Presenter.objects.create(item=item, person=meeting.officers.filter(role="secretary").get().person)
    return item


def found(meeting: Meeting) -> list[tuple[str, str, str]]:
    return [(one.code, one.part, one.field) for one in check(meeting)]


def only(meeting: Meeting) -> Warning:
    (warning,) = check(meeting)
    return warning


def test_good_minutes_give_no_warning(meeting: Meeting) -> None:
    add_item(meeting)
    assert check(meeting) == []


@pytest.mark.parametrize(
    ("columns", "code", "field", "says"),
    [
        ({"date_text": "Måndagen den 8 mars 2024"}, "weekday_mismatch", "date", "en fredag"),
        ({"date_text": "Fredagen den 15 mars"}, "date_differs", "date", "8 mars 2024"),
        ({"date_text": "2023-03-08"}, "date_differs", "date", "8 mars 2024"),
        ({"end": None}, "no_end", "end", "sluttid"),
    ],
)
def test_head_is_checked(meeting: Meeting, columns: dict[str, Any], code: str, field: str, says: str) -> None:
    Meeting.objects.update(**columns)
    assert found(meeting) == [(code, "huvud", field)]
    assert says in only(meeting).message


@pytest.mark.parametrize("words", ["", "8 mars", "fredag 8/3", "2024-03-08", "Våren 2024", "mars 2024"])
def test_date_text_that_fits_is_fine(meeting: Meeting, words: str) -> None:
    Meeting.objects.update(date_text=words)
    assert check(meeting) == []


def test_justerare_must_be_there_and_not_have_written(cast: Cast, meeting: Meeting) -> None:
    approvers = meeting.officers.filter(role=Officer.Role.APPROVER)
    approvers.all().delete()
    assert found(meeting) == [("no_approver", "huvud", "approvers")]
    make_approver(meeting, cast.secretary)
    assert found(meeting) == [("approver_wrote", "huvud", "approvers")]
    approvers.all().delete()
    make_approver(meeting, make_person("Berit Borta"))
    assert found(meeting) == [("approver_absent", "huvud", "approvers")]
    meeting.attendances.create(name="Berit Borta", mode=Attendance.Mode.ABSENT)
    assert ("approver_absent", "huvud", "approvers") in found(meeting)


def test_number_of_justerare_is_the_groups_own(cast: Cast, meeting: Meeting) -> None:
    cast.body.approvers_required = 2
    cast.body.save()
    assert found(meeting) == [("too_few_approvers", "huvud", "approvers")]
    meeting.officers.filter(role=Officer.Role.APPROVER).delete()
    cast.body.approvers_required = 0
    cast.body.save()
    assert check(meeting) == []


def test_attendance_must_say_how_and_somebody_must_be_there(meeting: Meeting) -> None:
    row = meeting.attendances.order_by("pk")[2]
    Attendance.objects.filter(pk=row.pk).update(mode=Attendance.Mode.UNKNOWN)
    assert found(meeting) == [("attendance_unknown", "narvaro", f"p{row.person_id}_0")]
    assert row.display_name in only(meeting).message
    meeting.attendances.update(mode=Attendance.Mode.UNKNOWN)
    assert only(meeting).message.startswith("Det är okänt hur 3 personer deltog.")
    assert only(meeting).excerpt.count(", ") == 2
    meeting.attendances.all().delete()
    assert found(meeting) == [("nobody_present", "narvaro", "others")]


def test_name_is_held_against_the_groups_register(cast: Cast, meeting: Meeting) -> None:
    stranger = meeting.attendances.create(name="Sten Främling", role=Attendance.Role.GUEST)
    near = meeting.attendances.create(name="Maja Ledamott")
    same = meeting.attendances.create(name="Olle Utomstående")
    assert {(one.field, one.code) for one in check(meeting) if one.code != "name_spelt_twice"} == {
        (f"n{stranger.pk}_0", "unknown_person"),
        (f"n{near.pk}_0", "person_alike"),
        (f"n{same.pk}_0", "unknown_person"),  # another group's: of that this group learns nothing
    }


def test_known_person_who_was_typed_as_a_name_is_pointed_out(cast: Cast, meeting: Meeting) -> None:
    item = item_of(meeting)
    Presenter.objects.update(person=None, name="Maja Ledamot")
    Action.objects.create(item=item, text="Gräva.", responsible_text="Karin Sund")
    action = item.actions.get()
    assert found(meeting) == [
        ("person_not_chosen", f"arende-{item.pk}", "presenters"),
        ("unknown_person", f"atgard-{action.pk}", "responsible"),
    ]


def test_name_spelt_two_ways_is_shown_where_it_stands(cast: Cast, meeting: Meeting) -> None:
    item = item_of(meeting)
    item.discussion = "Så sade Maja Ledamott.\nMaja Ledamott igen, och Maja Ledamot."
    item.save()
    assert found(meeting) == [("name_spelt_twice", f"arende-{item.pk}", "discussion")]
    assert only(meeting).excerpt == "Maja Ledamott"


def test_two_registered_people_of_like_names_are_two(cast: Cast, meeting: Meeting) -> None:
    make_attendance(meeting, make_person("Maja Ledamott"), cast.organization)
    item = item_of(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(discussion="Maja Ledamott och Maja Ledamot talade.")
    assert check(meeting) == []


def test_number_that_stands_twice_or_skips(meeting: Meeting) -> None:
    twice, skips = add_item(meeting, number="1"), add_item(meeting, number="4")
    assert found(meeting) == [
        ("number_twice", f"arende-{twice.pk}", "number"),
        ("number_skipped", f"arende-{skips.pk}", "number"),
    ]


@pytest.mark.parametrize(
    "numbers", [["1", "2–4", "5"], ["1", "", "2"], ["1", "1.1", "1.2", "2"], ["1", "2 a"]]
)
def test_numbers_in_order_are_fine(meeting: Meeting, numbers: list[str]) -> None:
    AgendaItem.objects.update(number=numbers[0])
    for number in numbers[1:]:
        add_item(meeting, number=number)
    assert check(meeting) == []


def test_parts_and_items_must_agree(meeting: Meeting) -> None:
    second = add_item(meeting)
    first = MeetingPart.objects.create(
        meeting=meeting, position=1, title="Del 1", first_item="1", last_item="1"
    )
    assert found(meeting) == [("part_range", f"arende-{second.pk}", "number")]
    MeetingPart.objects.create(meeting=meeting, position=2, title="Del 2", first_item="2", last_item="5")
    assert found(meeting) == [("part_range", "huvud", "parts")]
    MeetingPart.objects.filter(position=2).update(last_item="2")
    assert check(meeting) == []
    AgendaItem.objects.filter(pk=second.pk).update(part=first)
    assert found(meeting) == [("part_range", f"arende-{second.pk}", "number")]


def test_presenter_is_missed_where_one_is_usual(meeting: Meeting) -> None:
    Presenter.objects.all().delete()
    make_item(meeting, "Val av justerare", background="Jon valdes.")
    make_item(meeting, "Avgifter", outcome="deferred", background="Tas upp 9 maj.")
    assert found(meeting) == [("no_presenter", f"arende-{item_of(meeting).pk}", "presenters")]


def test_item_without_anything_is_empty(meeting: Meeting) -> None:
    item = add_item(meeting, background=" ")
    assert found(meeting) == [("item_empty", f"arende-{item.pk}", "background")]
    Promise.objects.create(item=item, text="Återkommer i maj.")
    assert check(meeting) == []


@pytest.mark.parametrize(("outcome", "word"), [("withdrawn", "utgår"), ("deferred", "bordläggs")])
def test_dropped_item_must_say_what_comes_next(meeting: Meeting, outcome: str, word: str) -> None:
    item = make_item(meeting, "Avgifter", outcome=outcome)
    assert found(meeting) == [("no_next_step", f"arende-{item.pk}", "outcome")]
    assert word in only(meeting).message
    Promise.objects.create(item=item, text="Tas upp 9 maj.")
    assert check(meeting) == []


@pytest.mark.parametrize("field", ["background", "discussion", "proposal"])
def test_quotation_that_never_ends_is_shown_with_its_paragraph(meeting: Meeting, field: str) -> None:
    item = item_of(meeting)
    text = "Hon sade ”ja”.\n\nHan sade ”nej."
    AgendaItem.objects.filter(pk=item.pk).update(**{field: text})
    assert found(meeting) == [("quote_unbalanced", f"arende-{item.pk}", field)]
    assert only(meeting).excerpt == "Han sade ”nej."


def test_one_thing_from_two_days(meeting: Meeting) -> None:
    item = item_of(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(
        background="Avgiften för parkering gäller från 1 juli 2027.",
        discussion="Någon mindes att avgiften för parkering gäller from 270101.",
    )
    assert found(meeting) == [("days_differ", f"arende-{item.pk}", "discussion")]


def test_decision_must_say_something(meeting: Meeting) -> None:
    item = item_of(meeting)
    decision = item.decisions.get()
    item.decisions.update(text="Enligt förslag.")
    assert found(meeting) == [("proposal_missing", f"beslut-{decision.pk}", "resolved_text")]
    AgendaItem.objects.filter(pk=item.pk).update(proposal="Att anta planen.")
    assert check(meeting) == []
    item.decisions.update(text=" ")
    assert found(meeting) == [("decision_empty", f"beslut-{decision.pk}", "text")]
    item.decisions.update(text="Planen ”Lindar antas.")
    assert found(meeting) == [("quote_unbalanced", f"beslut-{decision.pk}", "text")]


def test_action_needs_somebody(cast: Cast, meeting: Meeting) -> None:
    action = Action.objects.create(item=item_of(meeting), text="Gräva.")
    assert found(meeting) == [("action_unassigned", f"atgard-{action.pk}", "responsible")]
    Obligation.objects.create(action=action, organization=cast.organization)
    assert check(meeting) == []


def test_nothing_is_due_before_the_meeting(cast: Cast, meeting: Meeting) -> None:
    due = {"due_on": dt.date(2024, 3, 7), "due_precision": "day"}
    item = item_of(meeting)
    action = Action.objects.create(item=item, text="Gräva.", responsible=cast.member, **due)
    promise = Promise.objects.create(item=item, text="Återkommer.", **due)
    assert found(meeting) == [
        ("due_before_meeting", f"atgard-{action.pk}", "due"),
        ("due_before_meeting", f"lofte-{promise.pk}", "due"),
    ]
    assert check(meeting)[0].message == "7 mars 2024 ligger före mötet."


def test_warnings_come_in_the_order_of_the_page(meeting: Meeting) -> None:
    Meeting.objects.update(end=None)
    last = add_item(meeting, number="9", background="”")
    first = item_of(meeting)
    Presenter.objects.filter(item=first).delete()
    assert [one.part for one in check(meeting)] == [
        "huvud",
        f"arende-{first.pk}",
        f"arende-{last.pk}",
        f"arende-{last.pk}",
    ]


def waved(cast: Cast, meeting: Meeting, reason: str = "Det är som det ska.") -> Warning:
    waive(meeting, only(meeting).key, reason, account(cast.secretary))
    return only(meeting)


def test_waved_through_stays_so_until_the_words_change(cast: Cast, meeting: Meeting) -> None:
    item = item_of(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(background="Han sade ”nej.")
    assert waved(cast, meeting).waived_reason == "Det är som det ska."
    AgendaItem.objects.filter(pk=item.pk).update(
        background="Nytt stycke.\n\nHan  sade\n”nej.", discussion="Mer."
    )
    assert only(meeting).is_waived
    AgendaItem.objects.filter(pk=item.pk).update(background="Han sade ”ja.")
    assert not only(meeting).is_waived


def test_waving_through_is_a_remark_with_its_reason(cast: Cast, meeting: Meeting) -> None:
    Presenter.objects.all().delete()
    waved(cast, meeting, "  Ingen   föredrog. ")
    waved(cast, meeting, "Alla föredrog.")
    remark = meeting.remarks.get()
    assert (remark.code, remark.item, remark.waived_reason) == (
        "no_presenter",
        item_of(meeting),
        "Alla föredrog.",
    )
    assert (remark.waived_by, remark.key, remark.excerpt) == (
        account(cast.secretary),
        only(meeting).key,
        "Gemensam cykelplan",
    )
    unwaive(meeting, remark.key, account(cast.secretary))
    assert not meeting.remarks.exists() and not only(meeting).is_waived


def test_remark_of_the_import_is_settled_with_the_warning(cast: Cast, meeting: Meeting) -> None:
    Meeting.objects.update(date_text="Måndagen den 8 mars 2024")
    warning = only(meeting)
    meeting.remarks.create(code=warning.code, message=warning.message, line=3, excerpt="Måndagen")
    other = meeting.remarks.create(code="other", message="Något annat.", line=4)
    assert waved(cast, meeting).is_waived
    assert sorted(meeting.remarks.values_list("line", "waived_reason")) == [
        (3, "Det är som det ska."),
        (4, ""),
    ]
    unwaive(meeting, warning.key, account(cast.secretary))
    assert meeting.remarks.filter(waived_reason="").count() == 2 and other in meeting.remarks.all()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 301])
def test_waving_through_needs_a_reason_that_fits(cast: Cast, meeting: Meeting, reason: str) -> None:
    Meeting.objects.update(end=None)
    with pytest.raises(Refused, match="Skriv varför"):
        waved(cast, meeting, reason)
    assert not only(meeting).is_waived


def test_warning_that_is_gone_is_not_waved_through(cast: Cast, meeting: Meeting) -> None:
    with pytest.raises(Refused, match="gäller inte längre"):
        waive(meeting, "0" * 64, "Ja.", account(cast.secretary))


def test_only_the_secretary_waves_through_and_only_while_it_can_be_mended(
    cast: Cast, meeting: Meeting
) -> None:
    Meeting.objects.update(end=None)
    key = only(meeting).key
    for person in (cast.member, cast.outsider):
        with pytest.raises(Refused, match="sekreterare"):
            waive(meeting, key, "Ja.", account(person))
    Meeting.objects.update(status=Meeting.Status.CIRCULATED)
    with pytest.raises(Refused, match="justering"):
        waive(meeting, key, "Ja.", account(cast.secretary))
    with pytest.raises(Refused):
        unwaive(meeting, key, account(cast.secretary))
    assert not meeting.remarks.exists()


def test_check_writes_nothing_and_leaves_other_meetings_alone(cast: Cast, meeting: Meeting) -> None:
    other = make_meeting(cast.body, date=dt.date(2024, 4, 5))
    make_item(other, background="”")
    assert check(meeting) == []
    assert not meeting.remarks.exists()


def fill(cast: Cast, meeting: Meeting, rows: int) -> None:
    part = MeetingPart.objects.create(meeting=meeting, position=1, title="Del 1")
    for number in range(rows):
        matter = Matter.objects.create(body=cast.body, title=f"Tråd {number}")
        item = add_item(meeting, f"Ärende {number}", matter=matter, part=part)
        make_decision(item)
        action = Action.objects.create(item=item, text="Gräva.", responsible=cast.member)
        Obligation.objects.create(action=action, organization=cast.organization)
        Promise.objects.create(item=item, text="Återkommer.", target_body=cast.other_body)
        make_attendance(meeting, make_person(f"Ek {'abcdefghij'[number // 10]}{number}"), cast.organization)
        meeting.attendances.create(name=f"Sten Främling{number}").parts.add(part)


@pytest.mark.parametrize("rows", [1, 30])
def test_check_costs_the_same_for_one_item_and_thirty(cast: Cast, meeting: Meeting, rows: int) -> None:
    fill(cast, meeting, rows)
    with CaptureQueriesContext(connection) as captured:
        assert check(meeting)
    # the meeting with all that it says (22), what was waved through, and the group's people (3)
    assert len(captured) == 26
