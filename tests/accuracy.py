"""How well the parser reads minutes, as precision, recall and F1 for each field: `python -m tests.accuracy`.

Three sets: the five real minutes against the facts in fixtures/kronoberg, the made-up minutes in
fixtures/samples against their records, and the exam, which nobody looks at while the parser is being changed.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from minutes.importer.interchange import book_from_wire
from minutes.importer.likeness import key, likeness
from minutes.importer.parse import parse
from minutes.importer.records import ParsedItem, ParsedMeeting, When, from_json
from tests import thread_accuracy

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "fixtures" / "samples"
FACTS = ROOT / "fixtures" / "kronoberg"
MADE_UP = ("", "varied", "second")  # "second" was the exam until the parser was mended by it
EXAM = "Provet"
SAME_TITLE = 85
SAME_WORDS = 80

Entry = tuple[Any, ...]
Pair = tuple[str, ParsedMeeting, ParsedMeeting]  # file, what was read, what should have been


@dataclass(slots=True)
class Score:
    right: int = 0
    found: int = 0
    wanted: int = 0

    def add(self, other: "Score") -> None:
        self.right += other.right
        self.found += other.found
        self.wanted += other.wanted

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else 1.0


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    entries: Callable[[ParsedMeeting], Iterable[Entry]]
    is_same: Callable[[Entry, Entry], bool]


def _in_items(meeting: ParsedMeeting, what: Callable[[ParsedItem], Iterable[Entry]]) -> Iterator[Entry]:
    return ((item.number, *entry) for item in meeting.items for entry in what(item))


def _when(when: When) -> Entry:
    return (when.on, when.precision)


def _first_name(name: str) -> str:
    return key(name).split(" ")[0]


def _same_name(one: Entry, other: Entry) -> bool:
    return key(one[-1]) == key(other[-1])


def _same_item(one: Entry, other: Entry) -> bool:
    return one[0] == other[0] and likeness(key(one[1]), key(other[1])) >= SAME_TITLE


def _same_words(one: Entry, other: Entry) -> bool:
    return fuzz.token_set_ratio(key(one[-1]), key(other[-1])) >= SAME_WORDS


def _same(one: Entry, other: Entry) -> bool:
    return one == other


FIELDS = (
    Field("date", lambda m: [(m.date,)], _same),
    Field("items", lambda m: [(item.number, item.title) for item in m.items], _same_item),
    Field("attendance", lambda m: [(row.name,) for row in m.attendance], _same_name),
    Field("decisions", lambda m: _in_items(m, lambda i: [(d.text,) for d in i.decisions]), _same_words),
    Field("approvers", lambda m: [(row.name,) for row in m.approvers], _same_name),
    Field("secretaries", lambda m: [(row.name,) for row in m.secretaries], _same_name),
    Field("chairs", lambda m: [(row.name,) for row in m.chairs], _same_name),
    Field("promises", lambda m: _in_items(m, lambda i: [_when(p.due) for p in i.promises]), _same),
    Field(
        "actions",
        lambda m: _in_items(m, lambda i: [(_first_name(a.responsible), *_when(a.due)) for a in i.actions]),
        _same,
    ),
    Field(
        "presenters",
        lambda m: _in_items(m, lambda i: [(_first_name(p.name),) for p in i.presenters]),
        _same,
    ),
)
# The facts about the real minutes are in our own words: their decisions are counted, item by item.
BY_COUNT = Field("decisions", lambda m: _in_items(m, lambda i: [("",) for _ in i.decisions]), _same)


def misses(field: Field, read: ParsedMeeting, gold: ParsedMeeting) -> tuple[list[Entry], list[Entry], int]:
    """Return what was found wrongly, what was missed, and how many were right; each counts once."""
    surplus, missed = [], list(field.entries(gold))
    right = 0
    for entry in field.entries(read):
        match = next((one for one in missed if one == entry), None)
        match = match or next((one for one in missed if field.is_same(entry, one)), None)
        if match is None:
            surplus.append(entry)
        else:
            missed.remove(match)
            right += 1
    return surplus, missed, right


def score(pairs: Iterable[Pair], fields: Sequence[Field]) -> dict[str, Score]:
    scores = {field.name: Score() for field in fields}
    for _, read, gold in pairs:
        for field in fields:
            surplus, missed, right = misses(field, read, gold)
            scores[field.name].add(Score(right, right + len(surplus), right + len(missed)))
    return scores


def samples(folder: Path) -> list[Pair]:
    """Read the documents of a folder, each with the record beside it."""
    texts = sorted(path for path in folder.glob("*") if path.suffix in {".txt", ".md"})
    return [
        (
            path.name,
            parse(path.read_text(encoding="utf-8"), path.name),
            from_json(ParsedMeeting, _json(path.with_suffix(".json"))),
        )
        for path in texts
    ]


def originals(folder: Path) -> list[Pair]:
    pairs = []
    for path in sorted(folder.glob("*")):
        facts = FACTS / f"{path.stem}.json"
        if facts.exists():
            book = book_from_wire(_json(facts), facts.name)
            pairs.append((path.name, parse(path.read_text(encoding="utf-8"), path.name), book.meetings[0]))
    return pairs


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _table(
    title: str, pairs: Sequence[Pair], fields: Sequence[Field], write: Callable[[str], object]
) -> None:
    write(f"\n{title}: {len(pairs)} protokoll\n")
    write(f"{'fält':<12}{'rätt':>7}{'funna':>7}{'facit':>7}{'precision':>11}{'täckning':>10}{'F1':>8}\n")
    for name, one in score(pairs, fields).items():
        write(f"{name:<12}{one.right:>7}{one.found:>7}{one.wanted:>7}")
        write(f"{one.precision:>11.3f}{one.recall:>10.3f}{one.f1:>8.3f}\n")


def _list_misses(pairs: Sequence[Pair], fields: Sequence[Field], write: Callable[[str], object]) -> None:
    for name, read, gold in pairs:
        for field in fields:
            surplus, missed, _ = misses(field, read, gold)
            for sign, entries in (("+", surplus), ("-", missed)):
                for entry in entries:
                    write(f"{name} {field.name} {sign} {' | '.join(map(str, entry))[:200]}\n")


def main(arguments: Sequence[str]) -> None:
    """Print a table for each set; with `--misses` also what was missed and surplus, but for the exam."""
    write = sys.stdout.write
    folder = Path(os.environ.get("MINUTES_ORIGINALS") or ROOT.parent / "shared" / "minutes")
    minutes = originals(folder) if folder.is_dir() else []
    by_count = [BY_COUNT if field.name == "decisions" else field for field in FIELDS]
    sets = [
        ("De fem verkliga protokollen", minutes, by_count),
        ("Påhittade protokoll", [pair for name in MADE_UP for pair in samples(SAMPLES / name)], FIELDS),
        (EXAM, samples(SAMPLES / "exam"), FIELDS),
    ]
    for title, pairs, fields in sets:
        if pairs:
            _table(title, pairs, fields, write)
        if "--misses" in arguments and title != EXAM:
            _list_misses(pairs, fields, write)
    thread_accuracy.report([read for _, read, _ in minutes], write)


if __name__ == "__main__":
    main(sys.argv[1:])
