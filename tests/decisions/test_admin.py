import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from decisions.admin_actions import spread
from decisions.models import (
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Promise,
)
from minutes.models import AgendaItem, Meeting
from participants.models import Body, Organization, Participation, User
from tests.admin_rows import Rows, add_inline, admin_url, client_of, errors, make_group, sent
from tests.conftest import Cast, logged_in
from tests.factories import account, force_status, make_decision, make_item, make_meeting, make_organization

LOCKED = "Texten kan inte ändras: protokollet väntar på justering eller är justerat."


@pytest.fixture
def rows(db: None) -> Rows:
    return make_group("SG")


@pytest.fixture
def locked(rows: Rows) -> Rows:
    Meeting.objects.update(status=Meeting.Status.APPROVED)
    return rows


def post(rows: Rows, row: Model, **changes: Any) -> Any:
    client = client_of(rows)
    return client.post(admin_url(row), {**sent(client.get(admin_url(row))), **changes})


def test_item_page_takes_all_that_the_item_led_to(rows: Rows) -> None:
    item = make_item(rows[Meeting], "Nytt")
    client = client_of(rows)
    data = sent(client.get(admin_url(item)))
    data = add_inline(data, "decisions", kind="decision", text="Planen antas.")
    data = add_inline(data, "actions", text="Svara.", status="not_started", due_precision="none")
    data |= {"actions-0-due_on": "2024-06-01"}
    data = add_inline(data, "promises", text="Åter i maj.", status="open", due_precision="month")
    data = add_inline(data, "citations", text="Mötet i mars.", due_precision="none")
    data = add_inline(data, "attachments", title="Planen")
    data = add_inline(data, "presenters", name="Gunnar Gäst")
    answer = client.post(admin_url(item), data)
    assert answer.headers["Location"] == admin_url(rows[Meeting])
    assert item.decisions.get().number == f"SG 2024-03-08 §{item.number}"
    assert (item.actions.get().due_on, item.actions.get().due_precision) == (dt.date(2024, 6, 1), "day")
    assert item.promises.get().position == item.citations.get().position == 1
    assert item.attachments.get().meeting == rows[Meeting]
    assert item.presenters.get().display_name == "Gunnar Gäst"


def test_saving_untouched_pages_changes_nothing(rows: Rows) -> None:
    for model in (AgendaItem, Decision, Action, Obligation, Promise, Citation):
        before = model._default_manager.values().get(pk=rows[model].pk)
        assert post(rows, rows[model]).status_code == 302
        assert model._default_manager.values().get(pk=rows[model].pk) == before


def test_day_without_a_date_is_explained(rows: Rows) -> None:
    answer = post(rows, rows[Promise], due_precision="day")
    assert errors(answer) == ["Skriv vilken dag, eller välj en annan noggrannhet."]


def test_day_alone_is_exact_to_the_day(rows: Rows) -> None:
    assert post(rows, rows[Action], due_on="2024-06-01").status_code == 302
    action = Action.objects.get()
    assert (action.due_on, action.due_precision) == (dt.date(2024, 6, 1), "day")


def test_action_entered_on_the_decision_stands_in_its_item(rows: Rows) -> None:
    client, decision = client_of(rows), rows[Decision]
    data = sent(client.get(admin_url(decision)))
    data = add_inline(data, "actions", text="Svara.", status="not_started", due_precision="none")
    assert client.post(admin_url(decision), data).status_code == 302
    assert decision.actions.get().item == decision.item


def test_decision_moves_within_its_meeting_only(rows: Rows) -> None:
    near = make_item(rows[Meeting], "Nära")
    far = make_item(make_meeting(rows[Body], Meeting.Status.DRAFT, date=dt.date(2025, 5, 9)), "Annat")
    answer = post(rows, rows[Decision], item=far.pk)
    assert errors(answer) == ["Det hör till ett annat möte. Välj något från samma möte."]
    assert post(rows, rows[Decision], item=near.pk).status_code == 302
    assert Decision.objects.get(pk=rows[Decision].pk).item == near


FORGED = [
    (Decision, "item", AgendaItem),
    (Action, "decision", Decision),
    (Promise, "target_meeting", Meeting),
    (Promise, "target_body", Body),
    (Citation, "to_item", AgendaItem),
    (Citation, "to_decision", Decision),
    (DecisionRelation, "older", Decision),
]


@pytest.mark.parametrize(("model", "field", "remote"), FORGED)
def test_reference_to_another_groups_row_is_refused(
    rows: Rows, model: type[Model], field: str, remote: type[Model]
) -> None:
    far = make_group("HG")
    before = model._default_manager.values().get(pk=rows[model].pk)
    assert post(rows, rows[model], **{field: far[remote].pk}).status_code == 200
    assert model._default_manager.values().get(pk=rows[model].pk) == before


# Locked minutes


