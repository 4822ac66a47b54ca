"""What storing costs, and that the book does not depend on whether its files were loaded in one go."""

import datetime as dt
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from decisions.models import Action, Citation, Decision, Obligation, Promise
from minutes.exports import meeting_record, whole
from minutes.importer.load import load
from minutes.importer.plan import fingerprint, make_plan
from minutes.importer.read import Source
from minutes.importer.records import (
    Named,
    ParsedAction,
    ParsedAttendance,
    ParsedCitation,
    ParsedDecision,
    ParsedItem,
    ParsedMeeting,
    ParsedPart,
    ParsedPromise,
    to_json,
)
from minutes.importer.register import Register
from minutes.importer.store import store
from minutes.models import Attachment, Meeting, Presenter, SourceDocument
from minutes.search_index import settle
from participants.models import Organization, OrganizationAlias, Participation, Person, PersonAlias
from tests.factories import make_body, make_organization, make_person, without_guards

SAMPLES = Path(__file__).parents[2] / "fixtures" / "samples"
NAMES = ["Asta Ek", "Bo Lind", "Cecilia Berg", "David Holm", "Eira Dahl", "Folke Sten"]
DECIDED = 8
# The transaction (2); the meeting, and its status with trail and savepoint (5); parts, attendance, who was
# there in which part, officers (4); threads, looked up and one added (5); items, presenters, attachments,
# decisions, promises, citations, actions, the group's seats, obligations (9); the source (1); and to number
# the decisions.
# The search: what is marked, what it has of it, seven questions to the book, and what it writes.
SEARCH = 20
QUERIES = 2 + 5 + 4 + 5 + 9 + 1 + (4 + 2 * DECIDED) + SEARCH


def source(items: int) -> Source:
    """Return minutes that name nobody whom the register lacks, with everything that an item can have."""
    parts = (ParsedPart(title="Del 1"), ParsedPart(title="Del 2"))
    meeting = ParsedMeeting(
        body="Samrådsgruppen SG",
        date=dt.date(2024, 1, items),
        chairs=(Named(name=NAMES[0]),),
        secretaries=(Named(name=NAMES[1]),),
        approvers=(Named(name=NAMES[2]),),
        parts=parts,
        attendance=tuple(ParsedAttendance(name=name, organization="Ekby", parts=(0,)) for name in NAMES),
        items=tuple(item(number) for number in range(items)),
    )
    return Source(kind="document", file="a.txt", sha256=f"{items}", text="Protokoll", meeting=meeting)


