import datetime as dt
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from decisions.models import Action, Promise
from decisions.search_hits import Hit
from decisions.site_search import FEW, PAGE_SIZE, Answer, Search
from minutes.models import Attachment, Matter, Meeting, PaperText
from minutes.search_find import select
from minutes.search_index import settle
from minutes.search_query import understand
from participants.models import Membership, OrganizationAlias
from tests.conftest import Cast, logged_in
from tests.factories import (
    account,
    make_attendance,
    make_decision,
    make_item,
    make_meeting,
    make_obligation,
    make_person,
)

SECRET = "hemlighuskvast"


def page(client: Client, words: str, **more: str) -> str:
    return client.get(reverse("search"), {"q": words, **more}).content.decode()


def shown(hits: list[Hit]) -> list[tuple[str, int]]:
    return [(hit.kind, hit.object_id) for hit in hits]


def test_search_finds_each_kind_in_the_own_groups_alone(cast: Cast) -> None:
    meeting = make_meeting(cast.body, place="Åkplanens hus")
    matter = Matter.objects.create(body=cast.body, title="Åkplan för äldre")
    item = make_item(meeting, "Resor", background="Frågan om ÅKPLANEN väcktes.")
    make_decision(item, "En <åkplan> antas.")
    person = make_person("Åke Åkplan")
    make_attendance(meeting, person, cast.organization)
    item.matter = matter
    item.save()
    make_decision(make_item(make_meeting(cast.other_body), "Hemlig åkplan"), "Hemlig åkplan.")

    response = logged_in(cast.member).get(reverse("search"), {"q": "åkplan"})

    answer = response.context["answer"]
    assert shown(answer.named) == [("p", person.pk), ("t", matter.pk)]
    assert shown(answer.hits) == [("i", item.pk), ("m", meeting.pk)]
    text = response.content.decode()
    assert "En &lt;<mark>åkplan</mark>&gt; antas." in text and "4 träffar på ”åkplan”" in text
    assert "Hemlig" not in text


def test_a_hit_says_where_it_stands_and_leads_there(cast: Cast) -> None:
    item = make_item(make_meeting(cast.body), "Gemensam cykelplan", number="7")
    decision = make_decision(item, "Cykelplanen antas.")
    Attachment.objects.create(meeting=item.meeting, item=item, title="Karta", file="x", sha256="a" * 64)
    PaperText.objects.create(sha256="a" * 64, text="Cykelplanens karta", read_at="2024-01-01T00:00Z")
    client = logged_in(cast.member)

    text = page(client, "cykelplan")

    assert f'href="{item.get_absolute_url()}"' in text and "§ 7" in text and "Samråd SG" in text
    assert '<time datetime="2024-03-08">8 mars 2024</time>' in text and "Hämta filen" in text
    assert decision.get_absolute_url() in page(client, "beslut: cykelplan")
    assert "1 träff på" in page(client, "cykelplan", slag="d")
    assert "Inga träffar" in page(client, "cykelplan", slag="m")


@pytest.mark.parametrize(
    "words", ["hemlighuskvastar", "HEMLIGHUSKVAST", "huskvast", "hemlighuskwast", f'"{SECRET}"']
)
def test_search_hides_that_something_hidden_exists(cast: Cast, words: str) -> None:
    """Neither a hit nor a suggestion tells that a word stands in another group, or in a draft of the own."""
    other = make_meeting(cast.other_body)
    item = make_item(other, SECRET, background=SECRET)
    make_decision(item, SECRET)
    Action.objects.create(item=item, text=SECRET)
    make_obligation(item, cast.organization, SECRET)
    Promise.objects.create(item=item, text=SECRET)
    Matter.objects.create(body=cast.other_body, title=SECRET)
    make_attendance(other, make_person(SECRET), cast.organization)
    Attachment.objects.create(meeting=other, item=item, title=SECRET, file="x", sha256="a" * 64)
    PaperText.objects.create(sha256="a" * 64, text=SECRET, read_at="2024-01-01T00:00Z")
    make_item(make_meeting(cast.body, Meeting.Status.DRAFT, date=dt.date(2024, 5, 1)), SECRET)
    client = logged_in(cast.member)
    nothing = "qvzzplanken"

    for kind in ("", "d", "i", "m", "a"):
        found, empty = page(client, words, slag=kind), page(client, nothing, slag=kind)
        # The very page that a word gives which stands nowhere.
        blank = found.replace(escape(words), nothing)
        assert "Inga träffar" in blank and SECRET not in "".join(_without_links(blank)).lower()
        assert _without_links(blank) == _without_links(empty)


def _without_links(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines() if "href=" not in line and "csrf" not in line)
    return [line for line in lines if line]


