"""Two windows on one meeting: nothing is reverted silently, and nothing typed is thrown away."""

from typing import Any

import pytest
from django.db.models import Model

from decisions.models import Action, Decision
from minutes.admin_conflict import CHANGED_MEANWHILE, LOCKED_MEANWHILE, ROWS_GONE
from minutes.approval import circulate
from minutes.models import AgendaItem, Meeting
from tests.admin_rows import add_inline, admin_url, errors, make_draft, sent
from tests.conftest import Cast, logged_in
from tests.factories import account, make_decision, make_item


@pytest.fixture
def draft(cast: Cast) -> Meeting:
    return make_draft(cast)


def opened(cast: Cast, row: Model) -> dict[str, Any]:
    return sent(logged_in(cast.secretary).get(admin_url(row)))


def save(cast: Cast, row: Model, data: dict[str, Any]) -> Any:
    return logged_in(cast.secretary).post(admin_url(row), data)


def test_stale_meeting_page_reverts_nothing(cast: Cast, draft: Meeting) -> None:
    item = draft.items.get()
    mine, theirs = opened(cast, draft), opened(cast, draft)
    assert save(cast, draft, {**theirs, "items-0-background": "Nytt\r\nfrån B"}).status_code == 302
    answer = save(cast, draft, {**mine, "place": "Nya salen"})
    assert answer.status_code == 200
    assert CHANGED_MEANWHILE in errors(answer)
    assert "I boken står nu: Nytt" in answer.content.decode()
    assert answer.context["adminform"].form["place"].value() == "Nya salen"
    item.refresh_from_db()
    draft.refresh_from_db()
    assert (item.background, draft.place) == ("Nytt\r\nfrån B", "Ekby folkets hus")

    again = {**mine, "place": "Nya salen", "items-0-background": "Båda", "_shown": answer.context["token"]}
    assert save(cast, draft, again).status_code == 302
    item.refresh_from_db()
    assert item.background == "Båda"
    assert Meeting.objects.get().place == "Nya salen"


def test_page_without_a_token_is_refused(cast: Cast, draft: Meeting) -> None:
    data = opened(cast, draft)
    del data["_shown"]
    assert CHANGED_MEANWHILE in errors(save(cast, draft, {**data, "place": "Nya salen"}))


def test_item_page_and_meeting_page_of_one_secretary(cast: Cast, draft: Meeting) -> None:
    item = draft.items.get()
    meeting_page, item_page = opened(cast, draft), opened(cast, item)
    assert save(cast, item, {**item_page, "background": "Skrivet på ärendet"}).status_code == 302
    assert CHANGED_MEANWHILE in errors(save(cast, draft, {**meeting_page, "place": "Nya salen"}))
    item_page = opened(cast, item)
    assert save(cast, draft, {**opened(cast, draft), "items-0-title": "Ny rubrik"}).status_code == 302
    assert CHANGED_MEANWHILE in errors(save(cast, item, item_page))
    assert AgendaItem.objects.get().title == "Ny rubrik"


def test_change_that_the_page_does_not_show_is_no_conflict(cast: Cast, draft: Meeting) -> None:
    item = draft.items.get()
    item_page = opened(cast, item)
    assert save(cast, draft, {**opened(cast, draft), "place": "Nya salen"}).status_code == 302
    assert save(cast, item, {**item_page, "background": "Text"}).status_code == 302


@pytest.mark.parametrize("model", [Decision, Action])
def test_stale_page_of_a_decision_or_an_action(cast: Cast, draft: Meeting, model: Any) -> None:
    row = model.objects.create(item=draft.items.get(), text="Först.")
    mine, theirs = opened(cast, row), opened(cast, row)
    assert save(cast, row, {**theirs, "text": "Deras."}).status_code == 302
    answer = save(cast, row, {**mine, "text": "Min."})
    assert "I boken står nu: Deras." in errors(answer)
    assert model.objects.get().text == "Deras."
    assert answer.context["adminform"].form["text"].value() == "Min."


