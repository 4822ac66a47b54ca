"""A small language for two secretaries of one group who write in the same meeting.

Each verb is a generator: what stands before its `yield` opens the page, what comes after writes. All pages
are opened first, and then each writes in turn. Every form is sent twice; the second time may change nothing.
"""

import html
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from decisions.desk.load import Desk
from decisions.desk.page import Page
from decisions.models import Action, Decision, Promise
from minutes.approval import Refused
from minutes.models import Attendance, Draft, Meeting, Submission
from minutes.papers import add_paper
from participants.models import Membership, Person, User
from tests.admin_rows import add_inline, admin_url, make_draft, sent
from tests.conftest import Cast, logged_in
from tests.decisions.desk_pages import desk, new_key, opened, order_token
from tests.factories import account, make_decision, make_item, make_member, make_obligation

Step = Iterator[None]
Verb = Callable[..., Callable[["Room"], Step]]
Script = list[Callable[["Room"], Step]]
BESIDE: set[type[Model]] = {Draft, Submission}  # no part of the book


@dataclass
class Side:
    """One of the two: what she has typed, and the pages that she got instead of having it saved."""

    user: User
    client: Client
    saved: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    last: Any = None


@dataclass
class Room:
    """The meeting, its rows by the names that the cases use, and the two."""

    cast: Cast
    meeting: Meeting
    rows: dict[str, Any]
    sides: dict[str, Side]

    def key(self, name: str) -> str:
        kinds = {"first": "arende", "second": "arende", "third": "arende", "shared": "atgard"}
        if name not in self.rows:
            return name
        return f"{kinds.get(name, name)}-{self.rows[name].pk}"

    def url(self, name: str, *rest: Any) -> str:
        return reverse(f"admin:desk-{name}", args=[self.meeting.pk, *rest])

    def form(self, side: Side, name: str) -> dict[str, str]:
        return opened(self.meeting, side.user, self.key(name))

    def rows_now(self) -> dict[str, list[Any]]:
        models = [
            *apps.get_app_config("minutes").get_models(),
            *apps.get_app_config("decisions").get_models(),
        ]
        return {
            model._meta.label: list(model._default_manager.order_by("pk").values())
            for model in models
            if model not in BESIDE
        }

    def book(self) -> str:
        """Return every word of the book, names of organisations and people too."""
        texts = [str(self.rows_now())]
        for meeting in Meeting.objects.filter(pk=self.meeting.pk):
            page = Page(Desk(meeting, next(iter(self.sides.values())).user))
            for shown in [
                page.head,
                page.attendance,
                *(one for item in page.items for one in [item, *item.rows]),
            ]:
                texts += [shown.title, *shown.part.stored().values()]
            texts += [line.name for line in page.attendance.part.lines]  # type: ignore[attr-defined]
        return "\n".join(texts)

    def send(self, side: Side, url: str, data: dict[str, Any], words: list[str], answer: int) -> Any:
        """Send a form twice; what was typed is then in the book, or on the page of whom it was refused."""
        first = side.client.post(url, data)
        before = self.rows_now()
        assert first.status_code == answer
        if answer == 302:
            book = self.book()
            assert [word for word in words if word not in book] == []
            side.saved += words
        else:
            assert [word for word in words if word not in readable(first)] == []
            side.pages.append(readable(first))
        again = side.client.post(url, data, follow=True)
        assert again.status_code < 500
        assert self.rows_now() == before, "a double submit wrote something"
        if answer != 302:
            assert [word for word in words if word not in readable(again)] == []
        side.last = first
        return first


def readable(response: Any) -> str:
    content: bytes = response.content
    return html.unescape(content.decode())


def verb(act: Callable[..., Step]) -> Verb:
    def with_words(who: str, *args: Any, **rest: Any) -> Callable[[Room], Step]:
        return lambda room: act(room, room.sides[who], *args, **rest)

    return with_words


def play(room: Room, steps: list[Callable[[Room], Step]]) -> None:
    """Open all the pages, and then write in turn; no saved word may go that the other has not been shown."""
    going = [step(room) for step in steps]
    for step in going:
        next(step)
    for step in going:
        assert next(step, "written") == "written"
    book = room.book()
    anna, bo = room.sides["anna"], room.sides["bo"]
    for side, other in ((anna, bo), (bo, anna)):
        for word in side.saved:
            assert word in book or any(word in page for page in other.pages), word


