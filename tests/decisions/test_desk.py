"""The secretary's desk: every part is saved by itself, and no word of anybody is lost."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from decisions.models import Action, Decision, Promise
from minutes.models import AgendaItem, Draft, Meeting, Officer
from participants.models import Membership, Organization
from tests.conftest import Cast, logged_in
from tests.decisions.desk_pages import desk, new_key, opened, order_token, send, step, text_of
from tests.factories import (
    account,
    make_attendance,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
    make_member,
)


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.body, Meeting.Status.DRAFT)


@pytest.fixture
def client(cast: Cast) -> Client:
    return logged_in(cast.secretary)


def fill(meeting: Meeting, items: int) -> None:
    for number in range(1, items + 1):
        item = make_item(meeting, f"Ärende {number}")
        make_decision(item)
        Action.objects.create(item=item, text="Utse en kontakt.")
        Promise.objects.create(item=item, text="Återkommer i maj.")


@pytest.mark.parametrize("items", [1, 12, 30])
def test_page_asks_the_database_equally_often(
    cast: Cast, meeting: Meeting, client: Client, items: int, django_assert_max_num_queries: Any
) -> None:
    fill(meeting, items)
    for number in range(20):
        make_attendance(meeting, make_member(f"Person Nummer{number}", cast.body), cast.organization)
    with django_assert_max_num_queries(25):
        page = client.get(desk(meeting))

    assert page.status_code == 200
    assert page.content.decode().count("data-item=") == items


def test_only_the_groups_secretary_opens_the_desk(cast: Cast, meeting: Meeting) -> None:
    other = make_member("Sara Annan", cast.other_body, Membership.Role.SECRETARY)

    assert logged_in(cast.superuser).get(desk(meeting)).status_code == 200
    assert logged_in(other).get(desk(meeting)).status_code == 404
    assert logged_in(cast.member).get(desk(meeting)).status_code == 302
    assert Client().get(desk(meeting)).status_code == 302


@pytest.mark.parametrize("name", ["add-item", "add-row", "move", "split", "merge", "draft"])
def test_steps_take_no_get(meeting: Meeting, client: Client, name: str) -> None:
    assert client.get(reverse(f"admin:desk-{name}", args=[meeting.pk])).status_code == 405


def test_head_is_saved_with_people_by_name(cast: Cast, meeting: Meeting, client: Client) -> None:
    form = opened(meeting, account(cast.secretary), "huvud")
    answer = send(
        client, meeting, "huvud", form, start="13:00", end="15:30", place="Sal B",
        chairs="Maja Ledamot, Gäst Gästsson", approvers="Jon Justerare", secretaries="siv sekreterare",
    )  # fmt: skip
    meeting.refresh_from_db()
    rows = {(row.role, row.person_id, row.name) for row in Officer.objects.filter(meeting=meeting)}

    assert answer.status_code == 302 and answer.headers["Location"] == f"{desk(meeting)}#huvud"
    assert (meeting.start, meeting.end, meeting.place) == (dt.time(13), dt.time(15, 30), "Sal B")
    assert rows == {
        ("chair", cast.member.pk, ""),
        ("chair", None, "Gäst Gästsson"),
        ("approver", cast.adjuster.pk, ""),
        ("secretary", cast.secretary.pk, ""),
    }


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"start": "15:00", "end": "13:00"}, "end", "innan det börjar"),
        ({"chairs": "Maja Ledamot, maja ledamot"}, "chairs", "står två gånger"),
        ({"approvers": "Okänd Person"}, "approvers", "finns inte bland gruppens personer"),
        ({"date": ""}, "date", "Datum saknas"),
        ({"place": "x" * 301}, "place", "301 tecken"),
        ({"place": "Sal\x07 B"}, "place", "inte kan sparas"),
    ],
)
def test_wrong_head_is_told_and_kept(
    cast: Cast, meeting: Meeting, client: Client, changes: dict[str, str], field: str, says: str
) -> None:
    form = opened(meeting, account(cast.secretary), "huvud")
    page = send(client, meeting, "huvud", form, **changes)
    shown = page.context["page"].head

    assert page.status_code == 422
    assert [(place, sentence) for place, _, sentence in page.context["faults"] if says in sentence]
    assert f'href="#id_huvud-{field}"' in page.content.decode()
    assert all(shown.form[name].value() == value for name, value in changes.items())


def test_item_is_saved_and_its_matter_made(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting, "Cykelplan")
    form = opened(meeting, account(cast.secretary), f"arende-{item.pk}")
    send(
        client, meeting, f"arende-{item.pk}", form,
        title="Gemensam cykelplan", background="Rad ett.\r\nRad två.", matter="Cykelvägar",
        presenters="Maja Ledamot och Kim Okänd",
    )  # fmt: skip
    item.refresh_from_db()

    assert (item.title, item.background.replace("\r\n", "\n")) == ("Gemensam cykelplan", "Rad ett.\nRad två.")
    assert item.matter is not None and item.matter.title == "Cykelvägar"
    assert [(one.person_id, one.name) for one in item.presenters.all()] == [
        (cast.member.pk, ""),
        (None, "Kim Okänd"),
    ]


def test_two_who_changed_different_texts_both_keep_theirs(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    item = make_item(meeting)
    key = f"arende-{item.pk}"
    mine = opened(meeting, account(cast.secretary), key)
    theirs = dict(mine)
    send(client, meeting, key, theirs, discussion="Deras dialog.")
    answer = send(client, meeting, key, mine, background="Min bakgrund.")
    item.refresh_from_db()

    assert answer.status_code == 302
    assert (item.background, item.discussion) == ("Min bakgrund.", "Deras dialog.")


def test_two_who_changed_the_same_text_see_both(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting)
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    send(client, meeting, key, form, background="Deras bakgrund.")
    page = send(client, meeting, key, form, background="Min bakgrund.")
    item.refresh_from_db()
    shown = next(iter(page.context["page"].items))

    assert page.status_code == 409
    assert item.background == "Deras bakgrund."
    assert "Min bakgrund." in text_of(page) and "Deras bakgrund." in text_of(page)
    again = {bound.name: bound.value() for bound, _ in shown.fields}
    assert send(client, meeting, key, {**again, "_token": shown.token}).status_code == 302
    item.refresh_from_db()
    assert item.background == "Min bakgrund."


def test_the_same_form_sent_twice_is_no_conflict(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting)
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    answers = [send(client, meeting, key, form, background="Samma text.") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_a_row_that_somebody_took_out_does_not_take_the_words_along(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    decision = make_decision(make_item(meeting))
    form = opened(meeting, account(cast.secretary), f"beslut-{decision.pk}")
    decision.delete()
    page = send(
        client, meeting, f"beslut-{form['_token'] and decision.pk or 0}", form, text="Mina ord om planen."
    )

    assert page.status_code == 404 or "Mina ord om planen." in text_of(page)


def test_locked_minutes_keep_what_was_typed_on_the_screen(cast: Cast, client: Client) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    item = meeting.items.get(position=1)
    key = f"arende-{item.pk}"
    page = send(
        client, meeting, key, opened(meeting, account(cast.secretary), key), background="Sent tillägg."
    )
    item.refresh_from_db()

    assert page.status_code == 422
    assert "Sent tillägg." in text_of(page) and item.background != "Sent tillägg."


def test_decision_action_and_promise_are_added_and_changed(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    item = make_item(meeting)
    for kind in ("beslut", "atgard", "lofte"):
        step(client, meeting, "add-row", item=item.pk, kind=kind, text=f"Text för {kind}.", key=new_key())
    decision, action, promise = Decision.objects.get(), Action.objects.get(), Promise.objects.get()
    far = Organization.objects.get(name="Alnäs kommun")
    user = account(cast.secretary)
    form = opened(meeting, user, f"atgard-{action.pk}")
    send(
        client, meeting, f"atgard-{action.pk}", form,
        organizations="respektive kommun", due="9 maj", responsible="Maja Ledamot",
    )  # fmt: skip
    send(
        client, meeting, f"lofte-{promise.pk}", opened(meeting, user, f"lofte-{promise.pk}"), due="nästa möte"
    )
    action.refresh_from_db()
    promise.refresh_from_db()

    assert decision.number == "SG 2024-03-08 §1"
    assert (action.due_on, action.due_precision, action.due_text) == (dt.date(2024, 5, 9), "day", "9 maj")
    assert action.responsible == cast.member
    assert [share.organization for share in action.obligations.all()] == [cast.organization] and far
    assert (promise.due_precision, promise.due_text) == ("meeting", "nästa möte")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"organizations": "Ekbby"}, "Menar du Ekby"),
        ({"organizations": "Månen"}, "deltar inte i gruppen"),
        ({"due": "1 mars 2024"}, "ligger före mötet"),
        ({"due": "9 maj 99999"}, "går inte att förstå"),
        ({"text": ""}, "saknas"),
        ({"text": "x" * 1_000_001}, "1000001 tecken"),
    ],
)
def test_wrong_action_is_told_and_kept(
    cast: Cast, meeting: Meeting, client: Client, changes: dict[str, str], says: str
) -> None:
    action = Action.objects.create(item=make_item(meeting), text="Utse en kontakt.")
    key = f"atgard-{action.pk}"
    page = send(client, meeting, key, opened(meeting, account(cast.secretary), key), **changes)

    assert page.status_code == 422
    assert [sentence for _, _, sentence in page.context["faults"] if says in sentence]
    action.refresh_from_db()
    assert action.text == "Utse en kontakt."


def test_a_megabyte_is_told_and_kept_as_a_browser_sends_it(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    key = f"arende-{make_item(meeting).pk}"
    form = {**opened(meeting, account(cast.secretary), key), "background": "å" * 1_000_000}
    address = reverse("admin:desk-part", args=[meeting.pk, key])
    page = client.post(address, urlencode(form), content_type="application/x-www-form-urlencoded")

    assert page.status_code == 422
    assert "Texten har 1000000 tecken" in text_of(page)
    assert "å" * 1_000_000 in page.content.decode()
    assert Draft.objects.get().values["background"] == "å" * 1_000_000


def titles(meeting: Meeting) -> list[tuple[str, str]]:
    return list(meeting.items.order_by("position").values_list("number", "title"))


def test_items_are_added_moved_split_and_merged(cast: Cast, meeting: Meeting, client: Client) -> None:
    user = account(cast.secretary)
    first, second = make_item(meeting, "A"), make_item(meeting, "B", background="Före.\n\nEfter.")
    make_decision(second)
    step(client, meeting, "add-item", title="C", after=first.pk, key=new_key())
    assert titles(meeting) == [("1", "A"), ("2", "C"), ("3", "B")]
    step(client, meeting, "move", item=second.pk, place=1, _token=order_token(meeting, user))
    assert titles(meeting) == [("1", "B"), ("2", "A"), ("3", "C")]
    step(
        client, meeting, "split", item=second.pk, field="background", at=5, title="D",
        _token=order_token(meeting, user), shown=opened(meeting, user, f"arende-{second.pk}")["_token"],
    )  # fmt: skip
    new = AgendaItem.objects.get(title="D")
    second.refresh_from_db()
    assert (second.background, new.background) == ("Före.", "Efter.")
    make_decision(new, "Gruppen antar D.")
    shown = opened(meeting, user, f"arende-{new.pk}")["_token"]
    step(client, meeting, "merge", item=new.pk, _token=order_token(meeting, user), shown=shown)
    second.refresh_from_db()
    assert titles(meeting) == [("1", "B"), ("2", "A"), ("3", "C")]
    assert second.background == "Före.\n\nD\n\nEfter."
    numbers = {"SG 2024-03-08 §1": "Gruppen antar cykelplanen.", "SG 2024-03-08 §1:2": "Gruppen antar D."}
    assert dict(Decision.objects.values_list("number", "text")) == numbers


def test_a_step_in_an_order_that_has_changed_is_not_taken(
    cast: Cast, meeting: Meeting, client: Client
) -> None:
    user = account(cast.secretary)
    first, _ = make_item(meeting, "A"), make_item(meeting, "B")
    old = order_token(meeting, user)
    step(client, meeting, "add-item", title="C", after=first.pk, key=new_key())
    page = step(client, meeting, "move", item=first.pk, place=3, _token=old)

    assert page.status_code == 409 and "ändrat ordningen" in text_of(page)
    assert [title for _, title in titles(meeting)] == ["A", "C", "B"]


def test_adding_twice_with_one_key_adds_once(meeting: Meeting, client: Client) -> None:
    key = new_key()
    answers = [step(client, meeting, "add-item", title="A", key=key) for _ in range(2)]

    assert meeting.items.count() == 1
    assert answers[0].headers["Location"] == answers[1].headers["Location"]


def test_a_key_that_another_has_used_adds_nothing(cast: Cast, meeting: Meeting, client: Client) -> None:
    key, other = new_key(), make_member("Bo Bisittare", cast.body, Membership.Role.SECRETARY)
    made = step(client, meeting, "add-item", title="A", key=key)
    page = step(logged_in(other), meeting, "add-item", title="A", key=key)

    assert page.status_code == 409
    assert meeting.items.count() == 1
    assert (
        step(client, meeting, "add-item", title="A", key=key).headers["Location"] == made.headers["Location"]
    )


def test_one_key_with_other_words_is_refused_and_shown(meeting: Meeting, client: Client) -> None:
    key = new_key()
    step(client, meeting, "add-item", title="A", key=key)
    page = step(client, meeting, "add-item", title="Helt annat", key=key)

    assert page.status_code == 409 and "Helt annat" in text_of(page)
    assert meeting.items.count() == 1


def test_refused_words_are_kept_as_a_draft(cast: Cast, meeting: Meeting, client: Client) -> None:
    form = opened(meeting, account(cast.secretary), "huvud")
    send(client, meeting, "huvud", form, start="15:00", end="13:00", place="Sal\x00 B")

    assert Draft.objects.get(form="huvud").values["place"] == "Sal\ufffd B"


def test_removing_what_somebody_has_changed_is_refused(cast: Cast, meeting: Meeting, client: Client) -> None:
    decision = make_decision(make_item(meeting))
    key = f"beslut-{decision.pk}"
    token = opened(meeting, account(cast.secretary), key)["_token"]
    Decision.objects.filter(pk=decision.pk).update(text="Gruppen antar planen, med ett tillägg.")
    address = reverse("admin:desk-remove", args=[meeting.pk, key])

    assert client.post(address, {"_token": token}).status_code == 409
    fresh = opened(meeting, account(cast.secretary), key)["_token"]
    assert client.post(address, {"_token": fresh}).status_code == 302
    assert not Decision.objects.exists()


def test_draft_is_kept_offered_and_taken_back(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting)
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    answer = step(client, meeting, "draft", **{**form, "form": key, "background": "Halvskriven"})
    page = client.get(desk(meeting))

    assert answer.json()["saved"]
    assert "Halvskriven" in text_of(page) and "inte är sparad" in text_of(page)
    assert text_of(page).count('<fieldset class="desk-fields" disabled>') == 1
    assert "Halvskriven" not in text_of(logged_in(cast.superuser).get(desk(meeting)))
    client.post(reverse("admin:desk-settle-draft", args=[meeting.pk, key]), {"act": "restore"})
    item.refresh_from_db()
    assert item.background == "Halvskriven" and not Draft.objects.exists()


def test_a_paper_is_added_to_an_item(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting)
    address = reverse("admin:desk-paper", args=[meeting.pk, item.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("karta.txt", b"Karta"), "title": ""})
    bad = client.post(address, {"file": SimpleUploadedFile("karta.exe", b"MZ\x00\x00")})

    assert answer.status_code == 302
    assert [paper.title for paper in item.attachments.all()] == ["karta"]
    assert bad.status_code == 409 and "karta.exe" in text_of(bad)
    assert client.get(address).status_code == 405


def test_htmx_gets_the_part_alone(cast: Cast, meeting: Meeting, client: Client) -> None:
    item = make_item(meeting)
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    address = reverse("admin:desk-part", args=[meeting.pk, key])
    answer = client.post(address, {**form, "title": ""}, headers={"HX-Request": "true"})

    assert answer.status_code == 200
    assert "Rubrik saknas" in text_of(answer) and "<html" not in text_of(answer)
    saved = client.post(address, {**form, "title": "Ny rubrik"}, headers={"HX-Request": "true"})
    assert "Sparat" in text_of(saved)
