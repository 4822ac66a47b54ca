"""The index follows the book, whoever writes, and however."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from decisions.models import Action, Decision, Promise
from decisions.site_search import Search
from minutes import ledger
from minutes.models import (
    AgendaItem,
    Attachment,
    Correction,
    LedgerEntry,
    Matter,
    Meeting,
    Officer,
    PaperText,
    Presenter,
    Revision,
    SearchEntry,
    SearchMark,
)
from minutes.search_index import check, missing_triggers, rebuild, settle
from minutes.search_query import understand
from minutes.search_store import TABLE
from participants.merging import merge
from participants.models import Body, Organization, OrganizationAlias, Person, PersonAlias, User
from tests.conftest import Cast
from tests.factories import (
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_organization,
    make_person,
)

WORD = "kvastskaft"


@pytest.fixture
def item(cast: Cast) -> AgendaItem:
    """An item with one of everything that its entry says."""
    matter = Matter.objects.create(body=cast.body, title="Vägfrågan", summary="Om vägar.")
    item = make_item(make_meeting(cast.body), matter=matter, background="Bakgrund.")
    make_decision(item)
    make_obligation(item, cast.organization)
    Promise.objects.create(item=item, text="Återkommer.")
    Presenter.objects.create(item=item, person=cast.member)
    Officer.objects.create(meeting=item.meeting, person=cast.secretary, role="secretary")
    make_attendance(item.meeting, cast.adjuster, cast.organization)
    Attachment.objects.create(meeting=item.meeting, item=item, title="Karta", file="x", sha256="a" * 64)
    PaperText.objects.create(sha256="a" * 64, text="Kartans text", read_at="2024-01-01T00:00Z")
    PersonAlias.objects.create(person=cast.member, name="Maia Ledamot")
    OrganizationAlias.objects.create(organization=cast.organization, name="EBK")
    settle()
    return item


def found(user: User, words: str = WORD) -> set[str]:
    answer = Search(understand(words), user).answer()
    return {hit.kind for hit in (*answer.hits, *answer.named)}


def typed(item: AgendaItem, words: str) -> AgendaItem:
    item.background = words
    return item


def corrected(item: AgendaItem, at: AgendaItem | None) -> None:
    user = User.objects.first()
    assert user is not None
    now = "2024-05-01T00:00Z"
    revision = Revision.objects.create(
        meeting=item.meeting,
        number=1,
        content=b"{}",
        sha256="b" * 64,
        created_at=now,
        created_by=user,
        entry=ledger.append(LedgerEntry.Kind.REVISION, {}, item.meeting),
    )
    Correction.objects.create(
        revision=revision,
        item=at,
        old_text="x",
        new_text=WORD,
        reason="Fel.",
        made_by=user,
        made_at=now,
        number=1,
        content=b"{}",
        sha256="c" * 64,
        approved_at=now,
        entry=ledger.append(LedgerEntry.Kind.CORRECTION, {}, item.meeting),
    )


def by_sql(sql: str) -> Callable[[AgendaItem], None]:
    def write(item: AgendaItem) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql.format(pk=item.pk, word=WORD))

    return write


# Each way to write a word, and the kinds of hits that it should give.
WAYS: dict[str, tuple[Callable[[AgendaItem], Any], set[str]]] = {
    "save": (lambda item: typed(item, WORD).save(), {"i"}),
    "save of a field": (lambda item: typed(item, WORD).save(update_fields=["background"]), {"i"}),
    "update": (lambda item: AgendaItem.objects.filter(pk=item.pk).update(title=WORD), {"i"}),
    "sql": (by_sql("UPDATE minutes_agendaitem SET discussion = '{word}' WHERE id = {pk}"), {"i"}),
    "create": (lambda item: make_item(item.meeting, background=WORD), {"i"}),
    "bulk_create": (
        lambda item: AgendaItem.objects.bulk_create(
            AgendaItem(meeting=item.meeting, position=n, title="X", proposal=WORD) for n in (8, 9)
        ),
        {"i"},
    ),
    "bulk_update": (
        lambda item: AgendaItem.objects.bulk_update([AgendaItem(pk=item.pk, proposal=WORD)], ["proposal"]),
        {"i"},
    ),
    "decision": (lambda item: Decision.objects.filter(item=item).update(text=WORD), {"i"}),
    "new decision": (lambda item: make_decision(item, WORD), {"i"}),
    "action": (lambda item: Action.objects.create(item=item, text=WORD), {"i"}),
    "who does it": (lambda item: Action.objects.update(responsible_text=WORD), {"i"}),
    "promise": (lambda item: Promise.objects.update(text=WORD), {"i"}),
    "obligation": (lambda item: make_obligation(item, make_organization(WORD)), {"i", "o"}),
    "presenter": (lambda item: Presenter.objects.create(item=item, name=WORD), {"i"}),
    "presenter, updated": (lambda item: Presenter.objects.update(name=WORD), {"i"}),
    "presenter, renamed": (lambda item: Person.objects.filter(presenters=None).update(name="Ann"), set()),
    "person": (lambda item: Person.objects.filter(presenters__item=item).update(name=WORD), {"i", "p"}),
    "person at the meeting": (
        lambda item: Person.objects.filter(attendances__meeting=item.meeting).update(name=WORD),
        {"m", "p"},
    ),
    "alias": (lambda item: PersonAlias.objects.update(name=WORD), {"p"}),
    "organisation": (lambda item: Organization.objects.update(short_name=WORD), {"i", "m", "o"}),
    "organisation's alias": (lambda item: OrganizationAlias.objects.update(name=WORD), {"o"}),
    "group": (lambda item: Body.objects.filter(meetings=item.meeting).update(name=WORD), {"m"}),
    "matter": (lambda item: Matter.objects.update(title=WORD), {"i", "t"}),
    "matter's summary": (lambda item: Matter.objects.update(summary=WORD), {"t"}),
    "place": (lambda item: Meeting.objects.update(place=WORD), {"m"}),
    "officer": (lambda item: Officer.objects.update(name=WORD), {"m"}),
    "attendance": (
        lambda item: item.meeting.attendances.create(meeting=item.meeting, name=WORD),
        {"m"},
    ),
    "paper's title": (lambda item: Attachment.objects.update(title=WORD), {"a", "i"}),
    "paper's text": (lambda item: PaperText.objects.update(text=WORD), {"a"}),
    "paper of the meeting": (
        lambda item: Attachment.objects.create(meeting=item.meeting, title=WORD),
        {"m"},
    ),
    "correction": (lambda item: corrected(item, item), {"i"}),
    "correction of the whole": (lambda item: corrected(item, None), {"m"}),
    "delete": (lambda item: item.delete(), set()),
    "delete all": (lambda item: item.meeting.items.all().delete(), set()),
}


@pytest.mark.parametrize("way", WAYS)
def test_whoever_writes_the_search_follows(cast: Cast, item: AgendaItem, way: str) -> None:
    assert found(cast.superuser) == set()
    write, kinds = WAYS[way]

    with transaction.atomic():
        write(item)

    assert found(cast.superuser) == kinds
    assert not SearchMark.objects.exists()
    assert check().is_good


def test_what_is_rolled_back_is_not_found(cast: Cast, item: AgendaItem) -> None:
    with transaction.atomic():
        AgendaItem.objects.update(title=WORD)
        settle()
        assert found(cast.superuser) == {"i"}
        transaction.set_rollback(True)

    assert found(cast.superuser) == set() and check().is_good


def test_a_meeting_that_moves_takes_its_entries_along(cast: Cast, item: AgendaItem) -> None:
    before = set(SearchEntry.objects.filter(meeting=item.meeting).values_list("pk", flat=True))
    Meeting.objects.update(date=dt.date(2021, 3, 4))
    settle()

    after = set(SearchEntry.objects.filter(meeting=item.meeting).values_list("pk", flat=True))
    assert len(after) == len(before) and not after & before
    assert found(cast.superuser, "cykelplan 4 mars 2021") == {"i"}
    assert check().is_good


def test_a_meeting_that_is_deleted_leaves_nothing(cast: Cast, item: AgendaItem) -> None:
    item.meeting.delete()
    settle()

    assert not SearchEntry.objects.filter(meeting__isnull=False).exists()
    assert check().is_good


def test_people_who_are_merged_are_found_by_both_names(cast: Cast, item: AgendaItem) -> None:
    other = make_person("Astrid Kvastskaft")
    Presenter.objects.create(item=item, person=other)
    settle()

    merge(cast.member, other, by=cast.superuser)

    assert found(cast.superuser, "Astrid") == {"p"}
    assert found(cast.superuser, "Maja Ledamot") == {"i", "p"}
    assert check().is_good


def test_the_database_marks_every_table_that_the_search_reads(db: None) -> None:
    assert missing_triggers() == []


def test_a_change_that_says_the_same_marks_nothing(item: AgendaItem) -> None:
    AgendaItem.objects.update(background="Bakgrund.", first_line=3)
    Meeting.objects.update(unplaced="x")
    item.save()

    assert not SearchMark.objects.exists()


def test_rebuilding_gives_the_same_index_in_bounded_parts(
    item: AgendaItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = list(SearchEntry.objects.order_by("pk").values_list())
    for number in range(5):
        make_item(make_meeting(item.meeting.body, date=dt.date(2020, 1, 1 + number)), f"Fråga {number}")
    monkeypatch.setattr("minutes.search_index.MEETINGS_AT_ONCE", 2)
    monkeypatch.setattr("minutes.search_index.AT_ONCE", 2)

    assert rebuild() == SearchEntry.objects.count()

    assert check().is_good
    assert set(before) < set(SearchEntry.objects.values_list())


def test_check_tells_what_differs_and_changes_nothing(
    item: AgendaItem, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = SearchEntry.objects.get(kind="i")
    SearchEntry.objects.filter(pk=entry.pk).update(title="Annat")
    SearchEntry.objects.filter(kind="d").delete()
    column = "rowid" if connection.vendor == "sqlite" else "key"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE {column} = {SearchEntry.objects.get(kind='m').pk}")

    with pytest.raises(CommandError, match="stämmer inte"):
        call_command("rebuild_search", "--check")

    out = capsys.readouterr().out
    assert "saknas: beslut" in out and "stämmer inte: ärende" in out and "stämmer inte: möte" in out
    assert SearchEntry.objects.get(pk=entry.pk).title == "Annat"
    call_command("rebuild_search")
    call_command("rebuild_search", "--check")
    assert "Sökningen stämmer med boken." in capsys.readouterr().out


def test_a_long_paper_is_found_to_its_end(cast: Cast, item: AgendaItem) -> None:
    PaperText.objects.update(text="ord " * 9000 + WORD)

    assert found(cast.superuser) == {"a"}
    assert SearchEntry.objects.filter(kind="a").count() == 3
    assert check().is_good
