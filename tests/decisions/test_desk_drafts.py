"""Drafts of the desk: what is typed in any of its forms, in any window, is offered until it is settled."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from minutes.models import AgendaItem, Draft, Meeting
from tests.conftest import Cast, logged_in
from tests.decisions.desk_pages import desk, new_key, opened, order_token, send, step, text_of
from tests.factories import account, make_decision, make_item, make_meeting

ADDED = {
    "nytt": {"title": "Cykelvägar i vinter"},
    "nyrad": {"text": "Gruppen antar vinterplanen.", "kind": "atgard"},
    "dela": {"title": "Cykelvägar i vinter"},
    "underlag": {"title": "Karta över vintervägar"},
}


@pytest.fixture
def meeting(cast: Cast) -> Meeting:
    return make_meeting(cast.body, Meeting.Status.DRAFT)


@pytest.fixture
def item(meeting: Meeting) -> AgendaItem:
    return make_item(meeting, background="Före. Efter.")


@pytest.fixture
def client(cast: Cast) -> Client:
    return logged_in(cast.secretary)


def named(kind: str, item: AgendaItem) -> str:
    return kind if kind == "nytt" else f"{kind}-{item.pk}"


def settle(client: Client, draft: Draft, act: str) -> Any:
    url = reverse("admin:desk-settle-draft", args=[draft.meeting_id, draft.form])
    return client.post(url, {"act": act, "_draft": draft.key})


def add(client: Client, cast: Cast, item: AgendaItem, kind: str, words: dict[str, str], draft: Any) -> Any:
    meeting, user = item.meeting, account(cast.secretary)
    given: dict[str, Any] = {**words, "_draft": draft, "item": item.pk, "key": new_key()}
    if kind == "underlag":
        paper = SimpleUploadedFile("karta.txt", b"Karta")
        return client.post(reverse("admin:desk-paper", args=[meeting.pk, item.pk]), {**given, "file": paper})
    if kind == "dela":
        shown = opened(meeting, user, f"arende-{item.pk}")["_token"]
        given |= {"field": "background", "at": 5, "shown": shown, "_token": order_token(meeting, user)}
    return step(client, meeting, {"nytt": "add-item", "nyrad": "add-row", "dela": "split"}[kind], **given)


def value_shown(page: Any, item: AgendaItem, kind: str) -> dict[str, str]:
    shown = page.context["page"]
    values: dict[str, str] = (
        shown.new_item.values if kind == "nytt" else next(iter(shown.items)).blanks[kind].values
    )
    return values


@pytest.mark.parametrize("kind", ADDED)
def test_words_not_added_yet_are_kept_offered_and_taken_back(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client, kind: str
) -> None:
    key, words = new_key(), ADDED[kind]
    step(client, meeting, "draft", form=named(kind, item), _draft=key, item=item.pk, **words)
    draft = Draft.objects.get()
    page = client.get(desk(meeting))
    text = next(iter(words.values()))

    assert draft.values == words and str(draft.key) == key
    assert text in text_of(page) and "inte är tillagd" in text_of(page)
    assert text not in text_of(logged_in(cast.superuser).get(desk(meeting)))
    taken = settle(client, draft, "restore")
    draft.refresh_from_db()
    assert taken.status_code == 200 and value_shown(taken, item, kind) == words
    assert str(draft.key) != key and f'name="_draft" value="{draft.key}"' in text_of(taken)
    assert add(client, cast, item, kind, words, draft.key).status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", ADDED)
def test_words_that_are_thrown_away_or_rubbed_out_are_offered_no_more(
    meeting: Meeting, item: AgendaItem, client: Client, kind: str
) -> None:
    form: dict[str, Any] = {"form": named(kind, item), "_draft": new_key()}
    step(client, meeting, "draft", **form, **ADDED[kind])
    step(client, meeting, "draft", **form, **{**ADDED[kind], next(iter(ADDED[kind])): "  "})
    assert not Draft.objects.exists()
    step(client, meeting, "draft", **form, **ADDED[kind])
    assert settle(client, Draft.objects.get(), "discard").status_code == 302
    assert not Draft.objects.exists()


@pytest.mark.parametrize("kind", ["nytt", "nyrad", "dela"])
def test_words_that_could_not_be_added_stand_in_their_form_again(
    meeting: Meeting, item: AgendaItem, client: Client, kind: str
) -> None:
    name = {"nytt": "add-item", "nyrad": "add-row", "dela": "split"}[kind]
    for _ in range(2):  # sent again by a reload, too
        page = step(client, meeting, name, item=item.pk, **ADDED[kind])
        assert page.status_code == 409
        assert value_shown(page, item, kind) == ADDED[kind]
    assert Draft.objects.get().values == ADDED[kind]


def test_words_to_add_to_an_item_that_is_gone_are_offered_at_the_top(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    step(client, meeting, "draft", form=f"nyrad-{item.pk}", _draft=new_key(), **ADDED["nyrad"])
    item.delete()

    assert [one.texts for one in client.get(desk(meeting)).context["page"].orphans] == [
        [("Åtgärd", "Gruppen antar vinterplanen.")]
    ]


def test_words_to_add_are_offered_when_the_minutes_are_locked(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    step(client, meeting, "draft", form="nytt", _draft=new_key(), **ADDED["nytt"])
    Meeting.objects.update(status=Meeting.Status.CIRCULATED)
    page = text_of(client.get(desk(meeting)))

    assert "Cykelvägar i vinter" in page and "Protokollet är låst" in page


def test_two_windows_of_one_person_keep_both_texts(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    key = f"arende-{item.pk}"
    form = {**opened(meeting, account(cast.secretary), key), "form": key}
    first, second = new_key(), new_key()
    step(client, meeting, "draft", **{**form, "background": "Text i fönster ett.", "_draft": first})
    step(client, meeting, "draft", **{**form, "background": "Text i fönster två.", "_draft": second})
    step(client, meeting, "draft", **{**form, "background": "Mer text i fönster ett.", "_draft": first})
    page = text_of(client.get(desk(meeting)))

    assert {row.values["background"] for row in Draft.objects.all()} == {
        "Mer text i fönster ett.",
        "Text i fönster två.",
    }
    assert "Mer text i fönster ett." in page and "Text i fönster två." in page
    assert page.count("Ta tillbaka texten") == 2


def test_saving_in_one_window_leaves_the_other_windows_draft(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    first, second = new_key(), new_key()
    for draft, text in ((first, "Text i fönster ett."), (second, "Text i fönster två.")):
        step(client, meeting, "draft", **{**form, "form": key, "background": text, "_draft": draft})
    send(client, meeting, key, form, background="Text i fönster ett.", _draft=first)
    left = Draft.objects.get()
    page = settle(client, left, "restore")

    assert left.values["background"] == "Text i fönster två."
    assert page.status_code == 409
    assert "Text i fönster ett." in text_of(page) and "Text i fönster två." in text_of(page)
    assert str(Draft.objects.get().key) not in {first, second}


def test_removing_a_row_leaves_what_another_window_has_typed_in_it(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    key = f"beslut-{make_decision(item).pk}"
    form = opened(meeting, account(cast.secretary), key)
    mine, other = new_key(), new_key()
    for draft, text in ((mine, "Gruppen antar planen nu."), (other, "Gruppen antar planen senare.")):
        step(client, meeting, "draft", **{**form, "form": key, "text": text, "_draft": draft})
    address = reverse("admin:desk-remove", args=[meeting.pk, key])
    client.post(address, {"_token": form["_token"], "_draft": mine})

    assert Draft.objects.get().values["text"] == "Gruppen antar planen senare."
    assert "Gruppen antar planen senare." in text_of(client.get(desk(meeting)))


def test_a_draft_that_the_book_says_is_no_draft(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    key = f"arende-{item.pk}"
    form = opened(meeting, account(cast.secretary), key)
    typed = {**form, "background": "Samma ord."}
    for _ in range(2):
        step(client, meeting, "draft", **{**typed, "form": key, "_draft": new_key()})
    send(client, meeting, key, typed, _draft=new_key())
    assert not Draft.objects.exists()
    step(client, meeting, "draft", **{**typed, "form": key, "_draft": new_key()})  # came late
    assert not Draft.objects.exists()


def test_a_text_that_is_typed_back_is_kept_no_more(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client
) -> None:
    key, draft = f"arende-{item.pk}", new_key()
    form = {**opened(meeting, account(cast.secretary), key), "form": key, "_draft": draft}
    step(client, meeting, "draft", **{**form, "discussion": "Nya ord."})
    step(client, meeting, "draft", **form)

    assert not Draft.objects.exists()


@pytest.mark.parametrize("rows", [1, 9])
def test_page_asks_equally_often_however_many_drafts(
    cast: Cast, meeting: Meeting, item: AgendaItem, client: Client, rows: int, django_assert_num_queries: Any
) -> None:
    for number in range(rows):
        for kind, words in ADDED.items():
            typed = {name: f"{text}{number}" for name, text in words.items() if name != "kind"}
            step(client, meeting, "draft", form=named(kind, item), _draft=new_key(), **typed)
    # session, user, may enter, may write, meeting, and what the desk loads; all drafts are one of them
    with django_assert_num_queries(19):
        page = client.get(desk(meeting))

    assert text_of(page).count("Ta tillbaka texten") == rows * len(ADDED)


def test_page_says_what_is_lost_without_javascript(meeting: Meeting, client: Client) -> None:
    page = text_of(client.get(desk(meeting)))

    assert "<noscript>" in page and "försvinner det du har skrivit i de andra rutorna" in page
