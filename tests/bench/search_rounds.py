"""The rounds of the search's bench: a made-up book, and a question for each class of word."""

from __future__ import annotations

import datetime as dt
import random
import resource
import secrets
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from decisions.models import Decision  # noqa: E402  needs the settings
from decisions.site_search import Search  # noqa: E402
from minutes.models import AgendaItem, Meeting, SearchMark, SearchWord  # noqa: E402
from minutes.search_find import select  # noqa: E402
from minutes.search_index import rebuild  # noqa: E402
from minutes.search_query import understand  # noqa: E402
from participants.models import Body, Membership, Person, User  # noqa: E402

ITEMS_OF_A_MEETING, BODIES, WORDS = 12, 40, 60_000
ROUNDS = 40
# A word of our own for each class: its share of the items.
SHARES = {"alltid": 0.87, "oftast": 0.38, "ibland": 0.05, "sällan": 0.01, "knappt": 0.002, "unikum": 0.0001}
QUERIES = {
    "87 %": "alltid",
    "38 %": "oftast",
    "5 %": "ibland",
    "1 %": "sällan",
    "0,2 %": "knappt",
    "0,01 %": "unikum",
    "finns inte": "qvzzplanken",
    "två ord": "oftast sällan",
    "tre ord": "alltid oftast ibland",
    "fras": '"alltid oftast"',
    "sammansättning": "vattenrör",
    "felstavat": "unickum",
    "beslut:": "beslut: ibland",
    "år:": "år: 2020 oftast",
}
_FIRST = [
    "vatten",
    "skol",
    "vård",
    "äldre",
    "barn",
    "väg",
    "energi",
    "kultur",
    "miljö",
    "trafik",
    "fritids",
    "hamn",
    "skogs",
    "bygg",
    "plan",
    "kraft",
]
_LAST = [
    "rör",
    "plan",
    "stöd",
    "rutin",
    "avtal",
    "nämnd",
    "råd",
    "projekt",
    "medel",
    "grupp",
    "uppdrag",
    "modell",
    "fråga",
    "rapport",
    "centrum",
]


def vocabulary(chance: random.Random) -> list[str]:
    """Return made-up compounds, many of them rare, as in any minutes."""
    parts = [f"{a}{b}" for a in _FIRST for b in _LAST]
    letters = "bdfgklmnprstv"
    made = [
        chance.choice(parts)
        + "s"
        + "".join(chance.choice(letters) + chance.choice("aeiouåäö") for _ in range(3))
        for _ in range(WORDS)
    ]
    return parts + made


def texts(chance: random.Random, words: list[str], count: int) -> Iterator[str]:
    weights = [1 / (rank + 8) for rank in range(len(words))]
    stream = chance.choices(words, weights, k=200_000)
    for _ in range(count):
        start, length = (
            chance.randrange(len(stream) - 400),
            max(8, min(400, int(chance.lognormvariate(4.2, 0.6)))),
        )
        row = stream[start : start + length]
        for word, share in SHARES.items():
            if chance.random() < share:
                row.insert(chance.randrange(len(row)), word)
        yield " ".join(row).capitalize() + "."