def item(number: int) -> ParsedItem:
    return ParsedItem(
        title=f"Cykelväg {number}",
        number=str(number + 1),
        matter="Cykelvägar",
        part=number % 2,
        presenters=(Named(name=NAMES[number % 6]),),
        attachments=("Karta",),
        decisions=(ParsedDecision(text="Vägen byggs."),) if number < DECIDED else (),
        actions=(ParsedAction(text="Rita en karta.", organizations=("respektive kommun",)),),
        promises=(ParsedPromise(text="Frågan återkommer."),),
        citations=(ParsedCitation(text="Som gruppen sade i mars."),),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("items", [DECIDED, 24])
def test_a_new_meeting_costs_the_same_queries_however_many_items_it_has(items: int) -> None:
    body = make_body()
    for name in ("Ekby kommun", "Ålnäs kommun"):
        Participation.objects.create(body=body, organization=make_organization(name))
    for name in NAMES:
        make_person(name)
    register = Register.load()
    plan = make_plan(source(items), register)
    settle()
    with CaptureQueriesContext(connection) as queries:
        store(plan, register)
    assert len(queries) == QUERIES, [query["sql"][:90] for query in queries]
    assert [
        model.objects.count() for model in (Presenter, Attachment, Decision, Promise, Citation, Action)
    ] == [items, items, DECIDED, items, items, items]
    assert Obligation.objects.count() == 2 * items


@pytest.mark.django_db
def test_the_digest_of_new_minutes_is_that_of_what_the_book_holds() -> None:
    """It is worked out before anything is read back; another one would mean that somebody has edited them."""
    assert all(outcome.written for outcome in load([SAMPLES]) if outcome.ok)
    stored = SourceDocument.objects.select_related("meeting")
    assert len(stored) > 20
    assert [row.file_name for row in stored if row.stored_sha256 != fingerprint(row.meeting)] == []


# Names that OCR has damaged here and there: whom each is taken for depends on what the book knows by then.
PRINTED = [
    ["Asa Hogstrom, Alnas kommun", "Per Gren, Boda kommun", "Justerare: Ulla Sten, Ekby kommun"],
    ["Åsa Högström, Ålnäs kommun", "Per Grn, Boda kommun", "Justerare: Asa Hogstrom, Alnas kommun"],
    ["Asa Högstrm, Ålnäs kommun", "Ulla Sen, Ekby kommun", "Justerare: Per Gren, Boda kommun"],
    ["Asa Hogström, Alnäs kommun", "Ulla Sten, Ekby kommun", "Justerare: Ulla Sten, Ekby kommun"],
]


def write_damaged(folder: Path) -> list[Path]:
    for number, (first, second, approver) in enumerate(PRINTED, 1):
        text = (
            f"Mötesanteckningar\nSamrådsgruppen för länets cykelvägar\n\nTid: 2024-0{number}-05\n\n"
            f"Närvarande:\n{first}\n{second}\n\n1. Skyltar\nFöredragande: Asa\n\n"
            f"Frågan tas upp igen på nästa möte.\n\n{approver}\n"
        )
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return sorted(folder.iterdir())


def content() -> list[str]:
    """Return what the book says, without keys."""
    meetings = whole(Meeting.objects.order_by("date"))
    names = [
        sorted(model.objects.values_list("name", flat=True))
        for model in (Organization, OrganizationAlias, Person, PersonAlias)
    ]
    promises = sorted(map(str, Promise.objects.values_list("item__meeting__date", "status")))
    return [*(str(to_json(meeting_record(meeting))) for meeting in meetings), *map(str, names), *promises]


@pytest.mark.django_db(transaction=True)
def test_files_loaded_one_by_one_give_the_same_book_as_in_one_go(tmp_path: Path) -> None:
    """As after an import that was killed: the second run knows only what the book has."""
    paths = write_damaged(tmp_path)
    for path in paths:
        list(load([path]))
    one_by_one = content()
    with without_guards():
        call_command("flush", interactive=False, verbosity=0)
    list(load(paths))
    assert content() == one_by_one


@pytest.mark.django_db
def test_an_import_that_is_broken_off_judges_no_promises(tmp_path: Path) -> None:
    """The next meeting may be in a file that it has not come to; loading again judges them."""
    paths = write_damaged(tmp_path)
    outcomes = load([paths[0], paths[2], paths[1]])
    for _ in range(2):
        next(outcomes)
    outcomes.close()
    assert set(Promise.objects.values_list("status", flat=True)) == {"open"}
    list(load(paths))
    settled = Promise.objects.exclude(status="open").order_by("item__meeting__date")
    assert list(settled.values_list("item__meeting__date__month", "target_meeting__date__month")) == [
        (1, 2),
        (2, 3),
        (3, 4),
    ]


@pytest.mark.django_db
def test_organization_in_the_list_becomes_no_person() -> None:
    make_body(name="Plattformsgruppen")
    present = tuple(ParsedAttendance(name=name, organization=name) for name in ("Ekby kommun", "Sambruket"))
    record = ParsedMeeting(body="Plattformsgruppen", date=dt.date(2024, 5, 14), attendance=present)
    source = Source(kind="document", file="a.txt", sha256="a", text="a", meeting=record)
    register = Register.load()
    meeting = store(make_plan(source, register), register)

    assert meeting is not None
    assert [(row.name, row.person) for row in meeting.attendances.all()] == [
        ("Ekby kommun", None),
        ("Sambruket", None),
    ]
    assert not Person.objects.exists()
