"""What must hold for any text: nothing is lost, nothing raises, the work grows only with the length."""

import re
import sys
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from minutes.importer.lines import read_lines, split_lines
from minutes.importer.parse import MAX_LINES, parse
from minutes.importer.records import ParsedMeeting, from_json, to_json

PIECES = [
    "Till justerare valdes Anna Ek.\n", "Vad | Vem | När\n", " ... 4\n", "Anna bokar salen.\n",
    "Att: ", "attsats bifalles",
    "1. ", "2. ", "12 ", "§ 4 ", "# ", "## 3. ", "**", "*", "_", "- ", "\uf0b7 ", ". ", "|", "”",
    "(", ")", ":", ",", "Närvarande:", "Nirvarande", "Föredragande", "Ärende Föredragande",
    "Beslut:", "Förslag till beslut:", "Dialog:", "Underlag:", "Justerare:", "Mötesanteckningar:",
    "Del 2 av mötet", "Anna Ek", "Anna", "Ekby", "Region Lunden", "Gruppen beslutar att",
    "enligt förslag", "fredagen den 4 april", "9/5", "i december", "nästa möte", "kl 11-15", "och",
    "att", "Utgår", "Från mötesprotokoll mars 2023:", "\n", "\n\n", "\n \n", " ", "\t", "\x0c",
    "protokoll nr 3/2025", "PROTOKOLL nr 4", "Sida 1 (2)", "| ", " | ",
    "Nr\tÄrende\tAnsvarig\tFöredragande\n",
    "\x00", "\u2028", "İ", "ß", "\ufeff", "6", "0",
]  # fmt: skip
any_text = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=60).map("".join)


@settings(max_examples=300, deadline=None)
@given(any_text)
@example("1. A\nBeslut:")
@example("Närvarande:,")
@example("İ: 1. Föredragande\n\n”")
@example("PROTOKOLL nr 3/2025\nPROTOKOLL nr 4/2025")
def test_every_line_is_placed_or_unplaced(text: str) -> None:
    meeting = parse(text, "fil 2024.txt")
    held = {one.line for one in meeting.trace} | {one.line for one in meeting.unplaced}

    spoken = {number for number, line in enumerate(split_lines(text), 1) if line.strip()}
    assert held >= spoken
    assert max(held, default=0) <= len(split_lines(text))
    assert from_json(ParsedMeeting, to_json(meeting)) == meeting


def test_lines_beyond_what_is_read_are_kept_as_they_are() -> None:
    text = "Nämnden i Lunden\n" + "x\n" * MAX_LINES + "1. Öppnande\n"
    meeting = parse(text)

    assert [one.text for one in meeting.unplaced if one.line > MAX_LINES] == ["x", "1. Öppnande"]
    assert [(one.code, one.line) for one in meeting.problems if one.code == "too_long"] == [
        ("too_long", MAX_LINES + 1)
    ]


@given(
    st.lists(st.sampled_from(["Anna", "Ek", "beslut", "ärende"]), min_size=1, max_size=80),
    st.sampled_from(["|", " | ", "\t", "   "]),
    st.sampled_from(["", "| ", "||"]),
)
def test_no_cell_is_lost(words: list[str], between: str, edge: str) -> None:
    named = [f"{word}{'a' * at}" for at, word in enumerate(words)]
    lines, _ = read_lines(edge + between.join(named) + edge[::-1])
    kept = {word for line in lines for part in (line.text, *line.cells) for word in re.findall(r"\w+", part)}

    assert kept >= set(named)


def test_what_is_decided_again_beside_page_numbers_stays() -> None:
    page = "Skolchefen berättade om fall {0}.\n\nNämnden beslutade att avslå ansökan.\nSida {0} (2)\n"
    meeting = parse("Nämnden i Lunden\nLundens protokoll\n\n" + page.format(1) + "\n" + page.format(2))
    said = "".join(
        [one.text for one in meeting.unplaced]
        + [item.background + "".join(one.text for one in item.decisions) for item in meeting.items]
    )

    assert said.count("avslå ansökan") == 2


def test_columns_that_mean_the_same_are_both_kept() -> None:
    table = (
        "Nr | Ärende | Ansvarig | Föredragande | Kommentar | Anteckning\n"
        "1 | Lokaler | Bo Alm | Anna Ek | Flytten är klar. | Nycklarna saknas.\n"
    )
    item = parse("".join(f"| {row} |\n" for row in table.splitlines())).items[0]

    assert [one.name for one in item.presenters] == ["Anna Ek"]
    assert all(words in item.background for words in ("Bo Alm", "Flytten är klar.", "Nycklarna saknas."))


def test_member_and_substitute_keep_their_own_party() -> None:
    table = "| Ledamot | Parti | Ersättare | Parti |\n|---|---|---|---|\n| Anna Ek | S | Bo Alm | M |\n"
    meeting = parse("Nämnden\n\n" + table)

    assert [(one.name, one.organization) for one in meeting.attendance] == [("Anna Ek", "S"), ("Bo Alm", "M")]


def test_number_alone_on_the_title_line_is_placed() -> None:
    meeting = parse("PROTOKOLL nr 3/2025\nNämnden i Lunden\n")

    assert meeting.number == "3/2025"
    assert (1, "head.number") in [(one.line, one.field) for one in meeting.trace]


GROWING = {
    "short lines": "a\n",
    "words": "Gruppen föreslår att det blir så till nästa möte 9 maj. ",
    "sentences": "1. A\n\nGruppen föreslår att det blir så till nästa möte 9 maj.\n\n",
    "bullets": "- b\n",
    "headings": "# A\n",
    "lost numbers": ". Bb\n\n",
    "names": "Anna Ek, Ekby\n",
    "labels": "Beslut: enligt förslag\n",
    "cells": "Anna\n\n",
    "quotes": "”Hej. ",
    "quotations": "Från protokoll mars 2023: a\n\n",
    "numbers": "1\n",
    "brackets": "(\n",
    "signs": "§ 1\n",
    "rows": "Anna Ek\tEkby\tX\n",
    "decisions": "Beslut:\n\nA\n\n",
    "new names": "Anna @\n",
    "new names in a list": "Anna @,\n",
    "new names in sentences": "Anna @ sade ja. ",
    "new presenters": "Föredragande: Anna @\n",
    "new words": "a@, ",
    "choices": "Till justerare valdes Anna @.\n",
    "tasks": "Anna @ bokar salen senast 1 maj.\n",
    "wide rows": "Anna @      b@      c\n",
    "bars": "Vad | Vem | När\na@ | Anna | 1 maj\n",
    "contents": "A@ ..... 1\n\n",
    "wrapped lists": "Anna @, Bo Alm, Cia Dal, Dan\n",
    "offices": "Justeras, Anna @\n",
}


def grown(piece: str, times: int) -> str:
    """Return the piece again and again; "@" is a new word each time."""
    return "".join(piece.replace("@", f"{at:05}".translate(_LETTERS).capitalize()) for at in range(times))


_LETTERS = str.maketrans("0123456789", "abdegklmnr")


def work(text: str) -> int:
    """Count the function calls that parsing takes: the same on every machine."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        parse(text)
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("piece", GROWING.values(), ids=GROWING.keys())
@pytest.mark.parametrize(
    "start", ["", "Närvarande:\n", "Ärende Föredragande\n1. A\n\n"], ids=["", "list", "item"]
)
def test_work_is_linear(piece: str, start: str) -> None:
    work(start + grown(piece, 50))  # fills the caches
    once, twice = work(start + grown(piece, 400)), work(start + grown(piece, 800))

    assert twice < 2.2 * once + 2000