def make_room(cast: Cast) -> Room:
    meeting = make_draft(cast)
    first = meeting.items.get()
    first.background = "Kommunerna har svarat. Regionen väntar."
    first.save()
    bo = make_member("Bo Bisittare", cast.body, Membership.Role.SECRETARY)
    make_member("Alva Alnäs", cast.body, organization=cast.outsider.memberships.get().on_behalf_of)
    guest = meeting.attendances.create(name="Gun Gäst", role=Attendance.Role.GUEST, position=2)
    second, third = make_item(meeting, "Andra"), make_item(meeting, "Tredje")
    rows = {
        "first": first,
        "second": second,
        "third": third,
        "beslut": make_decision(first),
        "atgard": Action.objects.create(item=first, text="Utse en kontakt."),
        "lofte": Promise.objects.create(item=first, text="Återkommer i maj."),
        "meeting": meeting,
        "guest": guest,
        "shared": make_obligation(third, cast.organization).action,
    }
    people: dict[str, Person] = {"anna": cast.secretary, "bo": bo}
    sides = {name: Side(account(person), logged_in(person)) for name, person in people.items()}
    return Room(cast, meeting, rows, sides)


def typed_in(changes: dict[str, str]) -> list[str]:
    return [text for text in changes.values() if text]


@verb
def types(room: Room, side: Side, part: str, answer: int = 302, **changes: str) -> Step:
    form = room.form(side, part)
    yield
    words = [word for text in typed_in(changes) for word in text.split("\n")]
    room.send(side, room.url("part", room.key(part)), {**form, **changes}, words, answer)


@verb
def insists(room: Room, side: Side, part: str, answer: int = 302, **changes: str) -> Step:
    """Save once more from the page that refused."""
    yield
    page: Page = side.last.context["page"]
    all_shown = [page.head, page.attendance, *(one for item in page.items for one in [item, *item.rows])]
    shown = next(one for one in all_shown if one.key == room.key(part))
    form = {bound.name: bound.value() or "" for bound in shown.form}
    room.send(
        side,
        room.url("part", room.key(part)),
        {**form, "_token": shown.token, **changes},
        typed_in(changes),
        answer,
    )


@verb
def chooses(room: Room, side: Side, person: str, mode: str, answer: int = 302, says: str = "") -> Step:
    """Say how somebody was there; a refusal says what the book has."""
    form = room.form(side, "narvaro")
    name = f"n{room.rows['guest'].pk}" if person == "guest" else f"p{getattr(room.cast, person).pk}"
    assert name in form
    yield
    page = room.send(side, room.url("part", "narvaro"), {**form, name: mode}, [], answer)
    if answer == 302:
        assert room.form(side, "narvaro").get(name, "") == mode
    else:
        assert says in readable(page)


@verb
def adds_item(room: Room, side: Side, title: str, after: str = "", answer: int = 302) -> Step:
    data = {"title": title, "key": new_key(), "after": room.rows[after].pk if after else ""}
    yield
    room.send(side, room.url("add-item"), data, [title], answer)


@verb
def adds_row(room: Room, side: Side, item: str, kind: str, text: str, answer: int = 302) -> Step:
    data = {"item": room.rows[item].pk, "kind": kind, "text": text, "key": new_key()}
    yield
    room.send(side, room.url("add-row"), data, [text], answer)


@verb
def removes(room: Room, side: Side, part: str, answer: int = 302) -> Step:
    form = room.form(side, part)
    yield
    room.send(side, room.url("remove", room.key(part)), {"_token": form["_token"]}, [], answer)


@verb
def steps(room: Room, side: Side, name: str, item: str, answer: int = 302, **data: Any) -> Step:
    """Move, split or merge an item."""
    order, shown = order_token(room.meeting, side.user), room.form(side, item)["_token"]
    given = {"item": room.rows[item].pk, "_token": order, "shown": shown, **data}
    yield
    room.send(side, room.url(name), given, [data["title"]] if "title" in data else [], answer)


@verb
def accepts(room: Room, side: Side, item: str, text: str, answer: int = 302) -> Step:
    """Take up what the typed text offers."""
    pk, typed = room.rows[item].pk, {"background": f"Beslut: {text}"}
    offers = side.client.post(room.url("offers", pk), typed).context["offers"]
    yield
    room.send(side, room.url("accept", pk), {**typed, "offer": offers[0].key}, [text], answer)


@verb
def drafts(room: Room, side: Side, part: str, **changes: str) -> Step:
    form = {**room.form(side, part), "form": room.key(part)}
    yield
    assert side.client.post(room.url("draft"), {**form, **changes}).status_code == 200


@verb
def restores(room: Room, side: Side, part: str, *words: str, answer: int = 302) -> Step:
    yield
    room.send(side, room.url("settle-draft", room.key(part)), {"act": "restore"}, list(words), answer)