def test_who_prepares_finds_drafts_and_members_only_what_is_out(cast: Cast) -> None:
    draft = make_item(make_meeting(cast.body, Meeting.Status.DRAFT, date=dt.date(2024, 5, 1)), "Kvastplan")
    planned = make_item(
        make_meeting(cast.body, Meeting.Status.PLANNED, date=dt.date(2024, 6, 1)),
        "Kvastplan",
        background=SECRET,
    )

    def items(person: str, words: str) -> list[int]:
        answer = Search(understand(words), account(getattr(cast, person))).answer()
        return sorted(hit.object_id for hit in answer.hits)

    assert items("secretary", "kvastplan") == sorted([draft.pk, planned.pk])
    assert items("member", "kvastplan") == [planned.pk]
    assert items("secretary", SECRET) == [planned.pk] and items("member", SECRET) == []
    assert items("outsider", "kvastplan") == []
    Meeting.objects.filter(items=planned).update(status="circulated")
    assert items("member", SECRET) == items("member", "kvastplan") == [planned.pk]
    Membership.objects.update(end_date=dt.date(2020, 1, 1))
    assert items("member", "kvastplan") == items("secretary", "kvastplan") == []


HOSTILE = [
    *('"', "'", "%", "_", "\\", "(", ")", "[", "*", "^", ":", "-", "--", "''", "§", "\u0000", "  ", "½ €"),
    *(
        "<script>",
        "a' OR 1=1",
        "NEAR(a b)",
        "a AND b OR NOT c",
        'words:"x"',
        "_ip1",
        "_i",
        "{words}: a",
        "a*",
    ),
    *("a <-> b", "!a", "a & b | c", "a:b:c", "kommun:", "år:", "grupp:", "grupp: finnsinte", "kommun: '"),
    *("år: 99999", "år:0-9999", "beslut:", "x" * 200, '"' * 200, "- " * 100, "å" * 200),
    *("a b c d e f g h i j k l m n o p q r s t u v w x y z", "\ud7ff\U0010ffff"),
]


@pytest.mark.parametrize("words", HOSTILE)
def test_search_takes_whatever_is_typed(cast: Cast, words: str) -> None:
    make_decision(make_item(make_meeting(cast.body)))
    client = logged_in(cast.member)

    response = client.get(reverse("search"), {"q": words})

    assert response.status_code == 200
    assert "<script>" not in response.content.decode()
    assert logged_in(cast.superuser).get(reverse("search"), {"q": words}).status_code == 200
    assert client.get(reverse("decision-list"), {"words": words}).status_code == 200


@pytest.mark.parametrize(
    "more", [{"slag": "x"}, {"fore": "-1"}, {"fore": "x"}, {"sida": "0"}, {"fore": "9" * 30}, {"slag": "\0"}]
)
def test_search_says_that_an_address_is_broken(cast: Cast, more: dict[str, str]) -> None:
    response = logged_in(cast.member).get(reverse("search"), {"q": "cykel", **more})

    assert response.status_code == 200 and "Sökningen gick inte att göra" in response.content.decode()


def test_search_that_is_too_long_is_told_the_limit_at_once(cast: Cast) -> None:
    client = logged_in(cast.member)
    begin = time.process_time()
    for words in ("ö" * 201, '"' * 1_000_000, "a " * 500_000):
        text = page(client, words)
        assert "Skriv högst 200 tecken." in text and "<title>Fel: Sök – Protokollboken</title>" in text
    assert time.process_time() - begin < 10