def test_row_that_came_meanwhile_is_neither_lost_nor_mixed_up(cast: Cast, draft: Meeting) -> None:
    mine = opened(cast, draft)
    make_item(draft, "Ny först", position=0)
    answer = save(cast, draft, {**mine, "items-0-title": "Första, ändrad"})
    [shown] = [
        row.original
        for inline in answer.context["inline_admin_formsets"]
        for row in inline
        if isinstance(row.original, AgendaItem)
    ]
    assert shown.pk == draft.items.get(title="Första").pk
    again = {**mine, "items-0-title": "Första, ändrad", "_shown": answer.context["token"]}
    assert save(cast, draft, again).status_code == 302
    assert [item.title for item in draft.items.all()] == ["Ny först", "Första, ändrad"]


def test_row_that_is_gone_leaves_what_was_typed_on_the_page(cast: Cast, draft: Meeting) -> None:
    make_item(draft, "Andra")
    mine = opened(cast, draft)
    draft.items.get(title="Första").delete()
    answer = save(cast, draft, {**mine, "items-0-background": "Långt <b>stycke</b>", "place": "Nya salen"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert ROWS_GONE in page
    assert "Långt &lt;b&gt;stycke&lt;/b&gt;" in page
    assert "Nya salen" in page
    assert [item.title for item in draft.items.all()] == ["Andra"]
    assert Meeting.objects.get().place == "Ekby folkets hus"
    assert save(cast, draft, {**sent(answer), "place": "Nya salen"}).status_code == 302


def test_meeting_circulated_meanwhile_keeps_what_was_typed_on_the_page(cast: Cast, draft: Meeting) -> None:
    mine = opened(cast, draft)
    circulate(draft, by=account(cast.secretary))
    mine = add_inline(mine, "items", title="Helt nytt ärende", outcome="handled")
    mine = add_inline(mine, "attendances", person=cast.adjuster.pk, mode="on_site", role="member")
    answer = save(cast, draft, {**mine, "items-0-background": "Rad ett\r\nrad två", "place": "Nya salen"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert LOCKED_MEANWHILE in page
    assert 'name="_save"' not in page
    typed = [row.text for row in answer.context["typed"]]
    assert {"Rad ett\r\nrad två", "Nya salen", "Helt nytt ärende", "Jon Justerare"} <= set(typed)
    assert "Första" not in typed
    assert draft.items.get().background == ""


def test_decision_of_a_meeting_circulated_meanwhile_keeps_what_was_typed(cast: Cast, draft: Meeting) -> None:
    decision = make_decision(draft.items.get())
    mine = opened(cast, decision)
    circulate(draft, by=account(cast.secretary))
    answer = save(cast, decision, {**mine, "text": "En annan lydelse."})
    assert [(row.where, row.text) for row in answer.context["typed"]] == [("Beslutet", "En annan lydelse.")]
    assert Decision.objects.get().text == "Gruppen antar cykelplanen."


def test_somebody_elses_meeting_tells_nothing(cast: Cast, draft: Meeting) -> None:
    mine = opened(cast, draft)
    cast.secretary.memberships.update(body=cast.other_body)
    answer = save(cast, draft, {**mine, "place": "Nya salen"})
    assert answer.status_code == 302
    assert Meeting.objects.get().place == "Ekby folkets hus"


def test_long_meeting_is_saved(cast: Cast, draft: Meeting) -> None:
    for number in range(60):
        make_item(draft, f"Ärende {number}")
    data = opened(cast, draft)
    for number in range(120):
        data = add_inline(data, "attendances", name=f"Gäst {number}", mode="on_site", role="guest")
    assert save(cast, draft, data).status_code == 302
    assert draft.attendances.count() == 121
    data = opened(cast, draft)
    assert save(cast, draft, {**data, "place": "Nya salen"}).status_code == 302
    assert Meeting.objects.get().place == "Nya salen"


def test_too_much_at_once_is_explained(cast: Cast, draft: Meeting, settings: Any) -> None:
    data = opened(cast, draft)
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5
    settings.DEBUG = False
    answer = save(cast, draft, data)
    assert answer.status_code == 400
    assert "Gå tillbaka i webbläsaren" in answer.content.decode()