@verb
def reads(room: Room, side: Side, *words: str, never: str = "") -> Step:
    """Open the desk anew; the words are there."""
    yield
    page = readable(side.client.get(desk(room.meeting)))
    assert [word for word in words if word not in page] == []
    assert not never or never not in page


@verb
def fills(room: Room, side: Side, row: str, answer: int = 302, **changes: str) -> Step:
    """Write on a stock page; names of inlines have two underlines: items__0__background."""
    data = sent(side.client.get(admin_url(room.rows[row])))
    yield
    given = {name.replace("__", "-"): text for name, text in changes.items()}
    words = [text for name, text in given.items() if not name.endswith("DELETE")]
    side.last = room.send(side, admin_url(room.rows[row]), {**data, **given}, words, answer)


@verb
def files(room: Room, side: Side, row: str, prefix: str, answer: int = 302, **fields: str) -> Step:
    """Add a row to an inline of a stock page."""
    data = sent(side.client.get(admin_url(room.rows[row])))
    yield
    room.send(side, admin_url(room.rows[row]), add_inline(data, prefix, **fields), [*fields.values()], answer)


@verb
def fills_again(room: Room, side: Side, row: str, answer: int = 302, **changes: str) -> Step:
    """Save the stock page that refused, as it stands."""
    yield
    given = {name.replace("__", "-"): text for name, text in changes.items()}
    room.send(side, admin_url(room.rows[row]), {**sent(side.last), **given}, [], answer)


@verb
def deletes(room: Room, side: Side, row: str, is_done: bool = True) -> Step:
    """Take out a row on the stock page that asks first."""
    url, one = admin_url(room.rows[row], "delete"), room.rows[row]
    token = side.client.get(url).context["token"]
    yield
    room.send(side, url, {"post": "yes", "_shown": token}, [], 302)
    assert type(one).objects.filter(pk=one.pk).exists() != is_done


@verb
def deletes_chosen(room: Room, side: Side, *rows: str, is_done: bool = True) -> Step:
    """Take out the rows that are ticked in a list."""
    model = type(room.rows[rows[0]])
    chosen = {"action": "delete_selected", "_selected_action": [room.rows[row].pk for row in rows]}
    url = admin_url(model, "changelist")
    token = side.client.post(url, chosen).context["token"]
    yield
    room.send(side, url, {**chosen, "post": "yes", "_shown": token}, [], 302)
    left = model.objects.filter(pk__in=chosen["_selected_action"]).count()
    assert left == (0 if is_done else len(rows))


@verb
def circulates(room: Room, side: Side, name: str = "circulate", told_of: str = "") -> Step:
    """Take a step with the minutes: for approval, or out to the group as they are.

    Text that is not saved by then is told of, with whose it is; she goes on without it.
    """
    url = reverse("admin:minutes_meeting_step", args=[room.meeting.pk, name])
    assert side.client.get(url).status_code == 200
    yield
    given = {}
    if told_of:
        page = room.send(side, url, {}, [told_of], 200)
        assert Meeting.objects.get(pk=room.meeting.pk).status == Meeting.Status.DRAFT
        given = {"told": page.context["form"]["told"].initial}
    room.send(side, url, given, [], 302)
    assert Meeting.objects.get(pk=room.meeting.pk).status != Meeting.Status.DRAFT


@verb
def brings(room: Room, side: Side, item: str, title: str, is_refused: bool = False) -> Step:
    """Add a paper to an item."""
    row = room.rows[item]
    yield
    for _ in range(2):
        paper = SimpleUploadedFile("underlag.txt", f"Om {title}".encode())
        if is_refused:
            with pytest.raises(Refused):
                add_paper(room.meeting, row, paper, title)
        else:
            assert add_paper(room.meeting, row, paper, title).title == title
    if not is_refused:
        side.saved.append(title)


@verb
def ends_role(room: Room, side: Side, person: str) -> Step:
    """Say in the register that somebody had left the group before the meeting."""
    role = getattr(room.cast, person).memberships.get()
    data = sent(side.client.get(admin_url(role)))
    yield
    answer = side.client.post(admin_url(role), {**data, "end_date": "2024-01-31"})
    assert answer.status_code == 302


@verb
def finds(room: Room, side: Side, check: Callable[[Room], bool]) -> Step:
    """See that the book is as it should be by now."""
    yield
    assert check(room)


def order(room: Room) -> list[str]:
    return [item.title for item in room.meeting.items.all()]


def decisions(room: Room) -> list[str]:
    return [row.text for row in Decision.objects.filter(item__meeting=room.meeting).order_by("pk")]