def fill(items: int) -> None:
    """Put so many items in the book: 40 groups, twenty years, a decision in every third item."""

    chance = random.Random(7)
    words = vocabulary(chance)
    bodies = Body.objects.bulk_create(
        Body(name=f"Grupp {n}", short_name=f"Grupp {n}", slug=f"g{n}", number_prefix=f"G{n}")
        for n in range(BODIES)
    )
    text = texts(chance, words, items)
    left = items
    number = 0
    while left > 0:
        meetings = Meeting.objects.bulk_create(
            Meeting(
                body=bodies[(number + n) % BODIES],
                date=dt.date(2006, 1, 1) + dt.timedelta(days=(number + n) * 7300 // (items // 12 + 1)),
                number=str(number + n),
                status="imported",
            )
            for n in range(min(500, -(-left // ITEMS_OF_A_MEETING)))
        )
        number += len(meetings)
        rows = AgendaItem.objects.bulk_create(
            AgendaItem(
                meeting=meeting,
                position=position,
                number=str(position),
                title=" ".join(chance.choices(words[:2000], k=4)).capitalize(),
                background=next(text),
            )
            for meeting in meetings
            for position in range(1, ITEMS_OF_A_MEETING + 1)
            if (left := left - 1) >= 0
        )
        Decision.objects.bulk_create(
            Decision(
                item=row,
                body_id=row.meeting.body_id,
                decided_on=row.meeting.date,
                number=f"G {row.pk}",
                slug=f"g-{row.pk}",
                text=row.background[:160],
            )
            for row in rows[::3]
        )


def timed(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def measure(user: Any) -> None:

    sys.stdout.write(f"{'':>16} {'minst ms':>8} {'p50 ms':>8} {'p99 ms':>8} {'cpu ms':>8}  träffar\n")
    for name, words in QUERIES.items():
        answer = Search(understand(words), user).answer()
        times, busy = [], time.process_time()
        for _ in range(ROUNDS):
            times.append(1000 * timed(lambda words=words: Search(understand(words), user).answer()))  # type: ignore[misc]
        busy = 1000 * (time.process_time() - busy) / ROUNDS
        times.sort()
        told = f"{answer.told}, liknande {len(answer.alike)}"
        figures = (times[0], statistics.median(times), times[-1], busy)
        sys.stdout.write(f"{name:>16} {' '.join(f'{value:8.1f}' for value in figures)}  {told}\n")


def explain(user: Any) -> None:
    """Stop if an answer reads the index from end to end."""

    for name, words in QUERIES.items():
        search = Search(understand(words), user)
        wanted = search._wanted([one.phrases() for one in search.sought])
        assert wanted is not None
        sql, params = select(wanted)
        prefix = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        with connection.cursor() as cursor:
            cursor.execute(f"{prefix} SELECT {sql} LIMIT 51", params)
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        if "Seq Scan" in plan:
            raise SystemExit(f"{name}: {plan}")


def sizes() -> str:

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sum(length(block)) FROM minutes_searchindex_data")
            index = cursor.fetchone()[0]
            cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
            return f"ordregistret {index / 1e6:.0f} MB, hela filen {cursor.fetchone()[0] / 1e6:.0f} MB"
        cursor.execute(
            "SELECT pg_total_relation_size('minutes_searchindex'), "
            "pg_relation_size('minutes_searchindex_words'), "
            "pg_total_relation_size('minutes_searchentry'), pg_database_size(current_database())"
        )
        table, words, entries, whole = (size / 1e6 for size in cursor.fetchone())
        return f"ord {table:.0f} MB (GIN {words:.0f}), poster {entries:.0f} MB, hela basen {whole:.0f} MB"


def run(items: int) -> None:

    call_command("migrate", verbosity=0)
    if not AgendaItem.objects.exists():
        seconds = timed(lambda: fill(items))
        sys.stdout.write(
            f"{items} ärenden på {seconds:.0f} s, med {SearchMark.objects.count()} markeringar\n"
        )
        begin = time.perf_counter()
        entries = rebuild()
        seconds = time.perf_counter() - begin
        sys.stdout.write(f"{entries} poster på {seconds:.0f} s, {entries / seconds:.0f} per sekund\n")
    user = User.objects.filter(email="bench@example.org").first()
    if user is None:
        user = User.objects.create_user("bench@example.org", secrets.token_hex(16))
        person = Person.objects.create(name="Bo Bänk", user=user)
        for body in Body.objects.order_by("pk")[:2]:
            Membership.objects.create(person=person, body=body)
        User.objects.create_superuser("allt@example.org", secrets.token_hex(16))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    words = SearchWord.objects.count()
    sys.stdout.write(f"{sizes()}, {words} ord, processen {memory} MB\n")
    for name, who in (("ser allt", User.objects.get(email="allt@example.org")), ("två grupper av 40", user)):
        sys.stdout.write(f"\n{name}\n")
        explain(who)
        measure(who)
