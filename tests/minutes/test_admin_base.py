import datetime as dt
from typing import Any

import pytest
from django.db.models import Model
from django.utils import timezone

from decisions.models import Decision
from minutes.approval import circulate
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
)
from participants.models import Body
from tests.admin_rows import Rows, add_inline, admin_url, client_of, errors, make_draft, make_group, sent
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    force_status,
    make_circulated,
    make_decision,
    make_item,
    make_meeting,
)


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    return make_draft(cast)


IN_MINUTES: list[type[Model]] = [
    Meeting,
    AgendaItem,
    MeetingPart,
    Officer,
    Attendance,
    Presenter,
    Attachment,
    Remark,
]


@pytest.fixture(params=[Meeting.Status.CIRCULATED, Meeting.Status.APPROVED])
def locked(request: pytest.FixtureRequest, db: None) -> Rows:
    rows = make_group("SG")
    Meeting.objects.update(status=request.param)
    return rows


@pytest.mark.parametrize("model", IN_MINUTES)
def test_locked_row_is_shown_and_not_changed(locked: Rows, model: type[Model]) -> None:
    client, row = client_of(locked), locked[model]
    before = model._default_manager.values().get(pk=row.pk)
    page = client.get(admin_url(row))
    assert page.status_code == 200
    assert "texten kan inte ändras" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    forged = {"title": "Kapat", "place": "Kapat", "name": "Kapat", "position": "9", "waived_reason": "Kapat"}
    assert client.post(admin_url(row), forged).status_code == 403
    assert client.post(admin_url(row, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    assert client.post(admin_url(model, "changelist"), chosen).status_code in {200, 403}
    assert model._default_manager.values().get(pk=row.pk) == before


ADDED: dict[type[Model], dict[str, Any]] = {
    AgendaItem: {"title": "Kapat", "outcome": "handled"},
    MeetingPart: {"title": "Kapat"},
    Officer: {"name": "Kapad", "role": "chair"},
    Attendance: {"name": "Kapad", "role": "guest", "mode": "on_site"},
    Presenter: {"name": "Kapad"},
    Attachment: {"title": "Kapat"},
}


@pytest.mark.parametrize("model", ADDED)
def test_nothing_is_added_to_locked_minutes(locked: Rows, model: type[Model]) -> None:
    client, add, number = client_of(locked), admin_url(model, "add"), model._default_manager.count()
    parents = {"meeting": locked[Meeting].pk, "item": locked[AgendaItem].pk}
    answer = client.post(add, {**sent(client.get(add)), **parents, **ADDED[model]})
    assert errors(answer) == ["Texten kan inte ändras: protokollet väntar på justering eller är justerat."]
    assert model._default_manager.count() == number


@pytest.mark.parametrize("model", ADDED)
def test_the_same_is_added_while_it_is_open(locked: Rows, model: type[Model]) -> None:
    force_status(Meeting.Status.DRAFT)
    client, add, number = client_of(locked), admin_url(model, "add"), model._default_manager.count()
    parents = {"meeting": locked[Meeting].pk, "item": locked[AgendaItem].pk}
    assert client.post(add, {**sent(client.get(add)), **parents, **ADDED[model]}).status_code == 302
    assert model._default_manager.count() == number + 1


def test_inlines_of_a_locked_meeting_take_nothing(locked: Rows) -> None:
    client, meeting = client_of(locked), locked[Meeting]
    force_status(Meeting.Status.DRAFT)
    data = sent(client.get(admin_url(meeting)))
    Meeting.objects.update(status=Meeting.Status.CIRCULATED)
    data = add_inline(data, "items", title="Kapat", outcome="handled") | {"attendances-0-DELETE": "on"}
    assert client.post(admin_url(meeting), data).status_code == 403
    assert meeting.attendances.count() == 1
    assert meeting.items.count() == 2


def test_row_stays_in_its_meeting(locked: Rows) -> None:
    """Moving a row, out of open minutes or into locked ones, is no choice: its meeting is fixed."""
    open_meeting = make_meeting(locked[Body], Meeting.Status.DRAFT, date=dt.date(2025, 5, 9))
    item = make_item(open_meeting, "Öppet")
    client = client_of(locked)
    data = {**sent(client.get(admin_url(item))), "meeting": locked[Meeting].pk, "title": "Ändrat"}
    assert client.post(admin_url(item), data).status_code == 302
    item.refresh_from_db()
    assert (item.meeting, item.title) == (open_meeting, "Ändrat")


def test_part_of_another_meeting_is_refused(cast: Cast, draft: Meeting) -> None:
    part = make_meeting(cast.body, date=dt.date(2025, 1, 10)).parts.create(position=1, title="Annan")
    draft.parts.create(position=1, title="Del 1")
    client, row = logged_in(cast.secretary), draft.attendances.get()
    answer = client.post(admin_url(row), {**sent(client.get(admin_url(row))), "parts": [part.pk]})
    assert errors(answer) == ["Det hör till ett annat möte. Välj något från samma möte."]


# Deleting


def delete(cast: Cast, row: Any) -> int:
    return logged_in(cast.secretary).post(admin_url(row, "delete"), {"post": "yes"}).status_code


KEPT: dict[str, Any] = {
    "source": lambda meeting, now: meeting.sources.create(
        kind="document", file_name="a.txt", sha256="0" * 64, stored_sha256="0" * 64, text="A", imported_at=now
    ),
    "was published": lambda meeting, now: meeting.status_changes.create(
        from_status="imported", to_status="draft", at=now
    ),
    "was circulated": lambda meeting, now: meeting.status_changes.create(
        from_status="draft", to_status="circulated", at=now
    ),
}


@pytest.mark.parametrize("why", KEPT)
def test_draft_that_was_out_or_has_a_source_is_kept(cast: Cast, draft: Meeting, why: str) -> None:
    KEPT[why](draft, timezone.now())
    assert delete(cast, draft) == 403
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk], "post": "yes"}
    logged_in(cast.secretary).post(admin_url(Meeting, "changelist"), chosen)
    assert Meeting.objects.exists()


@pytest.mark.parametrize("status", Meeting.Status.values)
def test_only_plans_and_drafts_are_deleted(cast: Cast, draft: Meeting, status: str) -> None:
    make_decision(draft.items.get())
    draft.status_changes.create(
        from_status="planned", to_status="draft", at=dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
    )
    Meeting.objects.update(status=status)
    assert delete(cast, draft) == (302 if status in {"planned", "draft"} else 403)
    assert Meeting.objects.exists() == (status not in {"planned", "draft"})


def test_draft_that_was_circulated_once_is_kept(cast: Cast, draft: Meeting) -> None:
    circulate(draft, by=account(cast.secretary))
    Meeting.objects.update(status=Meeting.Status.DRAFT)
    assert delete(cast, draft) == 403


def test_thread_with_items_is_kept(cast: Cast, draft: Meeting) -> None:
    matter = Matter.objects.create(body=cast.body, title="Cykelplan")
    draft.items.update(matter=matter)
    assert delete(cast, matter) == 403
    draft.items.update(matter=None)
    assert delete(cast, matter) == 302


def test_circulated_meeting_refuses_a_forged_decision(cast: Cast) -> None:
    meeting = make_circulated(cast.body, cast.secretary, cast.adjuster)
    client, add = logged_in(cast.secretary), admin_url(Decision, "add")
    answer = client.post(add, {**sent(client.get(add)), "item": meeting.items.get().pk, "text": "Kapat."})
    assert errors(answer) == ["Texten kan inte ändras: protokollet väntar på justering eller är justerat."]
    assert Decision.objects.count() == 1
