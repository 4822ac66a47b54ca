"""What a review does to the make-up of the minutes: added, moved, merged, split, put in place."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from minutes.approval import Refused
from minutes.importer.folding import fold
from minutes.importer.lines import split_lines
from minutes.importer.parse import parse
from minutes.importer.records import Line, ParsedMeeting, to_json
from minutes.intake import record_of
from minutes.intake_choices import Choices
from minutes.intake_edits import merge, place, split
from minutes.models import Intake, Meeting
from tests.conftest import Cast
from tests.minutes.conftest import field_text, words_of
from tests.minutes.intake_pages import MINUTES, address, faults, post, read

SAMPLES = Path(__file__).parents[2] / "fixtures" / "samples"
FILES = sorted(f for f in SAMPLES.rglob("*") if f.suffix in {".txt", ".md"})
LINES = MINUTES.split("\n")
SECOND = LINES.index("2. Busskort för elever") + 1


def kept() -> ParsedMeeting:
    return record_of(Intake.objects.get())


def titles(record: ParsedMeeting) -> list[tuple[str, str]]:
    return [(item.number, item.title) for item in record.items]


def test_what_the_reading_missed_can_be_added(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(
        desk,
        intake,
        items__2__title="Glömt ärende",
        attendance__3__name="Nina Nyast",
        attendance__3__organization="Ekby",
        items__0__add__kind="actions",
        items__0__add__text="Skicka planen.",
    )
    post(desk, intake, "store", items__2__after="items.0")
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.items.all()] == [
        "Gemensam cykelplan",
        "Glömt ärende",
        "Busskort för elever",
    ]
    assert meeting.attendances.filter(person__name="Nina Nyast").exists()
    actions: Any = meeting.items.get(number="1")
    assert [action.text for action in actions.actions.all()] == ["Skicka planen."]


def test_added_item_can_stand_first_and_the_choices_follow_the_items(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(desk, intake, items__0__remove="on", items__2__title="Upprop", items__2__after="first")
    assert [title for _, title in titles(kept())] == ["Upprop", "Gemensam cykelplan", "Busskort för elever"]
    assert Choices.of(Intake.objects.get()).dropped == {"items.1"}
    page = desk.get(address(intake)).context["review"]
    assert page.items[0].form["after"].value() == "first"
    assert page.items[1].form.lines.first == LINES.index("1. Gemensam cykelplan") + 1


# Merge and split.


def test_item_is_merged_with_the_one_before(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    refused = next(
        form.path for form in desk.get(address(intake)).context["review"].items[1].found["decisions"]
    )
    answer = post(desk, intake, "merge-1", **{f"{refused.replace('.', '__')}__counts": None})
    assert answer.headers["Location"] == address(intake) + "#arende-0"
    record = kept()
    assert titles(record) == [("1", "Gemensam cykelplan")]
    item = record.items[0]
    assert "2. Busskort för elever\n\nFrågan tas upp igen i maj." in item.background
    assert [row.name for row in item.presenters] == ["Asta Ekman", "Vera Okänd"]
    assert [row.text for row in item.decisions][0] == "Gruppen antar cykelplanen."
    assert Choices.of(Intake.objects.get()).dropped == {"items.0.decisions.1"}
    post(desk, intake, "store")
    meeting = Meeting.objects.get()
    assert [row.text for row in meeting.items.get().decisions.all()] == ["Gruppen antar cykelplanen."]


def test_first_item_has_none_to_be_merged_with(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    answer = post(desk, intake, "merge-0", items__1__title="Det här skrev jag")
    assert answer.status_code == 422
    assert faults(answer) == [" Det finns inget ärende före att slå ihop med."]
    assert "Det här skrev jag" in answer.content.decode()
    assert len(kept().items) == 2


def test_item_is_split_at_a_line(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    line = LINES.index("Beslut: Gruppen antar cykelplanen.") + 1
    post(desk, intake, "merge-1")
    answer = post(desk, intake, "split-0", items__0__line=str(SECOND))
    assert answer.headers["Location"] == address(intake) + "#arende-1"
    record = kept()
    assert titles(record) == [("1", "Gemensam cykelplan"), ("2", "Busskort för elever")]
    assert record.items[0].background == "Tre kommuner har svarat på frågan om vägarna."
    assert record.items[1].background.startswith("Frågan tas upp igen i maj.")
    assert [row.text for row in record.items[0].decisions] == ["Gruppen antar cykelplanen."]
    assert (record.items[0].last_line, record.items[1].first_line) == (SECOND - 1, SECOND)
    assert {p.field for p in record.trace if p.line == line} <= {"items.0.decisions.0", "items.0.decisions"}


CANNOT_SPLIT = [
    ("", "Skriv numret på den rad"),
    ("1", "Skriv numret på en rad inne i ärendet"),
    (str(SECOND), "Skriv numret på en rad inne i ärendet"),
]


@pytest.mark.parametrize(("line", "says"), CANNOT_SPLIT)
def test_split_that_can_t_be_done_says_why(cast: Cast, desk: Client, line: str, says: str) -> None:
    intake = read(cast)
    answer = post(desk, intake, "split-0", items__0__line=line)
    assert answer.status_code == 422
    assert says in faults(answer)[0]
    assert len(kept().items) == 2


def test_blank_line_begins_no_item(cast: Cast, desk: Client) -> None:
    text = MINUTES.replace("vägarna.\n", "vägarna.\n\nMer text.\n")
    intake = read(cast, text)
    blank = text.split("\n").index("Mer text.")
    assert "är tom" in faults(post(desk, intake, "split-0", items__0__line=str(blank)))[0]


def test_rewritten_text_is_not_cut(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    line = LINES.index("Tre kommuner har svarat på frågan om vägarna.") + 1
    answer = post(desk, intake, "split-0", items__0__line=str(line), items__0__background="Helt omskrivet.")
    assert "står inte längre ordagrant" in faults(answer)[0]
    assert "Helt omskrivet." in answer.content.decode()


@pytest.mark.parametrize("act", ["merge-2", "split-2", "place-0", "merge-x", "merge", "place-99999"])
def test_forged_button_does_nothing(cast: Cast, desk: Client, act: str) -> None:
    intake = read(cast)
    before = kept()
    assert post(desk, intake, act).status_code == 422
    assert kept() == before


def letters(record: ParsedMeeting) -> Counter[str]:
    """Count the letters of the items and of the unplaced lines: a word may be parted where a line is."""
    items = [replace(item, outcome="") for item in record.items]
    return Counter(filter(str.isalpha, fold(words_of(to_json([*items, *record.unplaced])))))


def check_nothing_lost(before: ParsedMeeting, after: ParsedMeeting) -> None:
    assert letters(before) - letters(after) == Counter()
    assert {p.line for p in before.trace} <= {p.line for p in after.trace}
    record = to_json(after)
    for placed in after.trace:
        if placed.field.startswith("items."):
            field_text(record, placed.field)  # leads to a field that is there


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.stem))
def test_nothing_is_lost_by_merging_and_splitting(path: Path) -> None:
    """Each item is merged with the one before and split again; and each is split at each of its lines."""
    text = path.read_text(encoding="utf-8")
    record, lines = parse(text, file=path.name), split_lines(text)
    for at in range(1, len(record.items)):
        merged, _ = merge(record, Choices(), at, lines)
        check_nothing_lost(record, merged)
        again = split_or_none(merged, at - 1, record.items[at].first_line or 0, lines)
        check_nothing_lost(record, again or record)
    for at, item in enumerate(record.items):
        for line in range((item.first_line or 0) + 1, (item.last_line or 0) + 1):
            check_nothing_lost(record, split_or_none(record, at, line, lines) or record)


def split_or_none(record: ParsedMeeting, at: int, line: int, lines: list[str]) -> ParsedMeeting | None:
    try:
        return split(record, Choices(), at, line, lines)[0]
    except Refused:
        return None


# Unplaced lines.


def test_unplaced_line_is_put_into_an_item_with_one_button(cast: Cast, desk: Client) -> None:
    intake = read(
        cast, MINUTES.replace("Sekreterare: Siv", "Bilaga 4 ligger i pärmen hos vakten\nSekreterare: Siv")
    )
    unplaced = [Line(line=20, text="Tre kommuner hade förhinder.")]
    Intake.objects.update(
        record={**Intake.objects.get().record, "unplaced": [{"line": 20, "text": unplaced[0].text}]}
    )
    form = desk.get(address(intake)).context["review"].unplaced[0]
    assert form["item"].value() == "items.1"  # the item in whose lines it stands
    answer = post(desk, Intake.objects.get(), "place-0", unplaced__0__item="items.0")
    assert answer.headers["Location"] == address(intake) + "#arende-0"
    record = kept()
    assert record.unplaced == ()
    assert "Tre kommuner hade förhinder." in record.items[0].background.split("\n\n")
    assert "items.0.background" in {placed.field for placed in record.trace if placed.line == 20}


def test_placed_line_stands_where_it_stands_in_the_document() -> None:
    text = "Anteckningar\n2024-03-08\n\n1. Första\nEtt.\n\nTvå.\n\nTre.\n\n2. Andra\nFyra.\n"
    record = parse(text)
    lines = split_lines(text)
    assert record.items[0].background == "Ett.\n\nTvå.\n\nTre."
    for line, expected in [(6, "Ett.\n\nX\n\nTvå.\n\nTre."), (10, "Ett.\n\nTvå.\n\nTre.\n\nX")]:
        left = ParsedMeeting(
            **{name: getattr(record, name) for name in ("body", "date", "items", "trace")},
            unplaced=(Line(line=line, text="X"),),
        )
        assert place(left, Choices(), 0, 0, lines)[0].items[0].background == expected


# The meeting's own.


def test_parts_are_written_and_the_items_follow(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(desk, intake, parts__0__title="Del 1", parts__0__first_item="1", parts__0__last_item="1")
    post(desk, intake, parts__1__title="Del 2", parts__1__first_item="2")
    assert [item.part for item in kept().items] == [0, 1]
    post(desk, intake, parts__0__last_item="2")
    assert [item.part for item in kept().items] == [0, 0]
    post(desk, intake, "store", parts__0__remove="on", parts__1__participants="Skolcheferna")
    meeting = Meeting.objects.get()
    assert [(part.title, part.first_item, part.participants) for part in meeting.parts.all()] == [
        ("Del 2", "2", "Skolcheferna")
    ]
    assert [item.part for item in meeting.items.all()] == [None, None]


def test_part_without_title_is_asked_for(cast: Cast, desk: Client) -> None:
    answer = post(desk, read(cast), parts__0__first_item="1")
    assert faults(answer) == ["id_parts-0-title Skriv vad delen heter, eller ta bort den."]


def test_next_meeting_is_written_and_taken_away(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(desk, intake, head__next_text="fredag den 3 maj", head__next_on="2024-05-03")
    assert kept().next_meeting.precision == "day"
    post(desk, intake, "store")
    meeting = Meeting.objects.get()
    assert (meeting.next_text, str(meeting.next_on), meeting.next_precision) == (
        "fredag den 3 maj",
        "2024-05-03",
        "day",
    )
    assert (
        'Nästa möte</dt><dd><time datetime="2024-05-03">'
        in desk.get(meeting.get_absolute_url()).content.decode()
    )
    wrong = post(desk, read(cast), head__next_text="i maj", head__next_precision="day")
    assert faults(wrong) == ["id_head-next_on Skriv dagen, eller välj något annat än dag."]


def test_how_and_as_what_somebody_took_part_is_written(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(
        desk,
        intake,
        "store",
        attendance__0__mode="unknown",
        attendance__0__post="trafikchef",
        attendance__1__mode="digital",
        attendance__1__role="substitute",
    )
    rows = list(Meeting.objects.get().attendances.all())
    assert [(row.mode, row.role, row.post) for row in rows] == [
        ("unknown", "member", "trafikchef"),
        ("digital", "substitute", ""),
        ("on_site", "member", ""),
    ]
    page = desk.get(Meeting.objects.get().get_absolute_url()).content.decode()
    assert "Asta Ekman</a>, trafikchef" in page


def test_actions_and_promises_are_written_with_who_and_when(cast: Cast, desk: Client) -> None:
    intake = read(cast)
    post(desk, intake, items__0__add__kind="actions", items__0__add__text="Skicka planen.")
    post(desk, intake, items__0__add__kind="citations", items__0__add__text="Se mötet i fjol.")
    post(
        desk,
        intake,
        "store",
        items__0__actions__0__responsible="Asta Ekman",
        items__0__actions__0__organizations="Ekby",
        items__0__actions__0__due_on="2024-04-30",
        items__0__actions__0__due_text="före valborg",
        items__0__citations__0__counts=None,
        items__1__promises__0__text="Busskorten tas upp igen.",
        items__1__promises__0__due_text="i juni",
        items__1__promises__0__due_on="2024-06-30",
        items__1__promises__0__due_precision="month",
    )
    first, second = Meeting.objects.get().items.all()
    action = first.actions.get()
    assert (str(action.responsible), action.due_text, str(action.due_on)) == (
        "Asta Ekman",
        "före valborg",
        "2024-04-30",
    )
    assert [share.organization for share in action.obligations.all()] == [cast.organization]
    assert not first.citations.exists()
    promise = second.promises.get()
    assert (promise.text, promise.due_text, promise.due_precision, str(promise.due_on)) == (
        "Busskorten tas upp igen.",
        "i juni",
        "month",
        "2024-06-30",
    )


HYPHENATED = MINUTES.replace(
    "Frågan tas upp igen i maj.\n",
    "Det gäller skol-\nskjutsarna på landet och\nkommun-\noch regionbussarna.\nSkol-\nElever reser.\n",
)


def split_at(start: str) -> ParsedMeeting:
    lines = split_lines(HYPHENATED)
    line = next(n for n, text in enumerate(lines, start=1) if text.startswith(start))
    return split(parse(HYPHENATED), Choices(), 1, line, lines)[0]


def test_word_hyphenated_over_two_lines_is_not_cut() -> None:
    line = split_lines(HYPHENATED).index("skjutsarna på landet och") + 1
    with pytest.raises(
        Refused, match=f"Rad {line} börjar mitt i ett ord .* Dela vid rad {line - 1} i stället"
    ):
        split_at("skjutsarna")


@pytest.mark.parametrize("start", ["Det gäller", "och regionbussarna", "Elever reser"])
def test_line_after_a_hyphen_that_stays_can_be_split_at(start: str) -> None:
    assert split_at(start).items[2].title.startswith(start)