@pytest.mark.parametrize("model", [Citation, DecisionRelation])
def test_closed_row_is_shown_and_not_changed(locked: Rows, model: type[Model]) -> None:
    client, row = client_of(locked), locked[model]
    before = model._default_manager.values().get(pk=row.pk)
    assert 'name="_save"' not in client.get(admin_url(row)).content.decode()
    assert client.post(admin_url(row), {"text": "Kapat"}).status_code == 403
    assert client.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403
    assert model._default_manager.values().get(pk=row.pk) == before


@pytest.mark.parametrize("model", [Decision, DecisionRelation, Action, Promise, Citation, Obligation])
def test_nothing_of_locked_minutes_is_deleted(locked: Rows, model: type[Model]) -> None:
    client, row = client_of(locked), locked[model]
    assert client.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    client.post(admin_url(model, "changelist"), chosen)
    assert model._default_manager.filter(pk=row.pk).exists()


ADDED: dict[type[Model], dict[str, Any]] = {
    Decision: {"kind": "decision", "text": "Kapat."},
    Action: {"text": "Kapat."},
    Promise: {"text": "Kapat."},
    Citation: {"text": "Kapat."},
    Obligation: {"status": "done"},
    DecisionRelation: {"kind": "reaffirms"},
}


@pytest.mark.parametrize("model", ADDED)
def test_nothing_is_added_to_locked_minutes(locked: Rows, model: type[Model]) -> None:
    client, add, number = client_of(locked), admin_url(model, "add"), model._default_manager.count()
    open_meeting = make_meeting(locked[Body], Meeting.Status.DRAFT, date=dt.date(2025, 5, 9))
    older = make_decision(make_item(open_meeting, "Annat"))
    given = {
        "item": locked[AgendaItem].pk,
        "action": locked[Action].pk,
        "decision": locked[Decision].pk,
        "older": older.pk,
        "organization": make_organization("Östvik kommun").pk,
    }
    answer = client.post(add, {**sent(client.get(add)), **given, **ADDED[model]})
    assert errors(answer) == [LOCKED]
    assert model._default_manager.count() == number + (model is Decision)


TEXT = [
    (Decision, {"text": "Kapat.", "kind": "answer"}),
    (Action, {"text": "Kapat."}),
    (Promise, {"text": "Kapat."}),
    (Obligation, {"organization": "1", "status": "done"}),
]


@pytest.mark.parametrize(("model", "forged"), TEXT)
def test_forged_text_is_refused_where_a_status_may_be_set(
    locked: Rows, model: type[Model], forged: dict[str, str]
) -> None:
    before = model._default_manager.values().get(pk=locked[model].pk)
    assert errors(post(locked, locked[model], **forged)) == [LOCKED]
    assert model._default_manager.values().get(pk=locked[model].pk) == before


def test_what_became_of_it_can_be_told_after_the_approval(locked: Rows) -> None:
    assert post(locked, locked[Action], status="done").status_code == 302
    assert post(locked, locked[Promise], status="kept").status_code == 302
    assert post(locked, locked[Obligation], status="in_progress", note="Frågan är ställd.").status_code == 302
    assert Action.objects.get().status == "done"
    assert Promise.objects.get().status == "kept"
    share = Obligation.objects.get()
    assert (share.status, share.note) == ("in_progress", "Frågan är ställd.")
    assert share.reported_by == locked[User]


def test_share_is_reported_on_the_locked_action_and_none_is_added(locked: Rows) -> None:
    client, action = client_of(locked), locked[Action]
    data = {**sent(client.get(admin_url(action))), "obligations-0-status": "done"}
    assert client.post(admin_url(action), data).status_code == 302
    assert action.obligations.get().status == "done"
    new = make_organization("Östvik kommun")
    client.post(admin_url(action), add_inline(data, "obligations", organization=new.pk, status="done"))
    assert action.obligations.count() == 1


def test_compliance_is_noted_after_the_approval(locked: Rows) -> None:
    client, decision = client_of(locked), locked[Decision]
    data = sent(client.get(admin_url(decision)))
    data = add_inline(
        data,
        "compliance",
        organization=locked[Organization].pk,
        status="followed",
        noted_on="2024-09-01",
    )
    assert client.post(admin_url(decision), data).status_code == 302
    newest = decision.compliance.get(noted_on="2024-09-01")
    assert newest.noted_by == locked[User]
    assert client.post(admin_url(newest, "delete"), {"post": "yes"}).status_code == 302


def test_item_of_locked_minutes_takes_no_inline(locked: Rows) -> None:
    client, item = client_of(locked), locked[AgendaItem]
    force_status(Meeting.Status.DRAFT)
    data = sent(client.get(admin_url(item)))
    Meeting.objects.update(status=Meeting.Status.APPROVED)
    data = add_inline(data, "decisions", kind="decision", text="Kapat.") | {"promises-0-DELETE": "on"}
    assert client.post(admin_url(item), data).status_code == 403
    assert (item.decisions.count(), item.promises.count()) == (1, 1)


# Everybody's share