def test_search_for_a_paragraph_goes_straight_there(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    decided, undecided, twice = (make_item(meeting, number=number) for number in "123")
    decision = make_decision(decided)
    make_decision(twice)
    make_decision(twice)
    make_decision(make_item(make_meeting(cast.other_body)))
    make_item(make_meeting(cast.other_body, date=dt.date(2020, 1, 1)))
    client = logged_in(cast.member)

    def goal(words: str) -> str:
        return client.get(reverse("search"), {"q": words}).headers.get("Location", "")

    assert goal("§ 1 2024-03-08") == goal("SG 2024-03-08 §1") == decision.get_absolute_url()
    assert goal("§ 1 2024-03") == goal("2024-03 §1") == decision.get_absolute_url()
    assert goal("2024-03-08 § 2") == undecided.get_absolute_url()
    assert goal("§ 3 2024-03-08") == twice.get_absolute_url()
    make_item(make_meeting(cast.body, date=dt.date(2024, 3, 15)), number="2")
    assert goal("§ 2 2024-03") == ""  # which one?
    assert (
        goal("§ 9 2024-03-08")
        == goal("HG 2024-03-08 §1")
        == goal("S 2024-03-08 §1")
        == goal("§ 1 2020-01-01")
        == ""
    )


def test_filters_narrow_and_say_the_same_on_both_databases(cast: Cast) -> None:
    OrganizationAlias.objects.create(organization=cast.organization, name="EBK")
    older = make_item(make_meeting(cast.body, date=dt.date(2022, 3, 8)), "Cykelplan", background="För EBK.")
    newer = make_item(make_meeting(cast.body), "Cykelplan")
    make_decision(newer, "Cykelplanen antas.")
    make_obligation(newer, cast.organization)
    third = make_item(make_meeting(cast.other_body), "Cykelplan", background="Barn.")

    def items(words: str) -> list[int]:
        return [hit.object_id for hit in Search(understand(words), cast.superuser).answer().hits]

    assert items("cykelplan år:2022") == [older.pk]
    assert items("cykelplan år: 2022-2024 grupp: SG") == [newer.pk, older.pk]
    assert items("cykelplan kommun: Ekby") == items("kommun:ekby cykelplan") == [newer.pk, older.pk]
    assert items("cykelplan -barn") == [newer.pk, older.pk]
    assert items('cykelplan -"för ebk" -barn') == [newer.pk]
    assert items("grupp: hg år:2024") == [third.pk, third.meeting_id]
    assert items("grupp: finnsinte cykelplan") == items("år:1999") == []
    assert items("beslut: cykelplan") == [newer.decisions.get().pk]


def test_of_many_the_newest_come_first_page_by_page(cast: Cast) -> None:
    meetings = [
        make_meeting(cast.body, date=dt.date(2020, 1, 1) + dt.timedelta(days=n)) for n in range(FEW + 5)
    ]
    items = [make_item(meeting, "Cykelplan") for meeting in reversed(meetings)]  # old minutes come in late
    settle()
    client, seen = logged_in(cast.member), []
    answer = client.get(reverse("search"), {"q": "cykelplan"}).context["answer"]
    while True:
        seen += [hit.object_id for hit in answer.hits]
        assert len(answer.hits) <= PAGE_SIZE and answer.told == f"Fler än {FEW} träffar"
        if not answer.older:
            break
        answer = client.get(reverse("search"), {"q": "cykelplan", "fore": answer.older}).context["answer"]

    assert seen == [item.pk for item in items]


def test_of_few_the_best_come_first_page_by_page(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    best = make_item(meeting, "Cykelplan")
    others = [make_item(meeting, f"Fråga {n}", background="Om en cykelplan.") for n in range(PAGE_SIZE + 3)]
    client = logged_in(cast.member)

    first = client.get(reverse("search"), {"q": "cykelplan"}).context["answer"]
    second = client.get(reverse("search"), {"q": "cykelplan", "sida": first.next_page}).context["answer"]

    assert first.hits[0].object_id == best.pk and first.count == second.count == len(others) + 1
    assert {hit.object_id for hit in (*first.hits, *second.hits)} == {best.pk, *(item.pk for item in others)}
    assert second.next_page is None and second.is_later


def test_likenesses_stand_apart(cast: Cast) -> None:
    meeting = make_meeting(cast.body)
    right, damaged = make_item(meeting, "Växjö"), make_item(meeting, "Nytt från Vixj6")
    answer: Answer = logged_in(cast.member).get(reverse("search"), {"q": "växjö"}).context["answer"]

    assert shown(answer.hits) == [("i", right.pk)] and shown(answer.alike) == [("i", damaged.pk)]
    assert answer.alike[0].title == [("Nytt från ", False), ("Vixj6", True)]


def test_nothing_found_gives_something_to_try(cast: Cast) -> None:
    text = page(logged_in(cast.member), "qvzz planken år: 2023", slag="i")

    assert "Inga träffar" in text and "Sök på samma ord i allt" in text and "besluten" in text
    assert 'href="?q=qvzz+planken"' in text and 'href="?q=qvzz"' in text and 'href="?q=planken"' in text


def questions(client: Client, words: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse("search"), {"q": words}).status_code == 200
    return len(captured)


@pytest.fixture
def grown(cast: Cast) -> Iterator[None]:
    make_obligation(make_item(make_meeting(cast.body), "Cykelplan för barn"), cast.organization)
    make_item(make_meeting(cast.body, date=dt.date(2023, 1, 1)), "Cykleplan")
    Matter.objects.create(body=cast.body, title="Cykelplan")
    settle()
    yield


@pytest.mark.parametrize(
    "words", ["cykelplan", "cykelplan barn", "qvzz", "cyckelplan", "cykelplan kommun: Ekby", "år:2024"]
)
@pytest.mark.parametrize("who", ["member", "secretary", "superuser"])
def test_search_asks_eight_questions_at_most(cast: Cast, grown: None, who: str, words: str) -> None:
    client = logged_in(getattr(cast, who))
    before = questions(client, words)
    for number in range(30):
        meeting = make_meeting(cast.body, date=dt.date(2024, 5, 1) + dt.timedelta(days=number))
        make_item(meeting, "Cykelplan för barn")
        make_attendance(meeting, make_person(f"Cykel Plansson {number}"), cast.organization)
    settle()

    assert questions(client, words) <= max(8, before)
    assert before <= 8


def test_the_planner_walks_no_table(cast: Cast) -> None:
    for number in range(30):
        make_item(make_meeting(cast.body, date=dt.date(2020, 1, 1) + dt.timedelta(days=number)))
    settle()
    search = Search(understand("cykelplan -barn"), account(cast.member))
    wanted = search._wanted([one.phrases() for one in search.sought])
    assert wanted is not None
    sql, params = select(wanted)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # so small a table is read whole, unless that is forbidden
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}SELECT {sql} LIMIT 51", params
        )
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())

    assert "Seq Scan" not in plan and "TEMP B-TREE" not in plan, plan
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attstattarget FROM pg_attribute "
                "WHERE attrelid = 'minutes_searchindex'::regclass AND attname = 'words'"
            )
            assert cursor.fetchone() == (1000,)