@pytest.fixture
def shared(cast: Cast) -> Action:
    for name in ("Ekby", "Alnäs", "Östvik"):
        Participation.objects.create(body=cast.body, organization=make_organization(f"{name} kommun"))
    gone = make_organization("Borta kommun")
    Participation.objects.create(body=cast.body, organization=gone, end_date=dt.date(2020, 1, 1))
    region = make_organization("Region Ek", kind=Organization.Kind.REGION)
    Participation.objects.create(body=cast.body, organization=region)
    item = make_item(make_meeting(cast.body, Meeting.Status.DRAFT))
    action = Action.objects.create(item=item, text="Utse en kontaktperson.")
    action.obligations.create(organization=cast.organization, status="done")
    return action


def spread_url(action: Action) -> str:
    return reverse("admin:decisions_action_spread", args=[action.pk])


def test_action_is_put_on_each_municipality_of_that_day(cast: Cast, shared: Action) -> None:
    client = logged_in(cast.secretary)
    typed = {**sent(client.get(admin_url(shared))), "text": "Utse två kontaktpersoner.", "_step": "spread"}
    assert client.post(admin_url(shared), typed).status_code == 302
    client.post(spread_url(shared))
    assert Action.objects.get().text == "Utse två kontaktpersoner."
    assert {(row.organization.short_name, row.status) for row in shared.obligations.all()} == {
        ("Ekby", "done"),
        ("Alnäs", "not_started"),
        ("Östvik", "not_started"),
    }


def test_action_of_locked_minutes_is_not_put_on_anybody(cast: Cast, shared: Action) -> None:
    Meeting.objects.update(status=Meeting.Status.APPROVED)
    client = logged_in(cast.secretary)
    assert 'value="spread"' not in client.get(admin_url(shared)).content.decode()
    client.post(spread_url(shared))
    assert shared.obligations.count() == 1


def test_putting_on_everybody_is_a_post_by_the_secretary(cast: Cast, shared: Action) -> None:
    assert logged_in(cast.secretary).get(spread_url(shared)).status_code == 405
    assert logged_in(cast.member).post(spread_url(shared)).status_code == 302
    cast.secretary.memberships.update(body=cast.other_body)
    assert logged_in(cast.secretary).post(spread_url(shared)).status_code == 404
    assert shared.obligations.count() == 1
    assert account(cast.secretary).is_staff


# What it costs

LISTED: list[type[Model]] = [
    Action,
    Citation,
    Compliance,
    Decision,
    DecisionRelation,
    Obligation,
    Promise,
]


@pytest.mark.parametrize("model", LISTED)
def test_list_costs_the_same_with_one_row_and_thirty(rows: Rows, model: type[Model]) -> None:
    client, url = client_of(rows), admin_url(model, "changelist")
    client.get(url)
    # session, user, groups written for; two counts, the rows, the bounds of the dates; one a filter
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(30):
        add_more(rows, number)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["cl"].result_list) > 30
    assert len(few) == len(many) <= 10


def test_item_page_costs_the_same_whatever_it_led_to(rows: Rows) -> None:
    client, url = client_of(rows), admin_url(rows[AgendaItem])
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for number in range(5):
        add_more(rows, number)
    with CaptureQueriesContext(connection) as many:
        client.get(url)
    assert len(few) == len(many) <= 19


def add_more(rows: Rows, number: int) -> None:
    item, organization = rows[AgendaItem], make_organization(f"Ek {number} kommun")
    decision = make_decision(item)
    decision.to_older.create(older=rows[Decision], kind=DecisionRelation.Kind.REAFFIRMS)
    decision.compliance.create(organization=organization, noted_on=dt.date(2024, 5, 1))
    action = Action.objects.create(item=item, text="Åtgärd.", decision=decision)
    action.obligations.create(organization=organization)
    Promise.objects.create(item=item, text="Löfte.", target_meeting=rows[Meeting], settled_by=item)
    Citation.objects.create(item=item, text="Hänvisning.", to_item=item, to_decision=decision)


# Numbers


def test_decisions_follow_their_items_when_a_page_is_saved(cast: Cast) -> None:
    meeting = make_meeting(cast.body, Meeting.Status.DRAFT)
    first, second = make_decision(make_item(meeting, "Ett")), make_decision(make_item(meeting, "Två"))
    client = logged_in(cast.secretary)
    data = sent(client.get(admin_url(meeting))) | {"items-0-number": "2", "items-1-number": "1"}
    assert client.post(admin_url(meeting), data).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.number, second.number) == ("SG 2024-03-08 §2", "SG 2024-03-08 §1")
    data = sent(client.get(admin_url(first.item))) | {"number": "7"}
    assert client.post(admin_url(first.item), data).status_code == 302
    first.refresh_from_db()
    assert first.number == "SG 2024-03-08 §7"


def test_action_of_minutes_locked_meanwhile_is_not_put_on_anybody(cast: Cast, shared: Action) -> None:
    """The status is read anew, with the meeting locked: what was loaded before may be out of date."""
    known = Action.objects.select_related("item__meeting").get(pk=shared.pk)
    Meeting.objects.update(status=Meeting.Status.CIRCULATED)
    assert spread(known) is None
    assert shared.obligations.count() == 1
